"""The repositories a user may have: those a commit of ours works in, and those it is refused in.

Each is made by a function that says who works where in it, with the folder to import into.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from git_scenarios import building, index_states, refused, settings, shapes

if TYPE_CHECKING:
    from collections.abc import Callable

    from git_user import User

    Scenario = Callable[[User], User]

WORKS: list[Scenario] = [
    building.plain,
    settings.failing_hooks,
    settings.nobody,
    settings.signing,
    settings.odd_settings,
    settings.many_files,
    settings.untracked_cache,
    settings.watched,
    settings.ignored,
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
    index_states.split_index,
    index_states.old_index,
    index_states.assumed_unchanged,
    index_states.skipped,
    index_states.intended,
    index_states.intended_alone,
    index_states.staged_removal,
    index_states.left_by_a_dead_run,
    index_states.sparse_cone,
    index_states.sparse_index,
    index_states.sparse_patterns,
    index_states.sparse_and_deep,
    index_states.lines_of_windows,
    index_states.lines_by_guess,
    index_states.filter_for_others,
    index_states.filter_with_the_way_out,
]

REFUSED: list[Scenario] = [
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
