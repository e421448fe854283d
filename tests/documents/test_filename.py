from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import category, normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from attiary.documents.filename import base_name, candidates, fold, slug

if TYPE_CHECKING:
    from collections.abc import Callable

    from attiary.model.document import Document

WINDOWS_DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"
}
any_text = st.text(st.characters(), max_size=80)
"""Every character there is, halves of surrogate pairs, too."""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Acme Corp", "acme-corp"),
        ("  AT&T / Bell, Inc.  ", "at-t-bell-inc"),
        ("../../etc/passwd", "etc-passwd"),
        ("..", ""),
        ("شركة النور", "شركة-النور"),
        ("東京 電力", "東京-電力"),
        ("हिन्दी", "हिन्दी"),
        ("Ünal Çelik", "ünal-çelik"),
        ("U\u0308nal", "ünal"),
        ("user\u202egpj.exe", "user-gpj-exe"),
        ("a\x00b\nc", "a-b-c"),
        ("\ud83d half", "half"),
        ("🎉", ""),
        ("❤\ufe0f", ""),
        ("\u0301loose", "loose"),
        ("ㅤ\u115f", ""),
        ("e\u034f\u0301", "é"),
        ("٣ شركات", "٣-شركات"),
    ],
)
def test_a_slug_keeps_letters_of_every_script_and_nothing_else(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(any_text)
@example("İstanbul ΟΔΟΣ ǅ \U0001d400")
@example("a" + "\u0301" * 300)
def test_a_slug_is_stable_lower_normal_and_harmless(name: str) -> None:
    result = slug(name)
    assert slug(result) == result
    assert result == result.lower() == normalize("NFC", result)
    assert not result.startswith("-")
    assert not result.endswith("-")
    assert all(letter == "-" or category(letter)[0] in "LMN" for letter in result)


@given(st.text(st.sampled_from("aß東é\u0301\u0323न\u093f -\U00020000"), max_size=400))
def test_a_long_name_is_cut_between_whole_letters(name: str) -> None:
    result, uncut = slug(name), _uncut(name)
    assert len(result.encode()) <= 185
    assert uncut.startswith(result)
    assert len(uncut.encode()) > 185 or result == uncut
    assert not category((uncut.removeprefix(result) or "-")[0]).startswith("M")


def _uncut(name: str) -> str:
    words = "".join(c if category(c)[0] in "LM" else " " for c in normalize("NFC", name).lower()).split()
    return "-".join(bare for word in words if (bare := word.lstrip("\u0301\u0323\u093f")))


def test_a_letter_with_marks_beyond_measure_is_no_name() -> None:
    assert slug("a" + "\u0302\u0301" * 200) == ""
    assert slug("b" * 100 + "a" + "\u0302\u0301" * 200) == "b" * 100


@given(any_text, st.text(min_size=1, max_size=40))
@example("CON", "1")
@example("com¹", "1")
@example("東" * 300, "1")
def test_every_file_name_is_safe_on_linux_macos_and_windows(
    document: Callable[..., Document], name: str, record_id: str
) -> None:
    base = base_name(document(name=name, attio_record_id=record_id))
    for file_name in candidates(base, record_id):
        assert len(file_name.encode()) <= 255
        assert file_name.endswith(".json")
        assert file_name[0] not in ".-"
        assert not set(file_name) & set('/\\:*?"<>|')
        assert not any(category(letter)[0] in "CZ" for letter in file_name)
        assert file_name.removesuffix(".json").casefold() not in WINDOWS_DEVICES


@pytest.mark.parametrize("device", sorted(WINDOWS_DEVICES))
def test_a_windows_device_never_keeps_its_plain_name(device: str) -> None:
    assert next(candidates(device, "r1")) == f"{device}-82f3e9.json"


@given(
    st.lists(st.tuples(st.sampled_from(["Acme", "ACME", "con", "", "é", "e\u0301"]), st.uuids()), unique=True)
)
def test_records_of_equal_name_all_find_a_free_one(
    document: Callable[..., Document], people: list[tuple[str, object]]
) -> None:
    taken: dict[str, str] = {}
    for name, record_id in people:
        base = base_name(document(name=name, attio_record_id=str(record_id)))
        free = next(each for each in candidates(base, str(record_id)) if fold(each) not in taken)
        taken[fold(free)] = str(record_id)
    assert len(taken) == len(people)


def test_a_record_that_is_second_gets_digits_of_its_id() -> None:
    names = list(candidates("acme", "r1"))
    assert names[:3] == ["acme.json", "acme-82f3e9.json", "acme-82f3e9c6.json"]
    assert len(names[-1]) == len("acme-.json") + 64


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"name": "Acme"}, "acme"),
        ({"name": "!!!", "attributes": {"email_addresses": ["ada@acme.com"]}}, "4ce89884"),
        ({"name": ""}, "4ce89884"),
        ({"name": "", "attio_record_id": "///"}, "record"),
    ],
)
def test_a_record_is_filed_under_its_name_else_its_id_whatever_is_left_out(
    document: Callable[..., Document], fields: dict[str, object], expected: str
) -> None:
    assert base_name(document(**fields)) == expected


@given(any_text)
def test_names_that_differ_by_normal_form_fold_alike(name: str) -> None:
    forms = {fold(normalize(form, name)) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert forms == {fold(name)}


@given(st.text(st.characters(exclude_categories=["M", "Cs"]), max_size=60))
def test_names_that_differ_by_case_fold_alike(name: str) -> None:
    assert fold(name.upper()) == fold(name.lower()) == fold(name)


def test_different_names_do_not_fold_alike() -> None:
    assert fold("acme.json") != fold("acne.json")
