"""The interface's messages: taken from code and templates, kept in .po files, compiled for Django. Needs no GNU gettext.

python tools/messages.py extract    bring every django.po up to date with the sources
python tools/messages.py compile    write django.mo beside each
python tools/messages.py check      fail where a message is missing, untranslated or breaks a placeholder
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "hemera"
LOCALE = SOURCES / "portal" / "locale"
LANGUAGES = ("ar", "fr")  # English is the message itself
APPS = ("portal", "moderation", "api")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "spoken": (2,),
    "counted": (2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
PLURALS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);",
    "fr": "nplurals=2; plural=(n > 1);",
}
NOISE = (
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Generated-By",
    "Project-Id-Version",
    "Report-Msgid",
    "Last-Translator",
    "Language-Team",
)
HEADER = "# The portal's messages in %s. Written by hand; brought up to date by tools/messages.py."


def sources() -> Iterator[tuple[str, bytes]]:
    """Yield (path, what an extractor of Python reads) of every file that may hold messages."""
    for app in APPS:
        for path in sorted((SOURCES / app).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix == ".py":
                yield name, path.read_bytes()
            elif path.suffix in {".html", ".txt", ".xml"} and "templates" in path.parts:
                yield name, templatize(path.read_text("utf-8")).encode()


def template() -> Catalog:
    """Return every message in the sources. Places are files without lines: a moved line is no change."""
    found = Catalog(project="hemera", charset="utf-8")
    for name, content in sources():
        for _, message, _, context in extract("python", io.BytesIO(content), keywords=KEYWORDS):
            found.add(message, locations=[(name, 0)], context=context)
    return found


def read(language: str) -> Catalog:
    """Read a language's catalogue; an empty one where there is none."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    content = path.read_bytes() if path.exists() else b""
    catalog = read_po(io.BytesIO(content), locale=language, charset="utf-8")
    catalog.fuzzy = False
    catalog.mime_headers = [("Plural-Forms", PLURALS[language])]
    return catalog


def updated(language: str, messages: Catalog) -> Catalog:
    """Return a language's catalogue with exactly the messages of the sources; nothing is guessed from similar ones."""
    catalog = read(language)
    catalog.update(messages, no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    catalog.header_comment = HEADER % catalog.locale.english_name if catalog.locale else ""
    return catalog


def dump(catalog: Catalog) -> bytes:
    """Return a catalogue as a .po file, without dates and names: the same messages give the same bytes."""
    out = io.BytesIO()
    write_po(out, catalog, width=120, sort_by_file=True, include_lineno=False)
    lines = out.getvalue().splitlines(keepends=True)
    noise = tuple(f'"{name}'.encode() for name in NOISE)
    return b"".join(line for line in lines if not line.startswith(noise))


def run_extract() -> list[str]:
    """Write every .po; return what is left to translate."""
    messages, missing = template(), []
    for language in LANGUAGES:
        path = LOCALE / language / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        catalog = updated(language, messages)
        path.write_bytes(dump(catalog))
        missing += [f"{language}: {m.id!r} is not translated" for m in catalog if m.id and not complete(m)]
    return missing


def run_compile() -> list[str]:
    """Write every .mo."""
    for language in LANGUAGES:
        path = LOCALE / language / "LC_MESSAGES" / "django.mo"
        path.write_bytes(compiled(read(language)))
    return []


def compiled(catalog: Catalog) -> bytes:
    """Return a catalogue as a .mo file."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def said(binary: bytes) -> dict[object, object]:
    """Return what a .mo file says, whoever compiled it: the build writes another header."""
    return {(str(m.id), m.context): m.string for m in read_mo(io.BytesIO(binary)) if m.id}


def run_check() -> list[str]:
    """Return everything that is wrong."""
    messages, problems = template(), []
    for language in LANGUAGES:
        path = LOCALE / language / "LC_MESSAGES" / "django.po"
        catalog = read(language)
        problems += [f"{language}: {text}" for m in catalog if m.id for text in wrong(m)]
        if not path.exists() or path.read_bytes() != dump(updated(language, messages)):
            problems.append(f"{path.relative_to(ROOT)} is not up to date: run `python tools/messages.py extract`")
        binary = path.with_suffix(".mo")
        if not binary.exists() or said(binary.read_bytes()) != said(compiled(catalog)):
            problems.append(f"{binary.relative_to(ROOT)} is not up to date: run `python tools/messages.py compile`")
    return problems


def wrong(message: Message) -> Iterator[str]:
    """Say what is wrong with one message."""
    if message.fuzzy:
        yield f"{message.id!r} is marked fuzzy"
    if not complete(message):
        yield f"{message.id!r} is not translated"
        return
    wanted = placeholders(message.id)
    for text in strings(message):
        # One and two may be said without a figure; anything else not.
        if placeholders((text,)) - wanted or (not message.pluralizable and placeholders((text,)) != wanted):
            yield f"{message.id!r} → {text!r}: placeholders differ"


def strings(message: Message) -> tuple[str, ...]:
    """Return a message's translations, one for each plural form."""
    return tuple(message.string) if isinstance(message.string, (list, tuple)) else (str(message.string or ""),)


def complete(message: Message) -> bool:
    """Say whether every form is translated."""
    return all(strings(message))


def placeholders(texts: object) -> set[str]:
    """Return the names a message fills in."""
    known = texts if isinstance(texts, (list, tuple)) else (texts,)
    return {name for text in known for name in PLACEHOLDER.findall(str(text))}


def main(arguments: list[str]) -> int:
    """Run one command; print problems, return 1 if there are any."""
    commands = {"extract": run_extract, "compile": run_compile, "check": run_check}
    if len(arguments) != 1 or arguments[0] not in commands:
        sys.stderr.write(__doc__ or "")
        return 2
    settings.configure(USE_I18N=False)
    problems = commands[arguments[0]]()
    sys.stderr.write("".join(f"{problem}\n" for problem in problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
