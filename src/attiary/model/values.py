"""What an attribute holds on a record: a noun for each of Attio's 17 attribute types, one for all others.

Source: Attio's OpenAPI document and its pages on attribute types (docs.attio.com/docs/attribute-types).
The nouns have the shape of the wire, so an answer is decoded straight into them.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

Json = Any
"""What JSON can say: None, bool, int, float, str, lists and string-keyed dicts of these."""


class Actor(Struct, frozen=True, forbid_unknown_fields=True):
    """Who set a value. Attio gives `system` no id."""

    # Both keys may be missing, Attio's document says, and `system` has the id null.
    type: str | None = None
    id: str | None = None


class KnownValue(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="attribute_type", gc=False
):
    """What every value has; times as Attio writes them, nine digits of a second, UTC."""

    active_from: str | None = None
    active_until: str | None = None
    created_by_actor: Actor | None = None


class TextValue(KnownValue, tag="text", frozen=True, kw_only=True):
    """Free text."""

    value: str


class NumberValue(KnownValue, tag="number", frozen=True, kw_only=True):
    """A number; whole ones stay whole."""

    value: int | float


class CheckboxValue(KnownValue, tag="checkbox", frozen=True, kw_only=True):
    """Yes or no."""

    value: bool


class CurrencyValue(KnownValue, tag="currency", frozen=True, kw_only=True):
    """An amount; Attio sends a number, its guide shows a string, both are taken."""

    currency_value: int | float | str
    currency_code: str | None = None


class DateValue(KnownValue, tag="date", frozen=True, kw_only=True):
    """A day, `YYYY-MM-DD`."""

    value: str


class TimestampValue(KnownValue, tag="timestamp", frozen=True, kw_only=True):
    """A moment, kept as the string Attio wrote: Python's datetime would lose three digits."""

    value: str


class RatingValue(KnownValue, tag="rating", frozen=True, kw_only=True):
    """Stars, 0 to 5."""

    value: int | float


class OptionId(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a select option lives; `object_id` is the list's id for a list's attribute."""

    workspace_id: str
    object_id: str
    attribute_id: str
    option_id: str


class Option(Struct, frozen=True, forbid_unknown_fields=True):
    """One choice of a select attribute."""

    id: OptionId
    title: str
    is_archived: bool = False


class SelectValue(KnownValue, tag="select", frozen=True, kw_only=True):
    """A choice, or one of several."""

    option: Option


class StatusId(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a status lives; `object_id` is the list's id for a list's attribute."""

    workspace_id: str
    object_id: str
    attribute_id: str
    status_id: str


class Status(Struct, frozen=True, forbid_unknown_fields=True):
    """One stage of a status attribute."""

    id: StatusId
    title: str
    is_archived: bool = False
    target_time_in_status: str | None = None
    celebration_enabled: bool = False


class StatusValue(KnownValue, tag="status", frozen=True, kw_only=True):
    """A stage."""

    status: Status


class RecordReferenceValue(KnownValue, tag="record-reference", frozen=True, kw_only=True):
    """A link to another record; `target_object` is a slug."""

    target_object: str
    target_record_id: str


class ActorReferenceValue(KnownValue, tag="actor-reference", frozen=True, kw_only=True):
    """A link to a workspace member, a token, an app, or the system."""

    referenced_actor_type: str | None = None
    referenced_actor_id: str | None = None


class LocationValue(KnownValue, tag="location", frozen=True, kw_only=True):
    """A place; latitude and longitude are strings on the wire."""

    line_1: str | None = None
    line_2: str | None = None
    line_3: str | None = None
    line_4: str | None = None
    locality: str | None = None
    region: str | None = None
    postcode: str | None = None
    country_code: str | None = None
    latitude: str | None = None
    longitude: str | None = None


class DomainValue(KnownValue, tag="domain", frozen=True, kw_only=True):
    """An internet domain."""

    domain: str
    root_domain: str | None = None


class EmailAddressValue(KnownValue, tag="email-address", frozen=True, kw_only=True):
    """An e-mail address, as typed and normalised."""

    email_address: str
    original_email_address: str | None = None
    email_domain: str | None = None
    email_root_domain: str | None = None
    email_local_specifier: str | None = None


class PhoneNumberValue(KnownValue, tag="phone-number", frozen=True, kw_only=True):
    """A telephone number; `phone_number` is E.164."""

    phone_number: str
    original_phone_number: str | None = None
    country_code: str | None = None


class InteractionValue(KnownValue, tag="interaction", frozen=True, kw_only=True):
    """The first, last or next contact with somebody; changes by itself."""

    interaction_type: str
    interacted_at: str
    owner_actor: Actor | None = None


class PersonalNameValue(KnownValue, tag="personal-name", frozen=True, kw_only=True):
    """A person's name; a missing part is an empty string, `full_name` is stored, not derived."""

    full_name: str
    first_name: str = ""
    last_name: str = ""


TypedValue = (
    TextValue
    | NumberValue
    | CheckboxValue
    | CurrencyValue
    | DateValue
    | TimestampValue
    | RatingValue
    | SelectValue
    | StatusValue
    | RecordReferenceValue
    | ActorReferenceValue
    | LocationValue
    | DomainValue
    | EmailAddressValue
    | PhoneNumberValue
    | InteractionValue
    | PersonalNameValue
)


class UnknownValue(Struct, frozen=True, tag="?unknown", tag_field="attribute_type"):
    """A value of a type, or in a shape, that Attio does not document: kept as it came.

    The tag only lets it stand in a union with the others; no answer carries it.
    """

    raw: dict[str, Json]

    @property
    def type(self) -> str:
        """The type Attio named, or an empty string."""
        named = self.raw.get("attribute_type")
        return named if isinstance(named, str) else ""


Value = TypedValue | UnknownValue
Values = dict[str, list[Value]]
