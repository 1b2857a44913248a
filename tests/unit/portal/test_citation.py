import json
import re
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from hemera.portal.citation import Citation, bibtex, csl_json, ris


def cited(**changes):
    values = {
        "key": "phare-12",
        "title": "La passerelle rouvre",
        "authors": ("Salwa Outrhane", "ليلى أوشن"),
        "source": "Le Phare du Golfe",
        "published": date(2020, 6, 12),
        "captured": datetime(2020, 6, 13, 4, 5, 6, tzinfo=UTC),
        "language": "fr",
        "url": "https://phare.example/a_b?c=1&d=%7B",
        "archive": "Hemera",
        "archived": "https://press.example/fr/phare/12",
    }
    return Citation(**values | changes)


def fields(text):
    """Read BibTeX back: {name: value}, by counting braces as BibTeX does."""
    found, at = {}, text.index(",") + 1
    while match := re.compile(r"\s*(\w+) = \{").match(text, at):
        begin = at = match.end()
        depth = 1
        while depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0) if text[at - 1] != "\\" else 0
            at += 1
        found[match[1]] = text[begin : at - 1]
        at = re.compile(",?").match(text, at).end()
    assert text[at:].strip() == "}"
    return found


def test_bibtex_says_where_and_when():
    found = fields(bibtex(cited()))
    assert found["author"] == "{Salwa Outrhane} and {ليلى أوشن}"
    assert found["title"] == "{La passerelle rouvre}"
    assert found["date"] == "2020-06-12"
    assert found["urldate"] == "2020-06-13"
    assert found["url"] == "https://phare.example/a_b?c=1&d=%7B"
    assert "https://press.example/fr/phare/12" in found["note"]


def test_bibtex_escapes_what_latex_would_run():
    found = fields(bibtex(cited(title=r"100 % de \input{x} & $5 #1 a_b ~^")))
    assert found["title"] == r"{100 \% de \textbackslash{}input\{x\} \& \$5 \#1 a\_b \textasciitilde{}\textasciicircum{}}"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_no_title_breaks_out_of_its_field(title):
    found = fields(bibtex(cited(title=title, url="https://a.example/" + title)))
    assert list(found) == ["author", "title", "journaltitle", "date", "langid", "url", "urldate", "note"]
    lines = ris(cited(title=title, source=title)).split("\r\n")
    assert [line[:6] for line in lines].count("ER  - ") == 1
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - [^\r\n]*", line) for line in lines[:-1])


def test_ris_is_one_record():
    lines = ris(cited()).split("\r\n")
    assert lines[0] == "TY  - NEWS"
    assert lines[-2:] == ["ER  - ", ""]
    assert {"TI  - La passerelle rouvre", "AU  - ليلى أوشن", "DA  - 2020/06/12", "Y2  - 2020/06/13"} < set(lines)


def test_csl_is_json_that_zotero_knows():
    (item,) = json.loads(csl_json(cited()))
    assert item["type"] == "article-newspaper"
    assert item["author"] == [{"literal": "Salwa Outrhane"}, {"literal": "ليلى أوشن"}]
    assert item["issued"] == {"date-parts": [[2020, 6, 12]]}
    assert item["accessed"] == {"date-parts": [[2020, 6, 13]]}
    assert (item["archive"], item["archive_location"]) == ("Hemera", "https://press.example/fr/phare/12")
