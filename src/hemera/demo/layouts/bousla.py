"""البوصلة: the old web. Nested tables, fonts, windows-1256 bytes nobody declares, line breaks for paragraphs, no metadata."""

from __future__ import annotations

from hemera.demo.dates import EGYPTIAN, arabic, clock
from hemera.demo.html import Html, fill, flow, join
from hemera.demo.parts import alternates, cards, menu
from hemera.demo.press import Piece
from hemera.demo.site import Announced, Page, Site

FEEDS = (
    Announced("/rss.php", "البوصلة - آخر الأخبار", "application/rss+xml"),
    Announced("/rss_mobile.php", "البوصلة - الجوال", "application/rss+xml"),
)

_SHELL = """<HTML dir="rtl">
<HEAD>
<TITLE>$title</TITLE>
$feeds
<LINK rel="stylesheet" href="$base/style.css" type="text/css">
</HEAD>
<BODY bgcolor="#FFFFFF" topmargin="0" leftmargin="0" marginwidth="0" marginheight="0" text="#000000" link="#003366" vlink="#003366">
<CENTER>
<TABLE width="980" border="0" cellspacing="0" cellpadding="0">
<TR><TD colspan="3" bgcolor="#12324A" height="90"><TABLE width="100%" border="0"><TR>
<TD align="right"><A href="$base/"><IMG src="$base/static/logo.png" border="0" alt="البوصلة"></A></TD>
<TD align="left"><A href="$base/ads/click.php?b=3"><IMG src="$base/ads/banniere-468x60.png" border="0" width="468" height="60">
</A></TD></TR></TABLE></TD></TR>
<TR><TD colspan="3" bgcolor="#E8E4D8"><FONT face="Tahoma" size="2"><A href="$base/">الرئيسية</A> |
$menu
 | <A href="$base/contact.php">اتصل بنا</A></FONT></TD></TR>
<TR><TD width="180" valign="top" bgcolor="#F4F1E8"><TABLE width="100%" cellpadding="4">
<TR><TD bgcolor="#12324A"><FONT color="#FFFFFF" face="Tahoma" size="2"><B>الأكثر قراءة</B></FONT></TD></TR>
$read
<TR><TD><IMG src="$base/ads/carre-160x160.png" width="160" height="160"></TD></TR>
<TR><TD bgcolor="#12324A"><FONT color="#FFFFFF" face="Tahoma" size="2"><B>القائمة البريدية</B></FONT></TD></TR>
<TR><TD><FONT face="Tahoma" size="1">أدخل بريدك الإلكتروني لتصلك عناوين الصباح</FONT><BR><INPUT type="text" size="16">
<INPUT type="button" value="اشترك"></TD></TR>
</TABLE></TD>
<TD width="620" valign="top">
$main
</TD>
<TD width="180" valign="top" bgcolor="#F4F1E8"><TABLE width="100%" cellpadding="4">
<TR><TD bgcolor="#12324A"><FONT color="#FFFFFF" face="Tahoma" size="2"><B>آخر الأخبار</B></FONT></TD></TR>
$latest
<TR><TD><FONT face="Tahoma" size="1">استطلاع الرأي: هل تقرأ الجريدة قبل القهوة أم بعدها؟<BR>
<INPUT type="radio" name="p"> قبلها <INPUT type="radio" name="p"> بعدها
 <INPUT type="button" value="صوّت"></FONT></TD></TR>
</TABLE></TD></TR>
<TR><TD colspan="3" bgcolor="#12324A" align="center">
<FONT color="#FFFFFF" face="Tahoma" size="1">جميع الحقوق محفوظة لجريدة البوصلة - عدد الزوار: 3841207</FONT></TD></TR>
</TABLE>
</CENTER>
</BODY>
</HTML>
"""

_ARTICLE = """<TABLE width="100%" border="0" cellpadding="8"><TR><TD align="right">
<FONT face="Tahoma" size="1" color="#8A1C1C"><A href="$section_url">$section</A></FONT><BR>
<FONT face="Arial" size="5" color="#12324A"><B>$title</B></FONT><BR>
<FONT face="Tahoma" size="1" color="#666666">$date</FONT><BR>
<FONT face="Tahoma" size="2" color="#333333"><B>$byline</B></FONT>
<HR size="1" noshade>
$picture
<FONT face="Arial" size="4"><B>$lead</B></FONT><BR><BR>
<FONT face="Arial" size="4">
$body
</FONT>
<HR size="1" noshade>
<FONT face="Tahoma" size="1"><A href="$base/print.php?id=$number">نسخة للطباعة</A> | <A href="$base/send.php?id=$number">أرسل إلى
صديق</A> | عدد القراءات: $views</FONT>
</TD></TR>
<TR><TD bgcolor="#E8E4D8"><FONT face="Tahoma" size="2"><B>مواضيع ذات صلة</B></FONT></TD></TR>
$related
<TR><TD bgcolor="#E8E4D8"><FONT face="Tahoma" size="2"><B>التعليقات (0)</B></FONT></TD></TR>
<TR><TD><FONT face="Tahoma" size="1">التعليقات لا تعبر عن رأي الجريدة. أضف تعليقك:</FONT><BR><TEXTAREA cols="50" rows="3">
</TEXTAREA></TD></TR>
</TABLE>"""

_PICTURE = """<TABLE align="left" width="310" border="0" cellpadding="3"><TR><TD><IMG src="$url" width="300" border="1"></TD></TR>
<TR><TD bgcolor="#F4F1E8"><FONT face="Tahoma" size="1">$caption</FONT></TD></TR></TABLE>"""

_ROW = '<TR><TD align="right"><FONT face="Tahoma" size="2">&#8226; <A href="$url">$title</A></FONT></TD></TR>'
_CARD = """<TABLE width="100%" border="0" cellpadding="6"><TR><TD width="120"><IMG src="$picture" width="110" border="0"></TD>
<TD align="right" valign="top"><FONT face="Arial" size="4"><A href="$url"><B>$title</B></A></FONT><BR>
<FONT face="Tahoma" size="2">$lead</FONT></TD></TR></TABLE>"""


def path(piece: Piece) -> str:
    return f"/news.php?id={piece.number}&sec={piece.seed % 9 + 1}"


def pictures(piece: Piece) -> str:
    return "/photos/"


def article(site: Site, piece: Piece) -> Page:
    body = join(flow(piece, "$text<BR><BR>", '<FONT color="#8A1C1C"><B>$text</B></FONT><BR>'))
    main = fill(
        _ARTICLE,
        base=site.base,
        section=piece.section,
        section_url=site.section_url(piece.section),
        title=piece.title,
        number=piece.number,
        date=f"{arabic(piece.published, EGYPTIAN)} - {clock(piece.published)}",
        byline=_byline(piece),
        picture=_picture(site, piece),
        lead=piece.lead,
        body=body,
        views=piece.seed % 9000 + 100,
        related=cards(site, site.related(piece, 4), _ROW),
    )
    return _shell(site, f"البوصلة - {piece.seo_title or piece.title}", main)


def listing(site: Site, heading: str, pieces: tuple[Piece, ...], language: str) -> Page:
    return _shell(site, f"البوصلة - {heading or 'جريدة عامة مستقلة'}", cards(site, pieces, _CARD))


def _shell(site: Site, title: str, main: Html) -> Page:
    html = fill(
        _SHELL,
        base=site.base,
        title=title,
        main=main,
        feeds=alternates(site, FEEDS),
        menu=menu(site, '<A href="$url">$name</A> |'),
        read=cards(site, site.read(6), _ROW),
        latest=cards(site, site.latest(10), _ROW),
    )
    return Page(html, encoding="cp1256", declared="")


def _byline(piece: Piece) -> str:
    if piece.writers:
        return f"كتب: {' و'.join(piece.writers)}"
    return f"المصدر: {piece.agency}" if piece.agency else ""


def _picture(site: Site, piece: Piece) -> Html:
    if not piece.has_picture:
        return Html("")
    caption = f"{piece.caption} (تصوير: {piece.credit})" if piece.credit else piece.caption
    return fill(_PICTURE, url=site.picture(piece), caption=caption)
