from __future__ import annotations

from typing import TYPE_CHECKING

from undo_steps import assert_files_commit_and_rows_agree, imported, people, undone

if TYPE_CHECKING:
    from user import User


def test_what_the_user_staged_edited_and_committed_since_stays(user: User) -> None:
    user.git("init", "-q")
    (user.folder / "mine.txt").write_text("1\n")
    user.git("add", "-A")
    user.git("commit", "-qm", "mine")
    imported(user)
    for record_id in people(user, 5):
        user.attio.world.set_values("people", record_id, {"job_title": "Wizard"})
    imported(user)
    wizards = [path for path, each in user.documents().items() if "Wizard" in str(each)]
    edited, committed = (user.folder / path for path in wizards[:2])
    committed.write_text(committed.read_text().replace("Wizard", "Sorcerer"))
    user.git("commit", "-qam", "by hand")
    edited.write_text(edited.read_text().replace("Wizard", "Witch"))
    (user.folder / "mine.txt").write_text("2\n")
    user.git("add", "mine.txt")
    (user.folder / "new.txt").write_text("new\n")
    before = user.git("status", "--porcelain")

    result = undone(user)

    assert (result["counts"], sorted(result["kept"])) == ({"changed": 3}, sorted(wizards[:2]))
    assert "Witch" in edited.read_text()
    assert "Sorcerer" in committed.read_text()
    assert user.git("status", "--porcelain") == before
    assert len(user.git("show", "--name-only", "--format=").splitlines()) == 3
    assert user.git("fsck", "--strict", "--no-dangling") == ""
    assert imported(user)["kept"] == 2


def test_what_the_user_had_committed_by_hand_comes_back_as_theirs(user: User) -> None:
    imported(user)
    path = next(iter(user.documents()))
    record_id = user.documents()[path]["attioRecordId"]
    file = user.folder / path
    file.write_text(file.read_text().replace('"objectType"', '"mine": "a note",\n  "objectType"'))
    user.git("commit", "-qam", "by hand")
    edited = file.read_bytes()
    user.attio.world.set_values("people", record_id, {"job_title": "Wizard"})
    user.runs("import", "people", "--all", "--overwrite-edits")
    assert file.read_bytes() != edited

    undone(user)
    assert file.read_bytes() == edited
    assert user.git("status", "--porcelain") == ""

    assert imported(user)["kept"] == 1
    assert file.read_bytes() == edited


def test_a_repository_in_the_middle_of_a_merge_is_refused(user: User) -> None:
    imported(user)
    (user.folder / ".git" / "MERGE_HEAD").write_text(user.git("rev-parse", "HEAD") + "\n")
    before = user.files()
    ended = user.runs("undo", "--yes")
    assert ended.code == 1
    assert "git merge --abort" in ended.err
    assert user.files() == before


def test_a_clone_without_journal_and_catalog_is_undone_as_well(user: User) -> None:
    imported(user)
    before = user.files()
    user.attio.world.set_values("people", people(user, 1)[0], {"name": "Entirely Renamed"})
    imported(user)
    for path in (user.folder / ".attiary").glob("*.db*"):
        path.unlink()

    assert undone(user)["counts"] == {"renamed": 1}

    assert user.files() == before
    assert user.git("status", "--porcelain") == ""
    assert imported(user)["renamed"] == 1
    assert_files_commit_and_rows_agree(user)
