from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from attiary.documents.jsonfile import encode
from attiary.forget.filter_repo import PastOccurrences, rewrite_command
from attiary.forget.redact import (
    document_about,
    mention_pattern,
    redact,
    redact_names,
    reference_pattern,
)
from attiary.model.document import Document, Parent

if TYPE_CHECKING:
    from attiary.model.values import Json

HERS = "7955de3a-8531-5221-af65-ea37498dbb66"
OTHER = "0063025c-0e26-5b6d-a74d-b6eb15b7a30e"


A_DEAL = Document(
    imported_at="2026-02-06T12:00:00Z",
    attio_record_id=OTHER,
    attio_web_url=None,
    object_type="deals",
    name="A deal",
    attributes={},
)


def nobody(_text: str) -> bool:
    return False


def reference(record_id: str, name: str | None = None) -> dict[str, str]:
    found = {"objectType": "person", "attioRecordId": record_id}
    return found if name is None else found | {"name": name}


def without_her_name(found: dict[str, Json]) -> dict[str, Json]:
    """What the reference to the subject is to be; any other object as it is."""
    return {key: each for key, each in found.items() if key != "name" or found.get("attioRecordId") != HERS}


names = st.one_of(st.none(), st.text(), st.sampled_from(['"', "\\", '\\"', 'a", "name": "b', "}", "\n"]))
references = st.builds(reference, st.sampled_from([HERS, OTHER]), names)
values = st.recursive(
    references | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(st.dictionaries(st.text(), values))
def test_bytes_without_a_name_are_the_document_without_it(attributes: dict[str, Json]) -> None:
    content = encode(replace(A_DEAL, attributes=attributes))
    left = redact_names(content, [HERS])
    assert json.loads(left) == json.loads(content, object_hook=without_her_name)


def test_a_name_goes_however_the_file_is_laid_out() -> None:
    content = b'{"attioRecordId" : "x"}, {"attioRecordId":"%s","name":"Z \\" Q" , "mine": 1}' % HERS.encode()
    left = redact_names(content, [HERS])
    assert b"Z" not in left
    assert left.endswith(b'"%s" , "mine": 1}' % HERS.encode())


def test_an_id_of_attios_is_text_and_never_a_pattern() -> None:
    assert not reference_pattern(["."]).search(b'"attioRecordId": "a", "name": "b"')
    assert not mention_pattern(["a.c"]).search(b"abc")
    assert mention_pattern(["Ada@X.com"]).search(b"<ada@x.COM>")


def test_a_document_is_about_a_record_itself_and_the_one_that_an_entry_stands_for() -> None:
    own = encode(replace(A_DEAL, attio_record_id=HERS))
    entry = encode(replace(A_DEAL, parent=Parent("person", HERS, "Z")))
    assert document_about(own, {HERS}) is not None
    assert document_about(entry, {HERS}) is not None
    assert document_about(encode(replace(A_DEAL, attributes={"person": reference(HERS)})), {HERS}) is None
    assert document_about(b"no JSON", {HERS}) is None
    assert document_about(None, {HERS}) is None


def test_notes_lose_the_members_of_arrays_that_tell_of_somebody() -> None:
    receipt = {
        "results": [
            {
                "problems": [{"path": "attio/person/z.json", "fields": {}}, {"path": "attio/person/a.json"}],
                "mergers": [{"formerIds": [HERS, OTHER], "attioRecordId": "n"}],
                "selection": {"ids": [HERS]},
            }
        ],
        "runId": "r",
    }
    left = redact(receipt, lambda text: text in {HERS, "attio/person/z.json"}, nobody)
    assert left == {
        "results": [
            {
                "problems": [{"path": "attio/person/a.json"}],
                "mergers": [{"formerIds": [OTHER], "attioRecordId": "n"}],
                "selection": {"ids": []},
            }
        ],
        "runId": "r",
    }


@pytest.mark.parametrize("asked", [{"search": "Zenobia"}, {"filters": ["name=Zenobia"]}, {"view": "Zenobia"}])
def test_what_looked_for_somebody_goes_with_all_that_was_noted_of_it(asked: dict[str, Json]) -> None:
    selections = {"selections": [asked, {"search": "Ada", "filters": ["a=b"]}]}
    left = redact(selections, nobody, lambda text: "Zenobia" in text)
    assert left == {"selections": [{"search": "Ada", "filters": ["a=b"]}]}


@pytest.mark.parametrize(
    ("past", "command"),
    [
        (PastOccurrences([HERS], [], [], is_named=False), None),
        (
            PastOccurrences([HERS], ["crm/attio/person/it's me.json"], [], is_named=False),
            ["git", "filter-repo", "--invert-paths", "--path", "crm/attio/person/it's me.json"],
        ),
    ],
)
def test_the_command_names_the_paths(past: PastOccurrences, command: list[str] | None) -> None:
    made = rewrite_command(past)
    assert (made and shlex.split(made)) == command


@pytest.mark.parametrize("record_id", [HERS, "'; touch here; '", '" + evil() + b"', "a\nb", "\\"])
def test_what_the_command_does_to_blobs_is_python_that_runs_whatever_the_id(record_id: str) -> None:
    made = rewrite_command(PastOccurrences([record_id], [], ["0f" * 20], is_named=True))
    assert made is not None
    *_, option, code = shlex.split(made)
    assert option == "--blob-callback"
    assert "\n" not in code
    compile(code, "callback", "exec")
