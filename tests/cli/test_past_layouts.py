"""An import brings pages of layouts that nobody collects any more: they are learned as they were at the time, and read by that."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from foreign_pages import archive, record
from two_papers import Run

EACH = 28
WORDS = (
    *("port", "phare", "marché", "digue", "barque", "pêcheur", "école", "musée", "place", "jardin", "concert", "atelier", "fête"),
    *("lecture", "course", "visite", "travaux", "conseil", "mairie", "quartier", "exposition", "rentrée", "chantier", "kiosque"),
)
BESIDE = "Abonnez-vous à notre lettre du dimanche pour suivre la vie du port"
OLD = """<div id="wrap"><div class="post"><h1 class="post-title">{title}</h1>
<div class="post-meta"><span class="date">{day}</span></div>
<div class="post-text">{text}<p class="post-more">{beside}</p></div></div>
<div class="widgets"><ul><li>{beside}</li></ul></div></div>"""
NEW = """<main class="site"><article class="story"><header class="story-head"><h1>{title}</h1>
<time datetime="{day}">{day}</time></header>
<section class="story-body">{text}</section><aside class="story-aside"><p>{beside}</p></aside></article></main>"""


def printed(number: int, layout: str, day: str) -> bytes:
    chance = random.Random(number)
    sentences = [f"{' '.join(chance.choices(WORDS, k=18)).capitalize()}, a dit la ville le {n} du mois." for n in range(1, 13)]
    text = "".join(f"<p>{' '.join(sentences[at : at + 3])}</p>" for at in range(0, 12, 3))
    body = layout.format(title=f"Le {' '.join(chance.sample(WORDS, 3))}", day=day, text=text, beside=BESIDE)
    return f'<html lang="fr"><head><meta charset="utf-8"><title>Le Phare</title></head><body>{body}</body></html>'.encode()


def records(layout: str, year: int, first: int) -> bytes:
    made = []
    for n in range(first, first + EACH):
        day = f"{year}-0{1 + n % 3}-{1 + n % 27:02}"
        made.append(record(n, printed(n, layout, day), f"https://phare.example/{year}/{n}", f"{day}T09:00:00Z"))
    return b"".join(made)


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory, hemera: Run) -> tuple[Path, str]:
    """Return an archive into which two eras were brought, the later one first, and what the command said."""
    folder = archive(tmp_path_factory.mktemp("eras") / "press")
    given = folder.parent / "given"
    given.mkdir()
    (given / "a.warc.gz").write_bytes(records(NEW, 2019, 1_000))
    (given / "b.warc.gz").write_bytes(records(OLD, 2016, 1))
    done = hemera("import", given, "-a", folder)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def asked(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / "archive.sqlite3") as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def test_a_lesson_is_held_on_each_stretch(press: tuple[Path, str]) -> None:
    lessons = asked(press[0], "SELECT reason, mark, brought, error FROM store_lesson ORDER BY reason")
    assert lessons == [("past 2016-01-01", 0, 1, ""), ("past 2019-01-01", 0, 1, "")]
    assert "2 layouts learned as they were at the time." in press[1]


def test_each_page_is_read_by_the_template_of_its_time(press: tuple[Path, str]) -> None:
    begins = dict(asked(press[0], "SELECT layout || '@' || version, substr(valid_from, 1, 10) FROM store_template"))
    assert sorted(begins.values()) == ["2016-01-01", "2019-01-01"]
    read = asked(
        press[0], "SELECT substr(a.url, 23, 4), r.template FROM store_revision r JOIN store_article a ON a.id = r.article_id"
    )
    assert Counter((year, begins[template][:4]) for year, template in read) == {("2016", "2016"): EACH, ("2019", "2019"): EACH}


def test_what_every_page_says_is_nobodys_text(press: tuple[Path, str], hemera: Run) -> None:
    assert f'"total": {2 * EACH}' in hemera("search", "barque", "-a", press[0], "--json").stdout
    done = hemera("search", '"lettre du dimanche"', "-a", press[0], "--json")
    assert '"total": 0' in done.stdout, done.stdout


def test_the_archive_is_sound_and_nothing_is_learned_twice(press: tuple[Path, str], hemera: Run, tmp_path: Path) -> None:
    folder, more = Path(shutil.copytree(press[0], tmp_path / "press")), tmp_path / "more.warc.gz"
    assert hemera("verify", "--deep", "-a", folder).returncode == 0
    more.write_bytes(records(OLD, 2016, 500)[: 2 << 20])
    done = hemera("import", more, "-a", folder)
    assert done.returncode == 0, done.stderr
    assert "learned" not in done.stdout
    assert asked(folder, "SELECT count(*) FROM store_article") == [(3 * EACH,)]
