"""A user's settings, hooks and identity: a commit of ours works with each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from git_scenarios.building import plain, program

if TYPE_CHECKING:
    from git_user import User


def failing_hooks(user: User) -> User:
    user.begins()
    for name in ("pre-commit", "commit-msg", "post-commit", "reference-transaction", "post-index-change"):
        hook = user.folder / ".git/hooks" / name
        hook.parent.mkdir(exist_ok=True)
        program(hook, "touch HOOK_RAN\nexit 1")
    return user


def nobody(user: User) -> User:
    plain(user)
    user.git("config", "--global", "--remove-section", "user")
    user.git("config", "--global", "user.useConfigOnly", "true")
    return user


def signing(user: User) -> User:
    plain(user)
    signer = user.folder.parent / "signer"
    program(signer, "cat >/dev/null\necho '[GNUPG:] SIG_CREATED ' >&2\necho signed")
    user.git("config", "commit.gpgsign", "true")
    user.git("config", "gpg.program", str(signer))
    return user


def odd_settings(user: User) -> User:
    plain(user)
    for name, value in {
        "core.quotePath": "true",
        "core.autocrlf": "true",
        "core.safecrlf": "true",
        "diff.relative": "true",
        "diff.renames": "copies",
        "log.showSignature": "true",
        "color.ui": "always",
        "status.short": "true",
        "status.showUntrackedFiles": "no",
        "push.default": "nothing",
        "diff.external": "/bin/false",
    }.items():
        user.git("config", name, value)
    return user


def many_files(user: User) -> User:
    plain(user)
    user.git("config", "feature.manyFiles", "true")
    user.git("update-index", "--force-untracked-cache")
    user.status()
    return user


def untracked_cache(user: User) -> User:
    plain(user)
    user.git("config", "core.untrackedCache", "true")
    user.git("update-index", "--force-untracked-cache")
    user.status()
    return user


def watched(user: User) -> User:
    plain(user)
    watcher = user.folder.parent / "watcher"
    program(watcher, "printf 'token\\0/\\0'")
    user.git("config", "core.fsmonitor", str(watcher))
    user.git("config", "core.fsmonitorHookVersion", "2")
    user.git("update-index", "--fsmonitor")
    user.status()
    return user


def ignored(user: User) -> User:
    plain(user)
    (user.folder / ".git/info/exclude").write_text("attio/\n", encoding="utf-8")
    return user
