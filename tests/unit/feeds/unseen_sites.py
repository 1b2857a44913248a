"""Invented sites whose addresses look like none of the demo's: ten that were looked at while weights were set, eight made after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

FR = (
    "Le pont des Figuiers rouvre après deux ans de travaux", "La récolte de câpres s’annonce meilleure que prévu",
    "Un cerf-volant géant arrête la circulation à Dar Zitoun", "Le conseil vote la fin des horloges en retard",
    "Trois chorales se disputent la salle des fêtes", "Le marché de gros change de quai dès lundi",
    "Basket : les Goélands gagnent sans leur capitaine", "Des lycéens réparent l’horloge de la gare",
    "La bibliothèque prête aussi des parapluies", "Le train de nuit retrouve son wagon-restaurant",
    "Pluies attendues sur le plateau, prudence sur la corniche", "La doyenne du village raconte le premier téléphone",
)  # fmt: skip
AR = (
    "جسر التين يعود إلى الخدمة بعد عامين من الأشغال", "موسم الكبار أفضل مما كان متوقعا هذا العام",
    "طائرة ورقية عملاقة توقف حركة السير في دار الزيتون", "المجلس يصوت على إصلاح ساعات المدينة المتأخرة",
    "ثلاث فرق إنشاد تتنافس على قاعة الأفراح", "سوق الجملة ينتقل إلى رصيف جديد بداية الأسبوع",
    "فريق النوارس يفوز في غياب قائده للمرة الأولى", "تلاميذ ثانوية يصلحون ساعة المحطة القديمة",
    "المكتبة البلدية تعير المظلات أيضا لقرائها", "قطار الليل يستعيد عربة المطعم بعد غياب طويل",
    "أمطار مرتقبة على الهضبة ودعوة إلى الحذر", "عميدة القرية تروي حكاية أول هاتف",
)  # fmt: skip
SECTIONS_FR = ("Politique", "Économie", "Sports", "Culture et loisirs", "Société", "Monde")
SECTIONS_AR = ("سياسة", "اقتصاد", "رياضة", "ثقافة وفنون", "مجتمع", "العالم")


@dataclass(frozen=True)
class Site:
    """A site: how it writes the addresses of an article (number, title), of a section (number), and its other links."""

    name: str
    article: Callable[[int, str], str]
    section: Callable[[int], str]
    others: tuple[tuple[str, str], ...]
    titles: tuple[str, ...] = FR
    sections: tuple[str, ...] = SECTIONS_FR
    card: str = '<div class="c"><a href="{url}"><span>{title}</span></a><em>12 mai</em></div>'
    menu: str = '<div class="m1"><a href="{url}">{title}</a></div>'

    @property
    def home(self) -> str:
        return f"https://{self.name}.example/"

    def articles(self) -> set[str]:
        return {self.article(n, title) for n, title in enumerate(self.titles)}

    def pages(self) -> list[tuple[str, bytes]]:
        """Return (address, bytes) of the front page and the section pages."""
        count = len(self.sections)
        fronts = [(self.home, self._page(range(len(self.titles))))]
        for n in range(count):
            chosen = [i for i in range(len(self.titles)) if i % count == n]
            fronts.append((self.home.rstrip("/") + self.section(n), self._page(chosen)))
        return fronts

    def _page(self, chosen: range | list[int]) -> bytes:
        menu = "".join(self._link(self.menu, self.section(n), name) for n, name in enumerate(self.sections))
        cards = "".join(self._link(self.card, self.article(n, self.titles[n]), self.titles[n]) for n in chosen)
        others = "".join(self._link('<p class="x"><a href="{url}">{title}</a></p>', *other) for other in self.others)
        return f"<html><body><div id=a>{menu}</div><div id=b>{cards}</div><div id=z>{others}</div></body></html>".encode()

    def _link(self, form: str, url: str, title: str) -> str:
        return form.format(url=escape(url), title=escape(title))


def slug(title: str) -> str:
    plain = title.lower().replace("’", "-").replace(" ", "-").replace(":", "").replace(",", "")
    return quote("-".join(part for part in plain.translate(str.maketrans("éèêàçôî", "eeeacoi")).split("-") if part))


def arabic(title: str) -> str:
    return quote(title.replace(" ", "-"))


LEGAL = (
    ("/mentions-legales", "Mentions légales et conditions générales d’utilisation du site"),
    ("/contact", "Nous écrire"),
    ("/abonnement", "Abonnez-vous dès deux dinars par mois, sans engagement"),
)
SITES = (
    Site(
        "arabic-words",
        lambda n, t: f"/{quote('أخبار')}/{610200 + n}/{arabic(t)}",
        lambda n: f"/{quote('أقسام')}/{n + 1}",
        ((f"/{quote('كتاب')}/7", "سلمى بنت الوادي"), ("/ads?z=3", "عروض نهاية الأسبوع في سوق البلد الكبير")),
        AR, SECTIONS_AR,
    ),
    Site(
        "keys",
        lambda n, t: f"/a/{'XyBq7RtL9wZ'[n % 9 :]}{n}kP4v{n}Ta",
        lambda n: f"/s/{('politik', 'eco', 'sport', 'art', 'soc', 'welt')[n]}",
        (("/u/amina", "Amina B."), *LEGAL),
    ),
    Site(
        "joomla",
        lambda n, t: f"/index.php?option=com_content&view=article&id={300 + n}:{slug(t)}&catid={n % 6}:x",
        lambda n: f"/index.php?option=com_content&view=category&id={n}",
        (("/index.php?option=com_contact&view=contact&id=1", "Écrire à la rédaction du journal"),
         ("/index.php?option=com_user&view=login", "Se connecter")),
    ),
    Site(
        "numbers",
        lambda n, t: f"/Details.aspx?cid={n % 6}&aid={8891 + n}",
        lambda n: f"/List.aspx?cid={n}",
        (("/Writer.aspx?wid=12", "خالد بن الوادي الكبير"), ("/Ad.aspx?b=9", "خصومات كبيرة على الثلاجات والغسالات اليوم")),
        AR, SECTIONS_AR,
    ),
    Site(
        "words-only",
        lambda n, t: f"/actu/{slug(t)}",
        lambda n: f"/actu/{('politique', 'economie', 'sports', 'culture-loisirs', 'societe', 'monde')[n]}",
        (("/journaliste/amina-benali-cherif", "Amina Benali Cherif"), ("/page/mentions-legales", "Mentions légales"), *LEGAL[1:]),
    ),
    Site(
        "dotted",
        lambda n, t: f"/monde/{slug(t)}-1.{2345678 + 31 * n}",
        lambda n: f"/monde/{('politique', 'eco', 'sports', 'culture', 'societe', 'ailleurs')[n]}-7.{1200 + n}",
        (("/monde/la-charte-de-la-redaction-9.88", "La charte de la rédaction et ses engagements"), *LEGAL),
    ),
    Site(
        "dated-file",
        lambda n, t: f"/news/2024-05-{n + 10}/{slug(t)[:20]}.php",
        lambda n: f"/news/{('pol', 'eco', 'spo', 'cul', 'soc', 'mon')[n]}/",
        (("/galerie/2024/voeux.php", "Galerie"), *LEGAL),
    ),
    Site(
        "plain-wordpress",
        lambda n, t: f"/?p={1204 + n}",
        lambda n: f"/?cat={n + 2}",
        (("/?page_id=2", "Qui sommes-nous et pourquoi ce journal existe"), ("/?author=4", "Amina Benali"), ("/?feed=rss2", "RSS")),
    ),
    Site(
        "post-name",
        lambda n, t: f"/{slug(t)}/",
        lambda n: f"/category/{('politique', 'economie', 'sports', 'culture-et-loisirs', 'societe', 'monde')[n]}/",
        (("/qui-sommes-nous/", "Qui sommes-nous"), ("/politique-de-confidentialite/", "Politique de confidentialité"),
         ("/tag/pont-des-figuiers/", "pont des Figuiers"), *LEGAL[1:]),
        card='<article><h2><a href="{url}">{title}</a></h2><a href="{url}">Lire la suite</a></article>',
    ),
    Site(
        "issues",
        lambda n, t: f"/numero/154/texte/{n + 1}",
        lambda n: f"/numero/{148 + n}",
        (("/equipe/3", "Amina Benali, rédactrice en chef adjointe du journal"), *LEGAL),
    ),
)  # fmt: skip
_NAMES = ("politique", "economie", "sports", "culture", "societe", "monde")
LATER = (
    Site(
        "ghost",
        lambda n, t: f"/{slug(t)}/",
        lambda n: f"/tag/{_NAMES[n]}/",
        (("/author/amina/", "Amina Benali"), ("/about/", "À propos"), ("/le-journal-et-ses-lecteurs/", "Le journal")),
        card='<article class="card"><a href="{url}"><h3>{title}</h3><p>Deux lignes pour donner envie.</p></a></article>',
    ),
    Site(
        "drupal",
        lambda n, t: f"/node/{1200 + n}",
        lambda n: f"/taxonomy/term/{11 + n}",
        (("/user/3", "Amina"), ("/node/5", "Mentions légales"), ("/node/7", "Nous contacter")),
    ),
    Site(
        "arabic-root",
        lambda n, t: f"/{arabic(t)}",
        lambda n: f"/{quote('قسم')}/{quote(SECTIONS_AR[n].split()[0])}",
        ((f"/{quote('من-نحن')}", "من نحن"), (f"/{quote('سياسة-الخصوصية')}", "سياسة الخصوصية")),
        AR, SECTIONS_AR,
    ),
    Site(
        "monthly",
        lambda n, t: f"/2024/{n % 9 + 1:02}/{slug(t).split('-')[-1]}-{n}/",
        lambda n: f"/rubriques/{_NAMES[n]}/",
        (("/2024/01/", "janvier 2024"), ("/2024/02/", "février 2024"), ("/2024/03/", "mars 2024")),
    ),
    Site(
        "html-suffix",
        lambda n, t: f"/{_NAMES[n % 6]}/{slug(t)}_{91234 + n}.html",
        lambda n: f"/{_NAMES[n]}.html",
        (("/direct.html", "En direct"), ("/annonces/annonce-du-jour_112.html", "L’annonce légale du jour pour tous"), *LEGAL),
    ),
    Site(
        "query-slug",
        lambda n, t: f"/lire.php?titre={slug(t)}&rub={n % 6}",
        lambda n: f"/lire.php?rub={n}",
        (("/lire.php?page=equipe", "L’équipe"), ("/abo.php", "S’abonner au journal papier dès aujourd’hui")),
    ),
    Site(
        "details",
        lambda n, t: f"/news/details/{98213 + n}/ar",
        lambda n: f"/news/list/{n + 4}/ar",
        (("/videos/list/2/ar", "فيديو"), ("/writers/44/ar", "سلمى بنت الوادي الكبير"), ("/pages/3/ar", "شروط استخدام الموقع كلها")),
        AR, SECTIONS_AR,
    ),
    Site(
        "language-first",
        lambda n, t: f"/fr/actualites/a{48000 + n}",
        lambda n: f"/fr/{_NAMES[n]}",
        (("/ar", "العربية"), ("/fr/dossier/eau", "Dossier : l’eau dans tous ses états"), *LEGAL),
    ),
)  # fmt: skip
