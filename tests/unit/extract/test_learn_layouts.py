"""Layouts learned from pages side by side: what has no names, what is printed elsewhere too, what is rare, what readers wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from selectolax.lexbor import LexborHTMLParser

from hemera.extract import Sample, extract, learn, lines
from hemera.extract.boxes import drawn
from hemera.extract.templates import Template, of_toml, to_toml
from hemera.types import Block, BlockKind, Extraction, Hints

HINTS = Hints("phare", ("fr",), "Africa/Tunis", datetime(2024, 3, 2, 9, tzinfo=UTC))
PLACES = ("Sidi Marwan", "Port-aux-Figues", "la Pointe Rousse", "Aïn Safra", "Bordj el Milh", "la Darse", "Tazarka")
Draw = Callable[[int, str], str]


def title(number: int) -> str:
    return f"Le bac de {PLACES[number]} reprend la mer après la tempête de mardi soir"


def paragraphs(number: int) -> list[str]:
    place = PLACES[number]
    return [
        f"Le bac de {place} a quitté le quai {number + 2} à l'aube avec {number + 11} voitures et un troupeau de chèvres à bord.",
        f"Le capitaine de {place} assure que la machine a tenu {number + 5} heures sans faiblir, « contre l'avis de tous ».",
        f"Les pêcheurs de {place}, eux, attendent encore les {number + 40} caisses de glace que la capitainerie avait promises.",
    ]


def sample(html: str, number: int = 0) -> Sample:
    page = f"<html><head><title>{title(number)}</title></head>{html}</html>"
    return Sample(page.encode(), "text/html; charset=utf-8", f"https://phare.example/{number}.html", HINTS)


def taught(draw: Draw, text: Callable[[int], list[str]] = paragraphs, known: tuple[Template, ...] = ()) -> tuple[Template, ...]:
    return learn([sample(draw(number, body(text(number))), number) for number in range(6)], known)


def body(found: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in found)


def read(draw: Draw, text: str, templates: tuple[Template, ...]) -> Extraction:
    return extract(*sample(draw(6, text), 6), templates)


def shown(content: Extraction) -> list[str]:
    return [block.text for block in content.blocks]


def plain(number: int, text: str) -> str:
    """A page with classes."""
    others = "".join(f'<li><a href="/{n}.html">{title(n)}</a></li>' for n in range(6) if n != number)
    return (
        f'<body class="site"><div class="page"><main class="story"><h1>{title(number)}</h1><div class="texte">{text}</div></main>'
        f'<aside class="side"><h3>À la une</h3><ul class="list">{others}</ul></aside></div></body>'
    )


def tables(number: int, text: str) -> str:
    """A page drawn with tables, no element of which has a class."""
    others = "".join(f'<tr><td><a href="/{n}.html">{title(n)}</a></td></tr>' for n in range(6) if n != number)
    return (
        f'<body bgcolor="#ffffff"><table width="1000"><tr><td width="160" bgcolor="#f3f5ea"><table width="150">{others}</table>'
        f'<table width="150"><tr><td>Météo du golfe : vent de nord-est, mer belle, visibilité bonne.</td></tr></table></td>'
        f'<td width="600"><table width="100%" cellpadding="4"><tr><td><font size="5">{title(number)}</font></td></tr>'
        f'<tr><td align="justify">{text.replace("<p>", "").replace("</p>", "<br><br>")}</td></tr></table></td>'
        f'<td width="200" bgcolor="#f3f5ea">Annonce {number} : barque à vendre, bon état, moteur refait, prix à débattre.</td>'
        "</tr></table></body>"
    )


def bare(number: int, text: str) -> str:
    """A page without any name at all."""
    return (
        f"<body><h2>Le Phare</h2><hr><h1>{title(number)}</h1>{text}<hr>"
        "<small>Le Phare, journal du golfe, paraît quand il peut.</small></body>"
    )


# -- what has no names -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", [plain, tables], ids=["classes", "tables"])
def test_columns_are_told_apart_with_or_without_classes(draw: Draw) -> None:
    found = taught(draw)
    assert found[0].reads
    content = read(draw, body(paragraphs(6)), found)
    assert (content.origins["blocks"], shown(content)) == ("template", paragraphs(6))


def test_pages_without_any_name_are_known_by_what_stands_in_what() -> None:
    found = taught(bare)
    assert "body > small" in found[0].marks
    assert read(bare, body(paragraphs(6)), found).template == found[0].name


def test_templates_of_tables_are_files_like_others() -> None:
    for template in (*taught(tables), *taught(bare)):
        assert of_toml(to_toml(template)) == template


def test_only_what_is_drawn_is_a_name() -> None:
    assert drawn({"style": "font-weight: bold; background-image: url(x.png)"}) == ("@font-weight-bold",)
    assert drawn({"href": "x", "rowspan": "2", "width": None}) == ()
    assert drawn({"style": "color:" + "x" * 400}) == ()


def test_what_wordpress_says_of_a_post_is_no_name_of_a_layout() -> None:
    def post(number: int, text: str) -> str:
        said = (
            f"post-{number + 700} post type-post status-publish format-standard hentry category-port-{PLACES[number][:3]} tag-mer"
        )
        return f'<body class="single postid-{number}"><article class="{said}"><h1>{title(number)}</h1>{text}</article></body>'

    names = " ".join((*(found := taught(post))[0].accepted, found[0].layout))
    assert not any(word in names for word in ("category", "tag-", "format", "status", "type-post"))
    assert read(post, body(paragraphs(6)), found).origins["blocks"] == "template"


def test_a_container_holds_no_comments_that_are_articles_too() -> None:
    def commented(number: int, text: str) -> str:
        said = f"<p>Bravo au capitaine, lui seul sait où est le quai numéro {number}, et encore, les jours sans brume.</p>"
        return (
            f'<body class="site"><article class="post"><h1>{title(number)}</h1>{text}</article>'
            f'<ol class="list"><li><article class="said">{said}</article></li></ol></body>'
        )

    content = read(commented, body(paragraphs(6)), taught(commented))
    assert shown(content) == paragraphs(6)


# -- what is printed elsewhere too -------------------------------------------------------------------------------------


def test_a_strip_of_headlines_is_no_text_though_no_two_are_alike() -> None:
    def strip(number: int, text: str) -> str:
        headlines = " ".join(f"<span>{title((number + step) % 6)}</span>" for step in range(1, 4))
        return f'<body class="v"><div><div><div>{headlines}</div><div>{title(number)}</div><div>{text}</div></div></div></body>'

    assert shown(read(strip, body(paragraphs(6)), taught(strip))) == paragraphs(6)


def test_an_article_captured_twice_is_not_furniture() -> None:
    pages = [sample(plain(number, body(paragraphs(number))), number) for number in range(6)]
    later = [page._replace(url=page.url + "?again=1") for page in pages]
    once, twice = learn(pages), learn([*pages[:6], *later[:6]])
    assert twice[0].pages == once[0].pages
    assert not set(twice[0].repeated) & {text for number in range(6) for text in paragraphs(number)}


def test_a_text_printed_once_more_in_one_piece_is_not_said_twice() -> None:
    text = [*paragraphs(6), *paragraphs(5)]
    content = extract(*sample(plain(6, body(text) + f'<div class="hidden">{" ".join(text)}</div>'), 6))
    assert shown(content) == text


# -- what is rare ------------------------------------------------------------------------------------------------------


def test_the_next_version_remembers_shapes_that_are_on_none_of_its_pages() -> None:
    def live(number: int) -> list[str]:
        first, *entry = paragraphs(number)
        return [first, f'</p><div class="entry">{body(entry)}']

    before = taught(plain, live)
    rare = [name for name in before[0].accepted if "entry" in name]
    after = taught(plain, known=before)
    assert rare
    assert set(rare) <= set(after[0].accepted)
    assert after[0].version == 2


def test_what_is_seen_again_is_judged_again() -> None:
    wrong = replace(taught(plain)[0], refused=("main.story > div.texte > p",), accepted=("main.story > h1",))
    after = taught(plain, known=(wrong,))[0]
    assert any(name.endswith("div.texte > p") for name in after.accepted)


LIST = "<ul><li>deux voitures</li><li>un troupeau de chèvres</li></ul>"
TABLE = "<table><tr><td>Tazarka</td><td>3-1</td></tr><tr><td>La Darse</td><td>0-2</td></tr></table>"


@pytest.mark.parametrize(
    ("inserted", "kept"),
    [
        (LIST, ["deux voitures", "un troupeau de chèvres"]),
        (TABLE, ["Tazarka | 3-1", "La Darse | 0-2"]),
        ("<h4>Le prix de la glace</h4>", ["Le prix de la glace"]),
        (f'<div class="related-posts">{LIST}</div>', []),
        (LIST.replace("<li>", '<li><a href="/x">').replace("</li>", "</a></li>"), []),
    ],
    ids=["list", "table", "subhead", "of others", "of links"],
)
def test_shapes_never_seen_are_kept_among_the_text(inserted: str, kept: list[str]) -> None:
    first, *rest = paragraphs(6)
    content = read(plain, f"<p>{first}</p>{inserted}{body(rest)}", taught(plain))
    assert shown(content) == [first, *kept, *rest]


def test_a_list_below_the_text_is_kept_where_the_text_announces_it() -> None:
    cells, found = "<div><div>deux voitures</div><div>trois chèvres</div></div>", taught(plain)
    announced = f"{paragraphs(6)[0]} À bord se trouvaient donc :"
    assert shown(read(plain, f"{body(paragraphs(6))}<p>{announced}</p>{cells}", found))[-1] == "trois chèvres"
    assert shown(read(plain, body(paragraphs(6)) + cells, found))[-1] == paragraphs(6)[-1]


# -- what readers wrote ------------------------------------------------------------------------------------------------


COMMENT = "Mon oncle a pris ce bac toute sa vie et n'a jamais vu la glace, ni les caisses, ni la capitainerie d'ailleurs."


@pytest.mark.parametrize("heading", ["Commentaires (2)", "Une réponse à « Le bac »", "تعليقات القراء", "Leave a Reply"])
@pytest.mark.parametrize("learned", [True, False])
def test_nothing_behind_the_heading_of_comments_is_text(heading: str, learned: bool) -> None:
    text = f'{body(paragraphs(6))}<div class="box"><h3>{heading}</h3><div><p>{COMMENT}</p></div></div>'
    assert shown(read(plain, text, taught(plain) if learned else ())) == paragraphs(6)


def test_a_count_of_comments_in_the_middle_ends_no_text() -> None:
    first, second, third = paragraphs(6)
    text = f"<p>{first}</p><p>{second}</p><ul><li>Commentaires : 12</li></ul><p>{third}</p>"
    assert shown(read(plain, text, taught(plain)))[-1] == third


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("12/05/2024 - 08h40 · 3 min de lecture", True),
        ("Mis à jour le 13/05/2024 - 07h15", True),
        ("16/07/2013 11:45 AM5410 زيارة", True),
        ("الأحد ٢٣ آب ٢٠٢٠م - ٤ محرّم ١٤٤٢هـ - الساعة ١٢:٠٠", True),
        ("عدد المشاهدات : ٣٣٠٦", True),
        ("Posté par : Driss le Mardi 12 février 2008 à 18:40:00 - Sujet : Palmeraie (1107 lectures)", True),
        ("14 juillet", False),
        ("Le 12 mai 2024, il a plu.", False),
        ("En 2024, 512 personnes", False),
        ("٥ دنانير للمرطبان", False),
    ],
)
def test_lines_that_only_say_when_and_how_often(text: str, is_one: bool) -> None:
    assert lines.is_colophon(text) is is_one


def blocks(*texts: str) -> list[Block]:
    return [Block(BlockKind.PARAGRAPH, text) for text in texts]


@pytest.mark.parametrize(
    "above", [("Zohra Ben Dhaou", "12 mai 2024 - 08h40"), ("Par Zohra Ben Dhaou",), ("La Darse - Zohra Ben Dhaou",)]
)
def test_what_is_printed_between_title_and_text_is_no_text(above: tuple[str, ...]) -> None:
    assert [block.text for block in lines.trimmed(blocks(*above, *paragraphs(0), "512 vues"))] == paragraphs(0)


def test_dates_between_the_paragraphs_of_a_chronicle_stay() -> None:
    first, second, third = paragraphs(0)
    chronicle = blocks(first, "12 mai 2024", second, "13 mai 2024", third)
    assert list(lines.trimmed(chronicle)) == chronicle


def test_short_lines_alone_stay() -> None:
    assert lines.trimmed(()) == ()
    assert lines.trimmed(blocks("Par Zohra Ben Dhaou")) == tuple(blocks("Par Zohra Ben Dhaou"))


@pytest.mark.parametrize("signed", ["La rédaction", "AGA", "Par la rédaction avec AGA"])
def test_where_agencies_and_newsrooms_sign_is_learned_too(signed: str) -> None:
    def draw(number: int, text: str) -> str:
        return plain(number, text).replace("</h1>", f'</h1><div class="auteur-bloc">{signed}</div>')

    (template,) = taught(draw)
    node = LexborHTMLParser(draw(6, body(paragraphs(6)))).css_first(template.paths["byline"])
    assert node is not None
    assert node.text() == signed
