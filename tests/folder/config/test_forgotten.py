from __future__ import annotations

import pytest

from attiary.errors import FolderError
from attiary.folder.config.forgotten import decode, encode, identifier, nobody
from attiary.wording.hint_texts import hint_of

HERS = {identifier("person", "1"), "email_addresses:ada@x.com", "email_addresses:a@x.com"}
HIS = {identifier("person", "2"), "email_addresses:bob@x.com"}


def test_a_forgotten_record_is_known_by_each_of_its_marks_and_no_other() -> None:
    forgotten = nobody().adding(HERS)
    assert all(forgotten.knows([mark]) for mark in HERS)
    assert not any(forgotten.knows([mark]) for mark in HIS)
    assert forgotten.has("person", "1")
    assert not forgotten.has("company", "1")


def test_the_file_says_nothing_that_can_be_read_of_a_record() -> None:
    content = encode(nobody().adding(HERS))
    assert not any(word in content for word in (b"ada", b"person", b"@"))
    assert decode(content).knows(HERS)


def test_equal_records_look_different_under_another_salt() -> None:
    assert nobody().adding(HERS).records != nobody().adding(HERS).records


def test_a_record_forgotten_again_with_fewer_marks_keeps_those_it_had() -> None:
    forgotten = nobody().adding(HERS)
    assert forgotten.adding([identifier("person", "1")]) == forgotten


def test_a_record_that_shares_an_identifier_is_the_same_one() -> None:
    forgotten = (
        nobody().adding(HERS).adding(HIS).adding({identifier("person", "3"), "email_addresses:a@x.com"})
    )
    assert len(forgotten.records) == 2
    assert forgotten.knows(HERS)
    assert forgotten.without({identifier("person", "3")}) == forgotten.without(HERS)


def test_one_mark_is_enough_to_remember_a_record_and_the_others_stay_forgotten() -> None:
    forgotten = nobody().adding(HERS).adding(HIS).without(["email_addresses:a@x.com"])
    assert not forgotten.knows(HERS)
    assert forgotten.knows(HIS)


def test_where_there_is_no_file_nobody_is_forgotten() -> None:
    assert decode(None).records == []
    assert not decode(None).knows(HERS)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"salt": "no hex"}', b'{"salt": "00", "records": [1]}'])
def test_a_damaged_file_is_refused_with_the_way_to_restore_it(content: bytes) -> None:
    with pytest.raises(FolderError) as caught:
        decode(content)
    assert "git checkout" in hint_of(caught.value)


def test_two_machines_begin_with_the_same_salt_and_write_a_line_for_each_record() -> None:
    hers, his = (encode(nobody("one project").adding(marks)).splitlines() for marks in (HERS, HIS))
    assert len(hers) == len(his) == 7
    assert [one == other for one, other in zip(hers, his, strict=True)].count(False) == 1


def test_what_git_makes_of_the_lines_of_both_is_read() -> None:
    hers, his = (encode(nobody("one project").adding(marks)).splitlines() for marks in (HERS, HIS))
    both = b"\n".join([*hers[:4], his[3], *hers[4:]])
    assert decode(both).knows(HERS)
    assert decode(both).knows(HIS)


def test_two_files_of_different_salts_are_read_as_one_and_keep_both_salts() -> None:
    one, other = nobody().adding(HERS), nobody().adding(HIS)
    merged = encode(one).replace(b'",\n', f'",\n  "salt": "{other.salt}",\n'.encode(), 1)
    merged = merged.replace(b"    [],", b"").replace(
        b"    []\n", encode(other).splitlines()[3] + b"\n    []\n"
    )
    for read in (decode(merged), decode(encode(decode(merged))), one.joined(other)):
        assert read.knows(HERS)
        assert read.knows(HIS)
        assert not read.knows({identifier("person", "3")})
    assert not one.joined(other).without(HIS).knows(HIS)


def test_a_file_of_before_is_read_and_keeps_its_salt() -> None:
    before = b'{\n  "salt": "00ff",\n  "records": [\n    [\n      "12",\n      "34"\n    ]\n  ]\n}\n'
    assert decode(before).records == [["12", "34"]]
    assert decode(before).adding(HERS).salt == "00ff"
