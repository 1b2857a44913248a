"""``hemera extract``: a page of a file, of standard input, of the archive; read, explained, and shown as a page."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from two_papers import Run

from hemera.extract.templates import Template, to_toml

Collected = tuple[Path, dict[str, Any]]
URL = "https://www.phare.example/ville/bac"
TITLE = "Le bac de Marsa Ennour passera la nuit à quai"
TEXT = [
    "La compagnie a annoncé samedi que le bac resterait à quai de vingt heures à six heures, le temps des travaux de la jetée.",
    "« Nous préférons perdre dix nuits que dix ans », a expliqué la directrice du port, qui attend les derniers blocs mercredi.",
    "Les habitants de l’île devront rentrer avant le coucher du soleil ou attendre le premier bac du matin, sans supplément.",
]
PAGE = f"""<html lang="fr"><head><title>{TITLE} - Le Phare</title><link rel="canonical" href="{URL}"></head><body><article>
<h1>{TITLE}</h1><p class="date">Publié il y a 2 heures</p><div class="texte">{"".join(f"<p>{text}</p>" for text in TEXT)}</div>
</article></body></html>"""
SAVED = datetime(2026, 11, 21, 20, 30, tzinfo=UTC)
TEMPLATE = Template(
    source="phare",
    layout="texte",
    marks=("div.texte",),
    container="div.texte",
    accepted=("article > div.texte > p",),
    extractor="hand",
)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    os.utime(path, (SAVED.timestamp(), SAVED.timestamp()))
    return path


def said(hemera: Run, *words: str | Path, **given: Any) -> dict[str, Any]:
    done = hemera("extract", "--json", *words, **given)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


# -- a file ------------------------------------------------------------------------------------------------------------


def test_a_file_is_read_without_an_archive(hemera: Run, page: Path) -> None:
    done = hemera("extract", page, "-l", "fr", cwd=page.parent)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == TITLE
    assert done.stdout.split("\n\n")[1:] == [*TEXT[:-1], f"{TEXT[-1]}\n"]


def test_a_file_was_captured_when_it_was_last_changed(hemera: Run, page: Path) -> None:
    """A relative date counts from there, and is printed in the newsroom's time."""
    found = said(hemera, page, "-l", "fr", "--zone", "Africa/Casablanca")
    assert found["published"] == "2026-11-21T19:30:00+01:00"


def test_its_own_address_stands_in_for_the_one_not_given(hemera: Run, page: Path) -> None:
    assert said(hemera, page)["url"] == URL
    assert said(hemera, page, "--url", "https://www.phare.example/elsewhere")["origins"]["title"] == "h1"


def test_standard_input_is_read_too(hemera: Run) -> None:
    found = said(hemera, "-", "--url", URL, "-l", "fr", input=PAGE)
    assert (found["title"], found["text"]) == (TITLE, "\n".join(TEXT))
    assert "fields" not in found


def test_an_explanation_names_rules_and_rivals(hemera: Run, page: Path) -> None:
    found = said(hemera, page, "--explain")
    fields = {field["name"]: field for field in found["fields"]}
    assert (fields["title"]["value"], fields["title"]["rule"]) == (TITLE, "h1")
    assert [each["rule"] for each in fields["title"]["candidates"]] == ["title"]
    assert [piece["text"] for piece in found["pieces"] if piece["kept"]] == TEXT
    done = hemera("extract", page, "--explain")
    assert "title by h1" in done.stdout
    kept = [line for line in done.stdout.splitlines() if line.startswith("+ panel")]
    assert len(kept) == len(TEXT)
    assert TEXT[0][:60] in kept[0]


def test_a_template_file_reads_or_says_that_it_was_not_asked(hemera: Run, page: Path) -> None:
    file = page.with_name("texte.toml")
    file.write_text(to_toml(TEMPLATE), encoding="utf-8")
    found = said(hemera, page, "--template", file)
    assert (found["template"], found["origins"]["blocks"]) == ("texte@1", "template")
    file.write_text(to_toml(replace(TEMPLATE, marks=("div.autre",))), encoding="utf-8")
    done = hemera("extract", page, "--template", file)
    assert "was not asked" in done.stderr
    assert done.stdout.startswith(TITLE)


def test_a_broken_template_is_named_with_its_line(hemera: Run, page: Path) -> None:
    file = page.with_name("texte.toml")
    text = to_toml(TEMPLATE).replace('container = "div.texte"', 'container = "div[[texte"')
    file.write_text(text, encoding="utf-8")
    done = hemera("extract", page, "--template", file)
    number = 1 + [line.startswith("container") for line in text.splitlines()].index(True)
    assert (done.returncode, done.stderr) == (1, f"hemera: texte.toml, line {number}: 'div[[texte' is no CSS selector.\n")


def test_an_explanation_is_written_as_a_page(hemera: Run, page: Path) -> None:
    html = page.with_name("why.html")
    done = hemera("extract", page, "--html", html)
    assert (done.returncode, done.stdout) == (0, "")
    assert str(html) in done.stderr
    assert f"<title>Comment cette page a été lue: {TITLE}</title>" in html.read_text(encoding="utf-8")


def test_what_is_no_page_is_refused_in_one_line(hemera: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_bytes(b"")
    for name in ("empty.html", "missing.html"):
        done = hemera("extract", tmp_path / name)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
        assert done.stderr.startswith("hemera: ")


# -- the archive -------------------------------------------------------------------------------------------------------


def test_an_address_is_read_from_its_capture(hemera: Run, collected: Collected) -> None:
    folder, _ = collected
    shown = json.loads(hemera("show", "sada/2", "--json", "-a", folder).stdout)
    found = said(hemera, shown["url"], "-a", folder)
    assert (found["title"], found["text"], found["published"]) == (shown["title"], shown["text"], shown["published"])
    assert "قُرئت" in _page(hemera, shown["url"], folder)


def _page(hemera: Run, url: str, folder: Path) -> str:
    html = folder.parent / "why.html"
    assert hemera("extract", url, "--html", html, "-a", folder).returncode == 0
    return html.read_text(encoding="utf-8")


def test_an_address_that_was_never_captured_is_not_fetched(hemera: Run, collected: Collected) -> None:
    done = hemera("extract", "https://nowhere.example/1", "-a", collected[0])
    assert (done.returncode, done.stdout) == (1, "")
    assert "nothing is fetched here" in done.stderr
    assert "hemera update" in done.stderr


def test_what_the_archive_knows_of_an_address_is_not_given(hemera: Run, collected: Collected) -> None:
    done = hemera("extract", "https://nowhere.example/1", "--zone", "UTC", "-a", collected[0])
    assert done.returncode == 2
    assert "--zone" in done.stderr


def test_a_file_is_read_as_a_page_of_a_source(hemera: Run, page: Path, collected: Collected) -> None:
    found = said(hemera, page, "--source", "phare", "-a", collected[0])
    assert found["published"].endswith("+01:00")
    done = hemera("extract", page, "--source", "nobody", "-a", collected[0])
    assert (done.returncode, "phare, sada" in done.stderr) == (1, True)
