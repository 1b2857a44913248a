"""Which language an article is in, and which of its paragraphs are surely in another."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.extract import extract, tongues
from hemera.types import Block, BlockKind, Extraction, Hints

FRENCH = (
    "La passerelle de la vallée rouvre ses portes après trois ans de travaux, ont annoncé samedi les élus de la commune.",
    "Les habitants, qui devaient faire un détour de six kilomètres, ont traversé dès l’aube avec leurs enfants et leurs vélos.",
    "Le coût des travaux est de deux millions de dirhams, dont la moitié a été payée par la région et par l’agence du bassin.",
)
ARABIC = (
    "أعيد فتح جسر المشاة في الوادي بعد ثلاث سنوات من الأشغال، حسب ما أعلنته الجماعة يوم السبت أمام التلاميذ وأوليائهم.",
    "وكان السكان مضطرين إلى قطع ستة كيلومترات إضافية كل يوم للوصول إلى المدرسة والسوق الأسبوعي والمستوصف.",
    "وبلغت كلفة الأشغال مليوني درهم، تحملت الجهة نصفها ووكالة الحوض المائي النصف الآخر، وفق بلاغ رسمي.",
)
ENGLISH = (
    "The footbridge in the valley reopens after three years of works, the mayor said on Saturday in front of the schoolchildren.",
    "The people of the village had to walk six kilometres more every day, and they were the first to cross at dawn with bicycles.",
    "It has cost two million dirhams, half of which was paid by the region and the other half by the agency for the river basin.",
)
HOSTS = {"fr": FRENCH, "ar": ARABIC, "en": ENGLISH}
LAW = "Article 4 : les travaux sont à la charge de la commune, qui peut demander une aide de la région dans un délai de six mois."
STATEMENT = (
    "“We will not leave before the work is done, and we have told the minister that this is what the people of the valley want.”"
)
VERSE = "إذا الشعب يوما أراد الحياة فلا بد أن يستجيب القدر"

SPANISH = (
    "El puente de la villa reabre después de tres años de obras pagadas por los vecinos, anunció ayer el alcalde,"
    " que cruzó con los niños y las maestras del pueblo."
)
GERMAN = (
    "Die Brücke im Tal ist nach drei Jahren wieder offen, wie der Bürgermeister am Samstag mitteilte, und die Kinder sind froh."
)
ITALIAN = "Il ponte pedonale della valle riapre dopo tre anni di lavori, ha detto il sindaco, che era con i bambini della scuola."
PORTUGUESE = (
    "A ponte do vale reabre depois de três anos de obras, disse o presidente da câmara, que estava com as crianças da escola."
)
RUSSIAN = "Пешеходный мост в долине снова открыт после трёх лет работ, сообщил в субботу мэр города школьникам."
PERSIAN = "شهرداری اعلام کرد که پل عابر پیاده پس از سه سال کار روز شنبه دوباره باز می‌شود و مردم می‌توانند از آن استفاده کنند."
CLUBS = "Marsa Ennour FC, Olympique Jebel Fidda, Racing Bab Errih, Union Oued Zitoun, Stade Aïn Louz, Etoile Ras Lmouj."
SONGS = "The Grey Herons, Sudden Rain, The Night Ferry, Simply Brass, Deep Harbour, Paper Lanterns, Brine, The Locks."
ROOT = "Le mot « جسر » (jisr) vient de la racine ج س ر, qui veut dire oser, et le verbe تجاسر se dit encore ici."
DISHES = "Café, crème brûlée, pâté de campagne, coq au vin, tarte Tatin, bœuf bourguignon, ratatouille, cassoulet."
READER = "He read Le Phare, La Boussole and Les Échos du Port in the café before he went to the office, as he always had."


def kinds(texts: tuple[str, ...], kind: BlockKind = BlockKind.PARAGRAPH) -> tuple[Block, ...]:
    return tuple(Block(kind, text) for text in texts)


def told(host: str, text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> str | None:
    """Return the language told of a piece that stands in the middle of an article; the article's own must not suffer."""
    around = kinds(HOSTS[host])
    language, blocks = tongues.told("", (*around[:2], Block(kind, text), *around[2:]), [host])
    assert language == host
    assert [block.text for block in blocks] == [*HOSTS[host][:2], text, *HOSTS[host][2:]]
    assert {block.language for number, block in enumerate(blocks) if number != 2} == {None}
    return blocks[2].language


@pytest.mark.parametrize(
    ("host", "text", "code"),
    [
        ("fr", ARABIC[0], "ar"),
        ("fr", VERSE, "ar"),
        ("fr", STATEMENT, "en"),
        ("fr", ENGLISH[2], "en"),
        ("en", LAW, "fr"),
        ("en", VERSE, "ar"),
        ("ar", LAW, "fr"),
        ("ar", STATEMENT, "en"),
        ("ar", FRENCH[1], "fr"),
        ("ar", "Le tribunal a rejeté la demande des habitants, qui ne sont pas d’accord.", "fr"),
        ("ar", "We are not against the bridge, we are for the people who cross it.", "en"),
        ("fr", "“" + ARABIC[1] + "”", "ar"),
        ("fr", "قال (M. Benmalouk) إن الأشغال ستستمر إلى نهاية السنة في كل أحياء المدينة.", "ar"),
        ("fr", SPANISH, "es"),
        ("ar", SPANISH, "es"),
        ("fr", GERMAN, "de"),
        ("fr", ITALIAN, "it"),
        ("fr", PORTUGUESE, "pt"),
        ("ar", RUSSIAN, "ru"),
        ("fr", "ⵉⵎⴰⵣⵉⵖⵏ ⴷ ⵜⴰⵎⵓⵔⵜ ⵏⵙⵏ ⴷ ⵓⵜⵍⴰⵢ", "zgh"),
        ("ar", PERSIAN, None),
        ("fr", PERSIAN, "fa"),
    ],
)  # fmt: skip
def test_a_paragraph_that_is_surely_in_another_language(host: str, text: str, code: str | None) -> None:
    assert told(host, text) == code


@pytest.mark.parametrize(
    ("host", "text"),
    [
        ("fr", "« The show must go on », a-t-il dit aux journalistes qui l’attendaient devant la porte de la salle des fêtes."),
        ("fr", "Le groupe jouera Here Comes the Ferry, The Sound of the Harbour et Bridge over the Valley, dans cet ordre."),
        ("fr", SONGS),
        ("fr", CLUBS),
        ("fr", "Fin de match."),
        ("fr", "Breaking news"),
        ("fr", "It is over."),
        ("fr", "https://www.phare.example/the-bridge-that-was-not-there-for-the-people-of-the-valley-and-their-children"),
        ("fr", "12 345 – 67 %"),
        ("fr", "م 3"),
        ("fr", ROOT),
        ("fr", "USD/MAD 9,87 EUR/MAD 10,75 GBP/MAD 12,52 Brent 78,20 WTI 74,10 MASI 13 240 MADEX 10 870 CAC 7 412 DAX 18 200"),
        ("ar", "FIFA World Cup 2030"),
        ("ar", "Pont & Fils"),
        ("ar", "contact@phare.example"),
        ("ar", "وقعت الجماعة مع شركة Pont & Fils اتفاقية لصيانة الجسر Passerelle du Vallon لمدة خمس سنوات قابلة للتجديد."),
        ("ar", CLUBS),
        ("ar", "١٢ – ١٤"),
        ("en", DISHES),
        ("en", READER),
        ("en", "Mr Benmalouk"),
    ],
)  # fmt: skip
def test_names_quotations_inside_and_what_is_short_are_left_alone(host: str, text: str) -> None:
    assert told(host, text) is None


@pytest.mark.parametrize("kind", [BlockKind.SUBHEAD, BlockKind.CAPTION, BlockKind.TIME])
def test_headings_and_captions_are_told_by_another_script_alone(kind: BlockKind) -> None:
    assert told("fr", STATEMENT, kind) is None
    assert told("en", LAW, kind) is None
    assert told("fr", VERSE, kind) == "ar"
    assert told("ar", LAW, kind) == "fr"


def test_a_text_that_opens_with_a_quotation_is_told_by_what_follows() -> None:
    opened = (Block(BlockKind.QUOTE, STATEMENT), *kinds(FRENCH))
    language, blocks = tongues.told("La passerelle rouvre", opened, ["en"])
    assert (language, [block.language for block in blocks]) == ("fr", ["en", None, None, None])


@pytest.mark.parametrize("code", HOSTS)
@pytest.mark.parametrize("prior", [(), ("ar",), ("fr", "ar"), ("en",), ("de",)])
def test_the_text_decides_whatever_the_site_says(code: str, prior: tuple[str, ...]) -> None:
    assert tongues.told("", kinds(HOSTS[code]), prior).language == code


def test_where_there_is_no_text_the_title_tells_and_without_letters_what_is_expected() -> None:
    assert tongues.told("جسر الوادي", (), ["fr"]) == ("ar", ())
    assert tongues.told("12", (Block(BlockKind.PARAGRAPH, "34"),), ["fr"]) == ("fr", (Block(BlockKind.PARAGRAPH, "34"),))
    assert tongues.told("", kinds(ARABIC[:1]), []).language == "ar"


def test_marks_change_no_text_and_so_no_hash() -> None:
    blocks = (*kinds(FRENCH), Block(BlockKind.QUOTE, VERSE))
    language, marked = tongues.told("", blocks, ["fr"])
    before, after = (Extraction("https://phare.example/", "", language, blocks=each) for each in (blocks, marked))
    assert marked != blocks
    assert before.text_sha256 == after.text_sha256


@given(st.lists(st.builds(Block, st.sampled_from(BlockKind), st.text(max_size=300)), max_size=6), st.text(max_size=40))
def test_any_text_is_told_and_none_is_touched(blocks: list[Block], title: str) -> None:
    language, marked = tongues.told(title, tuple(blocks), ["fr", "ar"])
    assert language
    assert [(block.kind, block.text) for block in marked] == [(block.kind, block.text) for block in blocks]
    assert all(block.language != language for block in marked)


def test_a_page_tells_its_paragraphs_apart() -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in (*FRENCH, ARABIC[0], FRENCH[0] + " Encore."))
    html = f"<html lang=en><head><title>x</title></head><body><main><h1>La passerelle rouvre</h1>{paragraphs}</main></body></html>"
    hints = Hints("phare", ("fr",), "UTC", datetime(2026, 11, 22, tzinfo=UTC))
    content = extract(html.encode(), "text/html; charset=utf-8", "https://phare.example/1", hints)
    assert content.language == "fr"
    assert {block.text: block.language for block in content.blocks}[ARABIC[0]] == "ar"
    assert sum(block.language is not None for block in content.blocks) == 1
