"""Pages that stand where an article should: the consent wall, and a paid text that robots are asked not to read."""

from __future__ import annotations

from hemera.demo.dates import rfc822
from hemera.demo.html import Html, fill
from hemera.demo.site import Page, Site

ADVERTORIAL = "/partenaires/un-parapluie-pour-chaque-vent"

_WORDS = {
    "fr": (
        "Votre vie privée nous importe",
        """Avec votre accord, nos 214 partenaires et nous utilisons des cookies pour stocker et consulter des informations
personnelles comme votre visite sur ce site, afin de personnaliser les contenus et les annonces, de mesurer l’audience
et de développer nos services.""",
        "Tout accepter",
        "Paramétrer",
        "S’abonner pour lire sans publicité",
    ),
    "ar": (
        "خصوصيتكم تهمنا",
        """بموافقتكم، نستخدم نحن وشركاؤنا ملفات تعريف الارتباط لتخزين معلومات عن زيارتكم والاطلاع عليها،
بغرض تخصيص المحتوى والإعلانات وقياس نسب المتابعة وتطوير خدماتنا.""",
        "قبول الكل",
        "الإعدادات",
        "الاشتراك للقراءة من دون إعلانات",
    ),
    "en": (
        "Your privacy matters to us",
        """With your agreement, we and our 214 partners use cookies to store and access personal information such as your visit
to this site, in order to personalise content and advertising, measure audiences and develop our services.""",
        "Accept all",
        "Manage choices",
        "Subscribe to read without advertising",
    ),
}

_CONSENT = """<!DOCTYPE html>
<html lang="$language" dir="$direction">
<head><meta charset="utf-8"><title>$name</title><meta name="robots" content="noindex"></head>
<body><div class="cmp-wall" role="dialog" aria-modal="true"><img src="$base/static/logo.png" alt="$name"><h1>$title</h1><p>$text</p>
<div class="cmp-buttons"><button>$accept</button><button>$choose</button><a href="$base/abonnement">$subscribe</a></div></div>
</body>
</html>
"""

_ADVERTORIAL = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Un parapluie pour chaque vent</title>
<meta name="robots" content="noindex, nofollow"></head>
<body><div class="partenaire"><span>Contenu partenaire</span><h1>Un parapluie pour chaque vent</h1>
<p>Depuis trois générations, l’atelier du Quai Gris coud des parapluies pour chacun des neuf vents du golfe. Ce texte a été
commandé et payé par l’atelier ;
la rédaction n’y a pas pris part.</p></div></body></html>
"""

_ITEM = """<item><title>Un parapluie pour chaque vent (contenu partenaire)</title><link>$url</link>
<guid isPermaLink="false">gazette-partenaire-1</guid><pubDate>$date</pubDate><category>Partenaires</category>
<description>Trois générations, neuf vents, un seul atelier.</description></item>"""


def consent(site: Site, language: str) -> Page:
    """Return the wall that replaces a whole page."""
    title, text, accept, choose, subscribe = _WORDS[language]
    direction = "rtl" if language == "ar" else "ltr"
    return Page(
        fill(
            _CONSENT,
            language=language,
            direction=direction,
            name=site.outlet.name,
            base=site.base,
            title=title,
            text=text,
            accept=accept,
            choose=choose,
            subscribe=subscribe,
        )
    )


def advertorial(site: Site) -> Page:
    """Return the paid text."""
    return Page(Html(_ADVERTORIAL))


def advertised(site: Site) -> Html:
    """Return the paid text's place in the feed: it stands there although robots.txt forbids its page."""
    return fill(_ITEM, url=site.base + ADVERTORIAL, date=rfc822(site.pieces[min(2, len(site.pieces) - 1)].published))
