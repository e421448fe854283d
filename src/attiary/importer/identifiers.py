"""By what a forgotten record is known again. Pure.

Attio gives a merged record a new id, and one that is made anew as well: an address that no other record held
when it was forgotten is what stays. An address is one of its type's: the domain of a company is not that of
a record of another object.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.documents.identity import addresses_of_text
from attiary.folder.config.forgotten import identifier

if TYPE_CHECKING:
    from collections.abc import Collection

_ANY_TYPE = ""
_HOLDERS = {"email_addresses": "person", "primary_email_address": "users", "domains": "company"}
"""Files of earlier versions do not say of which type an address is: there it is Attio's own holder of it."""
_LET_IN = "let in"


def identifiers_of_id(record_id: str, object_type: str = _ANY_TYPE) -> set[str]:
    """What a record can be known by of which only this is known: its id, in its type and in any."""
    return {identifier(each, record_id) for each in (object_type, _ANY_TYPE)}


def identifiers_of_addresses(object_type: str, addresses: Collection[str]) -> set[str]:
    """What a record can be known by of which these are the addresses, `email_addresses:ada@x.com`."""
    earlier = {each for each in addresses if _HOLDERS.get(each.partition(":")[0]) == object_type}
    return {identifier(object_type, each) for each in addresses} | earlier


def identifiers_of_text(text: str, object_types: Collection[str]) -> set[str]:
    """What a text may mean that a person gives: an id, or an address of a record of any of these types."""
    found = addresses_of_text(text)
    return identifiers_of_id(text.strip().lower()).union(
        *(identifiers_of_addresses(each, found) for each in {*object_types, *_HOLDERS.values()})
    )


def let_in(record_id: str) -> str:
    """What says of a record with a forgotten one's address that it is another one."""
    return identifier(_LET_IN, record_id)
