"""The shapes a repository may have in which a commit of ours works."""

from __future__ import annotations

from git_user import User

from git_scenarios.building import cloned, larger, object_of, plain, with_more, with_submodule


def sha256(user: User) -> User:
    user.begins("--object-format=sha256")
    return with_more(user)


def separate_git_dir(user: User) -> User:
    user.begins(f"--separate-git-dir={user.folder.parent / 'elsewhere.git'}")
    return with_more(user)


def unborn(user: User) -> User:
    user.folder.mkdir()
    user.git("init", "--quiet", "--initial-branch=main")
    user.edits("a.txt", "staged\n")
    user.git("add", "a.txt")
    user.edits("untracked.txt", "untracked\n")
    return user


def detached(user: User) -> User:
    plain(user)
    user.git("checkout", "--quiet", "--detach")
    return user


def odd_branch(user: User) -> User:
    plain(user)
    user.git("checkout", "--quiet", "-b", "wip/é-$(touch${IFS}HOOK_RAN);'\"&{}|%H<>#1")
    return user


def linked_worktree(user: User) -> User:
    plain(user)
    linked = User(user.folder.parent / "linked")
    user.git("worktree", "add", "--quiet", str(linked.folder), "-b", "linked")
    linked.works()
    return linked


def deep(user: User) -> User:
    plain(user)
    inside = User(user.folder / "our crm\nrecords" / "é *[a] :!")
    inside.folder.mkdir(parents=True)
    return inside


def shallow(user: User) -> User:
    return cloned(user, "--depth=1")


def alternates(user: User) -> User:
    return cloned(user, "--shared")


def partial(user: User) -> User:
    """Without the bytes of most files, and nobody to bring them."""
    origin = larger(user)
    origin.git("config", "uploadpack.allowFilter", "true")
    clone = cloned(user, "--filter=blob:none", "--sparse")
    clone.git("sparse-checkout", "add", "attio")
    clone.git("remote", "set-url", "origin", "/nowhere")
    return clone


def grafted(user: User) -> User:
    plain(user)
    user.git("commit", "--quiet", "--message=second")
    user.works()
    (user.folder / ".git/info/grafts").write_text(user.head(), encoding="utf-8")
    return user


def replaced(user: User) -> User:
    """HEAD's own commit and one of its files stand for others."""
    plain(user)
    user.git("commit", "--quiet", "--allow-empty", "--message=second")
    user.git("replace", "--graft", "HEAD")
    user.git("replace", user.git("rev-parse", "HEAD:b.txt").strip(), object_of(user, "replaced\n"))
    user.edits("a.txt", "staged again\n")
    user.git("add", "a.txt")
    return user


def inside_a_submodule(user: User) -> User:
    with_submodule(user)
    inside = User(user.folder / "sub")
    inside.works()
    return with_more(inside)


def beside_a_submodule(user: User) -> User:
    with_submodule(user)
    User(user.folder / "sub").edits("b.txt", "dirty\n")
    return with_more(user)


def beside_a_moved_submodule(user: User) -> User:
    with_submodule(user)
    User(user.folder / "sub").git("commit", "--quiet", "--allow-empty", "--message=moved")
    return with_more(user)
