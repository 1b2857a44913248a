"""Run by ``test_bad_inputs``: sources whose servers misbehave are collected for real, twice; says what became of each.

Everything is as in production: the fetcher, captures on disk, bounded child processes, the record. Only time is helped along:
what is due next week is made due between the runs, a move seen once was seen twice, four days ago, and a reader's processor
time is cut from five seconds to one, as the pause of a site that answers 503 is, from thirty.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "fetch"))

import misbehaving
from click.testing import CliRunner
from misbehaving import Scene, Server, answer, packed, redirect

import hemera
from hemera import catalogue, fetch
from hemera.cli import main as command
from hemera.pipeline import tasks
from hemera.types import Feed, FeedKind, Rights, Source

misbehaving.HOSTS[:] = ["127.0.0.1"]
ROUNDS = 2
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
TEXT = (
    "La passerelle du vieux port rouvre samedi après trois ans de travaux, a annoncé la mairie dans un communiqué.",
    "Les riverains attendaient ce moment depuis l'hiver où une tempête avait emporté deux de ses piles de bois.",
    "Un marché se tiendra sur le quai toute la journée, et les écoles de la ville chanteront à l'heure de l'ouverture.",
    "Le chantier a coûté un peu moins que prévu, car une partie du bois a pu être prise dans la forêt communale.",
)


def page(title: str, *, text: tuple[str, ...] = TEXT, printed: str = "2026-03-01T09:30:00+01:00") -> bytes:
    """Return an article as a newsroom prints it."""
    paragraphs = "".join(f"<p>{title}. {line}</p>" for line in text)
    head = f"<title>{title}</title><meta property='article:published_time' content='{printed}'>"
    body = f"<article><h1>{title}</h1>{paragraphs}</article>"
    return answer(f"<!doctype html><html lang=fr><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode())


def feed(*items: str, more: str = "") -> bytes:
    """Return an RSS feed."""
    return xml(f"<rss version='2.0'><channel><title>T</title>{more}{''.join(items)}</channel></rss>".encode())


def item(link: str, title: str = "Un titre", more: str = "") -> str:
    """Return an item of one."""
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def xml(body: bytes) -> bytes:
    """Return an answer of XML."""
    return answer(body).replace(b"text/html", b"application/xml")


def turning(*scenes: Scene) -> Callable[[misbehaving.Writer], Any]:
    """Return a scene that is another one each time it is asked for, and stays at the last."""
    waiting = list(scenes)

    async def play(writer: misbehaving.Writer) -> None:
        scene = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if isinstance(scene, bytes):
            writer.write(scene)
            await writer.drain()
        else:
            await scene(writer)

    return play


def counting(make: Callable[[int], bytes]) -> Callable[[misbehaving.Writer], Any]:
    """Return a scene that is made anew each time it is asked for."""
    asked = 0

    async def play(writer: misbehaving.Writer) -> None:
        nonlocal asked
        asked += 1
        writer.write(make(asked))
        await writer.drain()

    return play


def pages() -> dict[str, Scene]:
    """Pages whose answers are no articles, one that is one only at first, and one that moves to one at last."""
    known = ("5", "6", "9", "16", "28", "41", "kept-empty", "kept-reset")
    return {
        "/feed.xml": feed(*(item(f"/{name}", f"Le titre de {name}") for name in known)),
        "/5": packed(b"gzip", b"<p>plain</p>"),
        "/6": packed(b"gzip", gzip.compress(page("Coupé"))[:-30]),
        "/9": packed(b"x-press", b"<p>?</p>"),
        "/16": answer(b""),
        "/28": turning(misbehaving.SCENES["/reset"], page("Revenu après une coupure")),
        "/41": answer(b"<meta http-equiv=refresh content='0;url=/canary'>"),
        "/kept-empty": turning(page("Gardé quand la page se vide"), answer(b"")),
        "/kept-reset": turning(page("Gardé quand la ligne coupe"), misbehaving.SCENES["/reset"]),
    }


def paused() -> dict[str, Scene]:
    """A site whose robots.txt cannot be read."""
    return {"/robots.txt": answer(b"", "503 Service Unavailable"), "/feed.xml": feed(item("/a")), "/a": page("Jamais lu")}


def forbidden() -> dict[str, Scene]:
    """A site that forbids what was queued before."""
    robots = answer(b"User-agent: *\nDisallow: /p").replace(b"text/html", b"text/plain")
    return {
        "/robots.txt": turning(answer(b"", "404 Not Found"), robots),
        "/feed.xml": feed(item("/p1"), item("/p2"), item("/q")),
        "/p1": answer(b"", "500 Internal Server Error"),
        "/p2": answer(b"", "500 Internal Server Error"),
        "/q": page("Permis"),
    }


def feeds() -> dict[str, Scene]:
    """Feeds that would hurt their reader."""
    laughs = "".join(f"<!ENTITY a{i} '{('&a' + str(i - 1) + ';') * 10}'>" for i in range(1, 10))
    attributes = " ".join(f"a{i}='x'" for i in range(100_000))
    title = "افتتاح الجسر الجديد في المدينة القديمة"
    arabic = f"<rss version='2.0'><channel><title>T</title><item><title>{title}</title><link>/{{}}</link></item></channel></rss>"
    several = "".join(item(f"javascript:{n}") for n in range(2))
    return {
        "/63.xml": xml(
            f"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel>{item('/63', '[&x;]')}</channel></rss>".encode()
        ),
        "/64.xml": xml(f"<!DOCTYPE r [<!ENTITY % p SYSTEM '/canary'>%p;]><rss><channel>{item('/64')}</channel></rss>".encode()),
        "/65.xml": xml(f"<!DOCTYPE r [<!ENTITY a0 'ha'>{laughs}]><rss><channel>{item('/65', '[&a9;]')}</channel></rss>".encode()),
        "/67.xml": xml(f"<rss><channel><item {attributes}><title>t</title></item></channel></rss>".encode()),
        "/67b.xml": turning(
            xml(b"<rss><channel><item><link>/a</link><title>" + b"<" * 4_000_000), answer(b"gone", "404 Not Found")
        ),
        "/68.xml": feed(item("/68", "<b>" * 100_000)),
        "/75.xml": answer(b"<!doctype html><html><head><title>x</title></head><body>x</body></html>"),
        "/76.xml": feed(several, item("/76", "Après les liens que nous n'ouvrons pas")),
        "/78a.xml": answer(arabic.format("78a").encode("cp1256")).replace(b"text/html", b"text/xml"),
        "/78b.xml": answer(arabic.format("78b").encode()).replace(b"text/html", b"text/xml; charset=windows-1252"),
        "/78c.xml": answer(arabic.format("78c").encode("utf-16")).replace(b"text/html", b"text/xml"),
        "/82.xml": feed(item("https://other.example/a", "Une publicité"), item("/82")),
    }


def changing() -> dict[str, Scene]:
    """Feeds whose GUIDs, addresses and articles change under them."""
    session = page("La même page sous une adresse nouvelle")
    return {
        "/80.xml": counting(lambda n: feed(item("/80", "Toujours le même", f"<guid isPermaLink='false'>g{n}</guid>"))),
        "/80": page("Toujours le même"),
        "/80b.xml": counting(lambda n: feed(item(f"/80b?session={n}", "Session"))),
        "/80b": session,
        "/81.xml": counting(
            lambda n: feed(item(f"/81-{min(n, 2)}", f"Article {min(n, 2)}", "<guid isPermaLink='false'>one</guid>"))
        ),
        "/81-1": page("Le premier article sous ce GUID"),
        "/81-2": page("Un deuxième article", text=TEXT[2:]),
    }


def moved() -> dict[str, Scene]:
    """A feed that moved for good, one that is elsewhere for now."""
    return {
        "/old.xml": redirect(b"/new.xml", "301 Moved Permanently"),
        "/new.xml": counting(lambda n: feed(item("/m", "Après le déménagement"), more=f"<!-- {n} -->")),
        "/now.xml": redirect(b"/elsewhere.xml", "302 Found"),
        "/elsewhere.xml": counting(lambda n: feed(item("/m", "Après le déménagement"), more=f"<!-- {n} -->")),
        "/m": page("Après le déménagement"),
    }


def sitemaps() -> dict[str, Scene]:
    """Indexes that name each other and themselves, ten deep."""
    space = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"

    def index(*names: str) -> bytes:
        return xml(f"<sitemapindex {space}>{''.join(f'<sitemap><loc>{n}</loc></sitemap>' for n in names)}</sitemapindex>".encode())

    chain = {f"/deep-{n}.xml": index(f"/deep-{n + 1}.xml", "/deep-0.xml", f"/deep-{n}.xml") for n in range(10)}
    return chain | {
        "/84.xml": xml(f"<!DOCTYPE u [<!ENTITY x 'y'>]><urlset {space}><url><loc>/84</loc></url></urlset>".encode()),
        "/88.xml": xml(f"<urlset {space}><url><loc>/88</loc></url><url><loc>/88-cu".encode()),
        "/88": page("Le plan du site était coupé"),
    }


SITES: dict[str, tuple[Callable[[], dict[str, Scene]], tuple[str, ...]]] = {
    "pages": (pages, ("/feed.xml",)),
    "paused": (paused, ("/feed.xml",)),
    "forbidden": (forbidden, ("/feed.xml",)),
    "feeds": (feeds, tuple(feeds())),
    "changing": (changing, ("/80.xml", "/80b.xml", "/81.xml")),
    "moved": (moved, ("/old.xml", "/now.xml")),
    "sitemaps": (sitemaps, ("/deep-0.xml", "/84.xml", "/88.xml")),
}


def main(folder: Path) -> None:
    """Print, after every run, what the record says, as JSON."""
    tasks.CPU_SECONDS["feed"] = 1.0
    fetch.HttpFetcher = partial(fetch.HttpFetcher, manners=fetch.Manners(backoff=1.0))
    with ExitStack() as stack:
        servers = {name: stack.enter_context(Server(scenes()).running()) for name, (scenes, _) in SITES.items()}
        (folder / "sources").mkdir(parents=True)
        (folder / "hemera.toml").write_text('name = "Misfortunes"\ngap = 0.0\n', encoding="utf-8")
        listed = [source(name, server.port) for name, server in servers.items()]
        (folder / "sources" / "all.toml").write_text(catalogue.dump(listed), encoding="utf-8")
        told = []
        for _ in range(ROUNDS):
            with hemera.open(folder) as archive:
                archive._call(_everything_is_due)
                archive.update()
                told.append(archive._call(_record))
        asked = {name: sorted({path for _, _, path, _ in server.log}) for name, server in servers.items()}
        printed = CliRunner().invoke(command, ["notices", "--archive", str(folder)], standalone_mode=False).output
    sys.stdout.write(json.dumps({"rounds": told, "asked": asked, "printed": printed}))


def source(name: str, port: int) -> Source:
    """Return a site as the catalogue lists it."""
    home = f"http://127.0.0.1:{port}"
    kind = FeedKind.SITEMAP if name == "sitemaps" else FeedKind.FEED
    listed = tuple(Feed(home + path, kind) for path in SITES[name][1] if path.endswith(".xml"))
    more: dict[str, Any] = {"rights": Rights.FULL, "gap": 0.0, "loopback": True, "images": False}
    return Source(name, name.title(), f"{home}/", ("fr", "ar"), "ma", "Africa/Casablanca", listed, **more)


def _everything_is_due() -> None:
    from hemera.store import models

    models.Entry.objects.exclude(due_at=None, article=None).update(due_at=LONG_AGO)
    models.Feed.objects.update(due_at=LONG_AGO)
    for row in models.Feed.objects.exclude(moved_since=None):
        models.Feed.objects.filter(pk=row.pk).update(moved_since=row.moved_since - timedelta(days=4), moved_times=2)


def _record() -> dict[str, Any]:
    from hemera.store import models

    def rows(kind: Any, *columns: str) -> list[dict[str, Any]]:
        return [{name: str(value) for name, value in row.items()} for row in kind.objects.order_by("pk").values(*columns)]

    entries = rows(models.Entry, "source_id", "url", "guid", "state", "reason", "attempts", "article_id", "said__title")
    return {
        "feeds": rows(models.Feed, "source_id", "url", "error", "moved_to", "depth", "failures"),
        "entries": [{"title": row.pop("said__title")} | row for row in entries],
        "articles": rows(models.Article, "pk", "source_id", "url", "title", "revision_count"),
        "captures": rows(models.Capture, "source_id", "url", "outcome"),
        "notices": rows(models.Notice, "source_id", "key", "url", "detail", "times"),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
