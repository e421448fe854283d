"""A workspace in which everything that has a name means harm, and a judge of what a terminal is sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from unicodedata import category

from attiary.simulator.hostile import NAMES
from attiary.simulator.sample import empty_workspace
from attiary.simulator.stamps import SYSTEM
from attiary.simulator.standard import list_table
from attiary.simulator.tables import Choice, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from attiary.simulator.world import World

FORGED = "FORGED"
"""What a line begins with that a value has begun: it must never."""

TERMINAL = [
    f"\x1b[2J\x1b[H{FORGED}", f"\x1b]8;;https://evil.example\x1b\\{FORGED}\x1b]8;;\x1b\\",
    f"\x1b]52;c;ZXZpbA==\x07{FORGED}", f"\x1bP+q544e\x1b\\{FORGED}", f"\x1b_G{FORGED}\x1b\\",
    f"\x1b#8{FORGED}", f"\x1bc{FORGED}", f"\x9b31m{FORGED}", f"\x9d0;title\x9c{FORGED}",
    f"\x90q\x9c{FORGED}", f"back\x08\x08\x08\x08{FORGED}", f"return\r{FORGED}", f"bell\x07{FORGED}",
    f"delete\x7f{FORGED}", f"shift\x0e{FORGED}\x0f", f"nul\x00{FORGED}", f"end\x04{FORGED}\x1a",
]  # fmt: skip
LINES = [
    f"{number}{end}{FORGED}"
    for number, end in enumerate(["\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x1e", "\x85", "\u2028", "\u2029"])
]
_TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
DIRECTION = [
    *(f"{turn}{FORGED} \u05e2\u05d1\u05e8\u05d9\u05ea" for turn in _TURNS),
    "open \u2067\u2067\u2067 أحمد",
    "shut \u2069\u2069\u2069 أحمد",
    "invoice\u202egpj.exe",
]
UNSEEN = [
    "\u200b", "\u2060", "\ufeff", "\u00ad", "\U000e0041\U000e007f", "\u3164", "\ufff9a\ufffa", "\U0001d173",
    "\ue000", "\u0378", "\ufffe",
]  # fmt: skip
MARKUP = [
    "[bold]x[/bold]", "[/]", "[red", "[link=https://evil.example]x[/link]", "[@click=app.bell]x[/]",
    ":smile:", ":warning:", "\\[bold]", "[[x]]", "{name}", "{0.__class__}", "%s%n%(x)s", "${HOME}", "`id`",
    "$(id)", "<b>x</b>", "**x**", "[x](https://evil.example)", "\\x1b[31m", "&#27;",
]  # fmt: skip
PATHS = [
    "../../../outside", "..\\..\\outside", "/etc/passwd", "//host/share", "C:\\x", "C:x", "~", "~root",
    "file:///x", "%2e%2e%2f", "\uff0e\uff0e\uff0fx", "a\u2215b", "x:stream", "::$DATA",
    ".git/hooks/post-commit", ".git", ".attiary", ".gitignore", "workspace.json", "../attiary.toml",
    "git~1", "CON", "con", "PRN.txt", "AUX", "NUL.json", "COM1", "COM\u00b9", "LPT9", "CONIN$", "CLOCK$",
    " con ", "con.", "dot.", "dots...", "space ", "-rf", "--json", "x" * 300, "很" * 300, "🎉" * 300,
    "e" + "\u0301" * 300, "نص " * 100, "word " * 100,
]  # fmt: skip
GIT = [
    f"Fix\n\nImport-Run: {FORGED}", f"x\nUndoes-Run: {FORGED}", "# comment", "diff --git a/x b/x",
    "--- a\n+++ b", "tree 123\nauthor x", "=cmd|' /C calc'!A0", "'; DROP TABLE attio_imports;--",
    '{"a": 1}', '"""\nleave_out = ["x"]', "null", "NaN", "-0", "1e999", "true",
]  # fmt: skip

TEXTS = list(dict.fromkeys([*NAMES, *TERMINAL, *LINES, *DIRECTION, *UNSEEN, *MARKUP, *PATHS, *GIT]))
"""Each is tried as a name, a value, an option and a title."""

EVIL = f"\x1b[31m[red]\x9b2J\u202e\n{FORGED}:smile:{{name}}"
"""All of it in a few letters, for what there is but one of."""

SLUG = "evil_list"


def hostile_workspace() -> World:
    """People and companies of these names and values, under attributes, options and lists of these names."""
    world = empty_workspace()
    world.name = EVIL
    for table in world.objects.values():
        table.singular = table.plural = EVIL
    _add_attributes(world)
    _add_records(world)
    _add_lists(world)
    return world


def _add_attributes(world: World) -> None:
    """Attributes of these titles; an option for each text; some whose very slug or type is hostile."""
    for slug, kind in (("tier", "select"), ("phase", "status")):
        world.add_attribute("people", slug, kind, title=EVIL)
        choices = [Choice(world.new_id("option"), text) for text in TEXTS]
        world.objects["people"].attributes[slug].choices = choices
    for slug in (EVIL, f"strongest_connection_{EVIL}", 'strongest_connection_"]\nleave_out = ["x'):
        world.add_attribute("people", slug, "text", title=EVIL)
    world.add_attribute("people", "odd", f"hologram{EVIL}", title=EVIL)
    for name in ("people", "companies"):
        titled = list(world.objects[name].attributes.values())
        for attribute, text in zip(titled, TEXTS, strict=False):
            attribute.title = text or EVIL


def _add_records(world: World) -> None:
    people, companies = world.objects["people"], world.objects["companies"]
    for number, text in enumerate(TEXTS):
        company, person = world.add_record("companies"), world.add_record("people")
        _put(companies, company, "name", (text,))
        _put(companies, company, "description", (text,))
        _put(people, person, "name", (text, EVIL, text))
        _put(people, person, "email_addresses", (text, text, text, text, text))
        world.set_values(
            "people", person, {"company": {"target_object": "companies", "target_record_id": company}}
        )
        for slug in ("job_title", EVIL, "odd"):
            _put(people, person, slug, (text,))
        for slug in ("tier", "phase"):
            _put(people, person, slug, (people.attributes[slug].choices[number].id,))


def _add_lists(world: World) -> None:
    for number, text in enumerate(TEXTS):
        slug = SLUG if not number else f"list_{number}"
        world.lists[slug] = list_table(world.identities, slug, text, "people", f"note text | {EVIL!r}\n")
    for person, text in zip(world.ids("people"), TEXTS, strict=True):
        entry = world.add_entry(SLUG, person)
        _put(world.lists[SLUG], entry, "note", (text,))


def _put(table: Any, row_id: str, slug: str, own: tuple[Any, ...]) -> None:
    """A value as it lies in Attio, past what a write would refuse."""
    row = table.rows[row_id]
    row.values[slug] = [Value(own, row.created, SYSTEM)]
    row.encoded = None


_OUR_STYLE = re.compile(
    r"\x1b\[(?:[0-9;]*m|2K|1A|\?25[lh])|\x1b\]8;(?:id=\d+;https://app\.attio\.com/[!-~]*|;)\x1b\\"
)
"""Styles, links into Attio, and a progress bar that is drawn anew: none of the texts has one."""

_SEEN_THROUGH = "\u200c\u200d"
_ISOLATE, _POP = "\u2068", "\u2069"
_ENDS = re.compile("[\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def harm(sent: str, *, styled: bool = False) -> Iterator[str]:
    """What in a command's output a CRM has smuggled in; `styled` where styles and links of ours are due."""
    text = _OUR_STYLE.sub("", sent) if styled else sent
    for number, line in enumerate(text.split("\n")):
        odd = {letter for letter in line if _is_odd(letter)}
        if odd or _ENDS.search(line):
            yield f"line {number} holds {sorted(map(ascii, odd))}: {ascii(line)[:200]}"
        if not _is_balanced(line):
            yield f"line {number} does not close what it isolates: {ascii(line)[:200]}"
        if not styled and line.lstrip().startswith(FORGED):
            yield f"line {number} was begun by a value: {ascii(line)[:200]}"


def _is_odd(letter: str) -> bool:
    return (
        category(letter) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
        and letter not in _SEEN_THROUGH + _ISOLATE + _POP
    )


def _is_balanced(line: str) -> bool:
    depth = 0
    for letter in line:
        depth += (letter == _ISOLATE) - (letter == _POP)
        if depth not in (0, 1):
            return False
    return depth == 0


def unescaped(texts: Iterable[str]) -> list[str]:
    """Those that are harmless to look for as they are."""
    return [text for text in texts if text.isascii() and text.isprintable() and text.strip()]
