"""What no source settles about Attio, decided once and named here.

Each is one choice, not a claim about Attio:

- Rows without a value come last in both directions of a sort.
- The first value of an attribute decides its place in a sort; rows of equal value stay in id order.
- An option or a status sorts by its title, a place by its locality, a reference by its id.
- Two properties in one condition must hold on the same value.
- Text operators but `$eq` and `$in` ignore case; those two do not.
- `$not_empty` takes `true` only; `null` is no operand; an empty `$and`, `$or` or condition is refused.
- `parent_record` may also stand as a list's attribute in a filter, not only in a path.
- An unknown key in a body or in a query string is refused.
- A query on an object that the workspace does not have answers 404.
- A search finds records whose names, addresses, numbers or handles contain every word of the query, in any
  case, in id order; a record without a name or title has the label "".
- An attribute that a record is asserted by must be unique and have a value in the body; 400 otherwise.
- A private list is one that no key sees: it is not listed, and asking for it answers 404.
"""

PAGE_LIMIT = 500
"""Rows of a query when no limit is asked for, and the most that may be asked for."""

LARGEST_OFFSET = 2**31 - 1
"""The most rows that may be skipped."""

ENTRIES_LIMIT = (100, 1000)
"""Entries of one record: default and maximum (documented)."""

NOTES_LIMIT = (10, 50)
"""Notes: default and maximum (documented)."""

TASKS_LIMIT = (500, 500)
"""Tasks: default (documented) and maximum (not documented)."""

VIEWS_LIMIT = (500, 1000)
"""Views: default and maximum (documented)."""

ATTRIBUTES_LIMIT = (1000, 1000)
"""Attributes and the values of one: neither default nor maximum is documented."""

SEARCH_LIMIT = 25
"""Hits of a search: default and maximum (documented)."""

DEEPEST_FILTER = 64
"""How many keys and positions may lead to a condition inside a filter."""

WEB_SEGMENTS = {"people": "person", "companies": "company"}
"""The part of a web address that names the object; others use their slug."""

MISSING_SCOPE = "This endpoint requires the {scope} scope, which your token does not have."
"""The message of a 403."""

SCORE_PER_CONDITION = 36
"""Score of one sort or filter condition per doubling of the table: fits the three recorded sorts."""

SCORE_WINDOW = (10.0, 20_000)
"""The sliding window: seconds, and the sum of scores it may hold."""

SCORE_OF_ONE_QUERY = 10_000
"""The most one query may cost."""

ROOM_FOR_VALUES = 120_000
"""How many attributes of made-up rows stay decoded once a filter or sort has looked at them: about 40 MB."""
