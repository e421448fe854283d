"""The repositories a person may have: those a commit of ours works in, and those it is refused in.

Each is made by a function that says who works where in it, with the folder to import into.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from situations import making, marks, refused, shapes, surroundings

if TYPE_CHECKING:
    from collections.abc import Callable

    from scenes import User

    Situation = Callable[[User], User]

WORKS: list[Situation] = [
    making.plain,
    surroundings.failing_hooks,
    surroundings.nobody,
    surroundings.signing,
    surroundings.odd_settings,
    surroundings.many_files,
    surroundings.untracked_cache,
    surroundings.watched,
    surroundings.ignored,
    shapes.sha256,
    shapes.separate_git_dir,
    shapes.unborn,
    shapes.detached,
    shapes.odd_branch,
    shapes.linked_worktree,
    shapes.deep,
    shapes.shallow,
    shapes.alternates,
    shapes.partial,
    shapes.grafted,
    shapes.replaced,
    shapes.inside_a_submodule,
    shapes.beside_a_submodule,
    shapes.beside_a_moved_submodule,
    marks.split_index,
    marks.old_index,
    marks.assumed_unchanged,
    marks.skipped,
    marks.intended,
    marks.intended_alone,
    marks.staged_removal,
    marks.left_by_a_dead_run,
    marks.sparse_cone,
    marks.sparse_index,
    marks.sparse_patterns,
    marks.sparse_and_deep,
    marks.lines_of_windows,
    marks.lines_by_guess,
    marks.filter_for_others,
    marks.filter_with_the_way_out,
]

REFUSED: list[Situation] = [
    refused.merging,
    refused.rebasing,
    refused.picking,
    refused.reverting,
    refused.applying_mail,
    refused.bisecting,
    refused.conflicts_without_a_merge,
    refused.locked_by_another,
    refused.locked_by_another_of_ours,
    refused.bare,
    refused.inside_a_git_directory,
    refused.unknown_hash,
    refused.broken,
    refused.ours_a_submodule,
    refused.one_type_a_submodule,
    refused.a_submodule_not_checked_out,
    refused.ours_a_repository,
    refused.one_type_a_repository,
    refused.ours_a_repository_and_no_other,
    refused.outside_the_cone,
    refused.outside_a_sparse_index,
    refused.only_one_type_in_the_cone,
    refused.outside_the_patterns,
    refused.settings_outside_the_patterns,
    refused.filtered,
    refused.filtered_by_what_is_not_installed,
    refused.filtered_in_secret,
    refused.in_another_encoding,
    refused.with_ident,
]
