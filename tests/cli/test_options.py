from __future__ import annotations

from attiary.cli.options import spread

A = "4ce89884-6334-5c6c-9d1c-000000000001"
B = "4ce89884-6334-5c6c-9d1c-000000000002"


def test_several_ids_may_follow_one_option() -> None:
    assert spread(["import", "people", "--id", A, B]) == ["import", "people", "--id", A, "--id", B]


def test_a_word_that_is_no_id_is_an_argument_again() -> None:
    assert spread(["import", "--id", A, "people"]) == ["import", "--id", A, "people"]


def test_several_slugs_may_follow_keep_and_leave_out() -> None:
    given = ["fields", "people", "--keep", "a", "b", "--leave-out", "c", "d", "--json"]
    wanted = [
        "fields",
        "people",
        "--keep",
        "a",
        "--keep",
        "b",
        "--leave-out",
        "c",
        "--leave-out",
        "d",
        "--json",
    ]
    assert spread(given) == wanted


def test_other_options_are_left_as_they_are() -> None:
    given = ["browse", "people", "--search", "a", "b", "--", "--id", A]
    assert spread(given) == given
