"""What was learned of one layout of one source: a readable file, to be reviewed, corrected by hand and shared."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from hemera.errors import ConfigError, ParseError
from hemera.extract.zones import Zones

HAND = "hand"  # who learned it, where a person did
FORMAT = 1  # of the file
LEAST_PAGES = 4  # from which a template reads alone; with fewer it only knows what repeats
MAX_FILE = 1_000_000  # characters
MAX_RULES = 2_000
MAX_SELECTORS = 100  # each is looked for on every page
MAX_SELECTOR = 500  # characters
MAX_COST = 1_000  # of all selectors: milliseconds, on a page as large as may be
FIELDS = ("title", "byline", "date", "section", "lead", "caption")
_SLUG = re.compile(r"[\w-]{1,80}")
_KEYS = frozenset({
    "format", "source", "layout", "version", "pages", "length", "extractor", "valid_from", "valid_to",
    "container", "paths", "zones", "marks", "accepted", "refused", "decoration", "repeated", "mottoes",
})  # fmt: skip
_LISTS = {
    "marks": MAX_SELECTORS, "accepted": MAX_RULES, "refused": MAX_RULES, "decoration": MAX_SELECTORS, "repeated": MAX_RULES,
    "mottoes": MAX_RULES,
}  # fmt: skip
_VALUE = re.compile(r"""\[[^\]"']*(?:"[^"]*"|'[^']*')?[^\]"']*\]|\\.""")  # of an attribute, or an escaped character
# What takes a time that grows with a power of a page: siblings, pseudo-classes but a plain :not.
_COSTLY = re.compile(r"[~+]|:(?!not\([^:()\s]*\))")
_DESCENT = re.compile(r"(?<=[^\s>])\s+(?=[^\s>])")  # a step of any length: with two of them a deep page takes minutes
_DESCENT_COST = 30


@dataclass(frozen=True, slots=True)
class Template:
    """One layout of a source, as learned from ``pages`` of its pages or as corrected by hand.

    ``marks`` tell its pages from the source's others. ``container`` is a CSS selector of what holds the text. ``accepted`` and
    ``refused`` are signatures of blocks (``tag.class`` from the outermost of four levels inwards), ``decoration`` CSS selectors
    of inline words that are none of the article's, ``repeated`` lines printed on page after page, ``mottoes`` what metadata says
    of more than one article, ``paths`` CSS selectors of the printed fields. ``valid_from`` and ``valid_to`` (UTC) bound the
    captures it reads; None is open.
    """

    source: str
    layout: str
    version: int = 1
    pages: int = 0
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    marks: tuple[str, ...] = ()
    container: str = ""
    accepted: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    decoration: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    mottoes: tuple[str, ...] = ()
    paths: Mapping[str, str] = field(default_factory=dict)
    length: int = 0  # characters of a usual text, the median
    zones: Zones = field(default_factory=Zones)
    extractor: str = ""  # version of the rules that learned it; "hand" where a person did

    @property
    def name(self) -> str:
        """What an article says it was read by."""
        return f"{self.layout}@{self.version}"

    @property
    def reads(self) -> bool:
        """Whether it reads pages by itself, or only knows what repeats on them."""
        return bool(self.container and self.accepted) and (self.pages >= LEAST_PAGES or self.by_hand)

    @property
    def rules(self) -> tuple[object, ...]:
        """What it does to a page: two templates with the same rules are one."""
        said = (
            self.container,
            self.accepted,
            self.refused,
            self.decoration,
            self.mottoes,
            tuple(sorted(self.paths.items())),
            self.zones,
        )
        return (*said, self.reads, self.repeated if not self.reads else frozenset(self.repeated) if self.by_hand else ())

    @property
    def by_hand(self) -> bool:
        """Whether a person wrote or corrected it."""
        return self.extractor == HAND

    def covers(self, moment: datetime) -> bool:
        """Say whether it is for captures of that moment."""
        return not (self.valid_from and moment < self.valid_from) and not (self.valid_to and moment >= self.valid_to)


def to_toml(template: Template) -> str:
    """Write a template as its file."""
    head = [
        f"format = {FORMAT}",
        f"source = {_quoted(template.source)}",
        f"layout = {_quoted(template.layout)}",
        f"version = {template.version}",
        f"pages = {template.pages}  # it was learned from",
        f"length = {template.length}  # characters of a usual text",
        f"extractor = {_quoted(template.extractor)}",
        *(f"{name} = {moment.isoformat()}" for name in ("valid_from", "valid_to") if (moment := getattr(template, name))),
        f"container = {_quoted(template.container)}",
    ]
    lists = [f"{name} = {_listed(getattr(template, name))}" for name in _LISTS]
    paths = ["[paths]", *(f"{name} = {_quoted(path)}" for name, path in template.paths.items())]
    zones = _table("zones", template.zones.to_dict())
    return "\n".join([*head, "", *lists, "", *paths, "", *zones]).rstrip() + "\n"


def of_toml(text: str) -> Template:
    """Read a template's file. Raises ``ConfigError`` (``template.unreadable``) naming what is wrong."""
    if len(text) > MAX_FILE:
        raise _unreadable("it is too long")
    try:
        table = tomllib.loads(text)
        if table.get("format") != FORMAT:
            raise _unreadable(f"its format is {table.get('format')}, not {FORMAT}")
        return _of_table(table)
    except (tomllib.TOMLDecodeError, ParseError, TypeError, ValueError, KeyError) as error:
        raise _unreadable(str(error)) from None


def closed(template: Template, until: datetime) -> Template:
    """Return a template that reads captures up to a moment only: another version follows it."""
    return replace(template, valid_to=until)


def _of_table(table: Mapping[str, Any]) -> Template:
    lists = {name: _texts(table.get(name, []), name) for name in _LISTS}
    paths, zones = table.get("paths", {}), table.get("zones", {})
    if unknown := set(table) - _KEYS:
        raise _unreadable(f"there is no key {min(unknown)}")
    if not isinstance(paths, dict) or not isinstance(zones, dict):
        raise _unreadable("paths and zones are tables")
    if unknown := set(paths) - set(FIELDS):
        raise _unreadable(f"there is no field {min(unknown)}")
    template = Template(
        source=_slug(table, "source"),
        layout=_slug(table, "layout"),
        version=_count(table, "version", 1),
        pages=_count(table, "pages", 0),
        valid_from=_moment(table.get("valid_from")),
        valid_to=_moment(table.get("valid_to")),
        container=_selector(table.get("container", "")),
        paths={str(name): _selector(path) for name, path in paths.items()},
        length=_count(table, "length", 0),
        zones=Zones.from_dict(zones),
        extractor=str(table.get("extractor", "")),
        **(lists | {name: tuple(map(_selector, lists[name])) for name in ("marks", "decoration")}),
    )
    if _cost(template) > MAX_COST:
        raise _unreadable("its selectors are too many")
    return template


def _slug(table: Mapping[str, Any], name: str) -> str:
    text = str(table.get(name, ""))
    if not _SLUG.fullmatch(text):
        raise _unreadable(f"{name} is {text!r}: letters, digits, - and _ are wanted")
    return text


def _count(table: Mapping[str, Any], name: str, otherwise: int) -> int:
    value = table.get(name, otherwise)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _unreadable(f"{name} is {value!r}, no number")
    return value


def _selector(text: object) -> str:
    """Check a CSS selector by using it: one that cannot be read is refused now, not on some page later."""
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    selector = str(text)
    bare = _VALUE.sub("x", selector)
    if len(selector) > MAX_SELECTOR or "/*" in selector or _COSTLY.search(bare) or max(_descents(bare)) > 1:
        raise _unreadable(f"{selector[:80]!r} is too costly a selector")
    try:
        if selector:
            LexborHTMLParser("<p>").css_first(selector)
    except (SelectolaxError, ValueError):
        raise _unreadable(f"{selector!r} is no CSS selector") from None
    return selector


def _descents(bare: str) -> list[int]:
    """Return the steps of any length in each alternative of a selector without values."""
    return [len(_DESCENT.findall(part.strip())) for part in bare.split(",")]


def _cost(template: Template) -> int:
    found = (template.container, *template.paths.values(), *template.marks, *template.decoration)
    return sum(1 + _DESCENT_COST * steps for selector in found for steps in _descents(_VALUE.sub("x", selector)))


def _texts(value: object, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > _LISTS[name]:
        raise _unreadable(f"{name} is no list of at most {_LISTS[name]} texts")
    return tuple(str(item) for item in value)


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, datetime):
        raise _unreadable(f"{value!r} is no time")
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _unreadable(why: str) -> ConfigError:
    return ConfigError("template.unreadable", "This is no template: {why}.", why=why)


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def _quoted(text: str) -> str:
    return '"' + _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04X}", text.translate(_ESCAPES)) + '"'


def _listed(texts: Sequence[str]) -> str:
    return "[\n" + "".join(f"  {_quoted(text)},\n" for text in texts) + "]" if texts else "[]"


def _table(name: str, values: Mapping[str, object]) -> list[str]:
    """Write a table of numbers, texts and tables of them."""
    plain = [f"{_quoted(key)} = {_plain(value)}" for key, value in values.items() if not isinstance(value, Mapping)]
    nested = [
        line for key, value in values.items() if isinstance(value, Mapping) for line in _table(f"{name}.{_quoted(key)}", value)
    ]
    return [f"[{name}]", *plain, *nested] if values else []


def _plain(value: object) -> str:
    return _quoted(value) if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
