"""Le Carnet du Soir until the summer of 2019: ISO-8859-15, boxes with ids, the date in words, nothing for machines."""

from __future__ import annotations

from hemera.demo.dates import FRENCH_DAYS, clock, french
from hemera.demo.html import Html, fill, flow, join
from hemera.demo.parts import cards, menu
from hemera.demo.press import Piece
from hemera.demo.site import Page, Site

_PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="fr">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-15" />
<title>$seo - Le Carnet du Soir</title>
<meta name="description" content="$lead" />
<meta name="generator" content="SPIP 2.1" />
<link rel="stylesheet" href="$base/squelettes/habillage.css" type="text/css" />
</head>
<body>
<div id="page">
<div id="entete"><a href="$base/"><img src="$base/static/logo.png" alt="Le Carnet du Soir" class="spip_logos" /></a>
<p id="slogan">Le soir, ce qui reste du jour</p></div>
<div id="menu"><ul>
$menu
</ul></div>
<div id="pub_haut"><img src="$base/ads/banniere-468x60.png" alt="" width="468" height="60" /></div>
<div id="conteneur">
<div id="contenu">
<div id="hierarchie"><a href="$base/">Accueil</a> &gt; <a href="$section_url">$section</a></div>
<div class="cartouche"><h1 class="titre">$title</h1>
<p class="info-publi">Publié le $date$byline</p></div>
<div id="boutons"><a href="#">Imprimer</a> | <a href="#">Envoyer à un ami</a> | <a href="#">Taille du texte : A+ A-</a></div>
$picture
<div id="chapo"><p>$lead</p></div>
<div id="texte">
$body
</div>
<div id="voir_aussi"><h2>Dans la même rubrique</h2><ul>
$related
</ul></div>
<div id="forum"><h2>Vos messages</h2><p class="repondre"><a href="#">Répondre à cet article</a></p></div>
</div>
<div id="navigation"><div class="breves"><h2>Au sommaire du soir</h2><ul>
$latest
</ul></div>
<div id="lettre"><h2>Lettre d&#8217;information</h2><p>Recevez le sommaire à 18 heures.</p><form action="#">
<input type="text" name="email" size="14" /><input type="submit" value="ok" /></form></div>
<div id="pub_droite"><img src="$base/ads/carre-250x250.png" alt="" /></div></div>
</div>
<div id="pied">Le Carnet du Soir, journal fondé un mardi | <a href="#">Mentions légales</a> | <a href="#">Plan du site</a> | <a
href="#">Espace privé</a></div>
</div>
</body>
</html>
"""

_PICTURE = (
    '<div class="spip_documents"><img src="$url" width="500" alt="" /><div class="spip_doc_descriptif">$caption$credit</div></div>'
)


def article(site: Site, piece: Piece) -> Page:
    """Return the old page of an article."""
    html = fill(
        _PAGE,
        seo=piece.seo_title or piece.title,
        base=site.base,
        menu=menu(site, '<li><a href="$url">$name</a></li>'),
        section=piece.section,
        section_url=site.section_url(piece.section),
        title=piece.title,
        date=_date(piece),
        byline=_byline(piece),
        lead=piece.lead,
        picture=_picture(site, piece),
        body=join(flow(piece, '<p class="spip">$text</p>', '<h3 class="spip">$text</h3>')),
        related=cards(site, site.related(piece, 4), '<li><a href="$url">$title</a></li>'),
        latest=cards(site, site.latest(5), '<li><a href="$url">$title</a></li>'),
    )
    return Page(html, encoding="iso-8859-15", declared="")


def _date(piece: Piece) -> str:
    return f"{FRENCH_DAYS[piece.published.weekday()]} {french(piece.published)} à {clock(piece.published, 'h')}"


def _byline(piece: Piece) -> Html:
    names = ", ".join(piece.writers)
    if names:
        return fill(', par <span class="auteur">$names</span>', names=names)
    return fill(' (source : <span class="source">$agency</span>)', agency=piece.agency) if piece.agency else Html("")


def _picture(site: Site, piece: Piece) -> Html:
    if not piece.has_picture:
        return Html("")
    return fill(_PICTURE, url=site.picture(piece), caption=piece.caption, credit=f" (photo {piece.credit})" if piece.credit else "")
