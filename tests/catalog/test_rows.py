from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from attiary.catalog.rows import to_json, to_record, to_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from attiary.model.imported_record import ImportedRecord

    MakeRow = Callable[..., ImportedRecord]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(name=st.text(), attributes=st.dictionaries(st.text(max_size=20), json_values, max_size=4))
def test_a_record_survives_the_way_into_a_row_and_back(
    row: MakeRow, name: str, attributes: dict[str, object]
) -> None:
    record = row(name=name, attributes=attributes, experiment_ids=["e1"])
    assert to_record(to_row(record)) == record


def test_json_in_a_row_is_compact_and_keeps_every_script() -> None:
    assert to_json({"اسم": ["株", 1]}) == '{"اسم":["株",1]}'
