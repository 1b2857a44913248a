"""A month of the press in simulated time, with misfortunes: every desk and the record are the real ones, only the net is played.

What was printed is known, so is what befell it; ``loss`` says of each article that is not kept whether the ledger tells why.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Min

from hemera import clock, coverage
from hemera.captures import read
from hemera.config import Config
from hemera.coverage import Day, Lapse, Missed
from hemera.errors import FetchDeadline, FetchError, FetchRefused, HemeraError
from hemera.exchanges import Request, Response
from hemera.httpcontent import failure
from hemera.jobs import Arrival, FeedJob, PageJob
from hemera.pipeline.desks import Office
from hemera.pipeline.feed_desk import FeedDesk
from hemera.pipeline.library import Library
from hemera.pipeline.outcomes import Tally
from hemera.pipeline.page_desk import PageDesk
from hemera.store import coverage as ledger
from hemera.store import models, templates
from hemera.store.writes import DjangoStore
from hemera.types import CaptureRef, Feed, Rights, Source

START = datetime(2026, 5, 31, 23, 0, tzinfo=UTC)  # midnight in Casablanca
EARLIER, LATER = timedelta(hours=3), timedelta(hours=24)  # before it, the feed was last read; after it, it is asked again
LEASE, STEP = timedelta(minutes=15), timedelta(minutes=10)
ZONE = "Africa/Casablanca"
TEXT = "Le bac numéro {n} du {paper} longe la côte depuis le matin, et les pêcheurs du port le saluent, phrase {i} sur l’eau calme."
WALL = "<html><body><h1>Votre vie privée</h1><p>Avec votre accord, nos 20 partenaires déposent des cookies.</p></body></html>"
PORTAL = "<!DOCTYPE html><html><body><h1>Bienvenue au café du port</h1><p>Acceptez pour continuer.</p></body></html>"

Answer = Response | HemeraError
Effect = Callable[["Paper", Request, datetime], "bytes | int | HemeraError | None"]


@dataclass
class Paper:
    """An outlet that prints at even pace from 7 to 23 o'clock; its feed shows the newest."""

    id: str
    per_day: int = 8
    window: int = 10
    printed: list[datetime] = field(default_factory=list)

    @property
    def home(self) -> str:
        return f"https://{self.id}.example/"

    @property
    def source(self) -> Source:
        feeds = (Feed(self.home + "rss"),)
        return Source(self.id, self.id, self.home, ("fr",), "ma", ZONE, feeds, rights=Rights.FULL)

    def print_all(self, days: int) -> None:
        pace = timedelta(hours=16) / self.per_day
        self.printed += [START + timedelta(days=d, hours=7) + n * pace for d in range(-1, days) for n in range(self.per_day)]
        self.printed.sort()

    def url(self, n: int) -> str:
        return f"{self.home}a/{n}"

    def number(self, url: str) -> int:
        return int(url.rsplit("/", 1)[1])

    def feed(self, now: datetime, guid: str = "") -> bytes:
        shown = [n for n, at in enumerate(self.printed) if at <= now][-self.window :]
        return rss([(self.url(n), guid or self.url(n), self.printed[n]) for n in reversed(shown)])

    def page(self, n: int, sentences: int = 6, extra: str = "") -> bytes:
        text = "".join(f"<p>{TEXT.format(n=n, paper=self.id, i=i)}</p>" for i in range(sentences))
        return (
            f"<!DOCTYPE html><html lang=fr><head><title>Le bac {n} du {self.id}</title>"
            f"<meta property='article:published_time' content='{self.printed[n].isoformat()}'>{extra}</head>"
            f"<body><article><h1>Le bac {n} du {self.id}</h1>{text}</article></body></html>"
        ).encode()


def rss(items: Sequence[tuple[str, str, datetime]]) -> bytes:
    item = "<item><title>Bac</title><link>{}</link><guid isPermaLink='false'>{}</guid><pubDate>{}</pubDate></item>"
    body = "".join(item.format(url, guid, format_datetime(at)) for url, guid, at in items)
    return f"<rss version='2.0'><channel><title>P</title>{body}</channel></rss>".encode()


@dataclass
class Misfortune:
    """Something that befalls a paper for a time, and what the ledger shall call it. ``loses``: whether something is lost by it."""

    name: str
    paper: str
    day: float  # of the month, when it begins
    hours: float
    cause: str
    effect: Effect
    loses: bool = True

    @property
    def start(self) -> datetime:
        return START + timedelta(days=self.day)

    @property
    def end(self) -> datetime:
        return self.start + timedelta(hours=self.hours)


# -- what can befall ---------------------------------------------------------------------------------------------------


def is_feed(request: Request) -> bool:
    return request.url.endswith("/rss")


def all_of(answer: Callable[[], bytes | int | HemeraError]) -> Effect:
    return lambda paper, request, now: answer()


def feed_of(answer: Callable[[Paper, datetime], bytes | int | HemeraError]) -> Effect:
    return lambda paper, request, now: answer(paper, now) if is_feed(request) else None


def pages_of(answer: Callable[[Paper, int], bytes | int | HemeraError]) -> Effect:
    return lambda paper, request, now: None if is_feed(request) else answer(paper, paper.number(request.url))


def soft(error: FetchError) -> FetchError:
    error.weight = 0.5
    return error


# -- the machine -------------------------------------------------------------------------------------------------------


class Month:
    """So many days of some papers, collected in seconds."""

    def __init__(self, papers: Sequence[Paper], fate: Sequence[Misfortune], days: int, patch: pytest.MonkeyPatch) -> None:
        self.papers = {paper.id: paper for paper in papers}
        self.fate, self.days = list(fate), days
        self.now = START
        self.end = START + timedelta(days=days)
        patch.setattr(clock, "now", lambda: self.now)
        self.store = DjangoStore()
        config = Config(Path("/nowhere"), poll_min=1200, poll_max=7200, revisit_min=90 * 86_400, revisit_max=90 * 86_400)
        office = Office(self.store, config, Tally(), Library(templates))
        self.feeds, self.pages = FeedDesk(office), PageDesk(office, read)

    def run(self) -> None:
        """Collect to the end, except while no collector runs."""
        for paper in self.papers.values():
            paper.print_all(self.days)
        self.store.sync([paper.source for paper in self.papers.values()], self.now)
        while self.now < self.end:
            if not any(one.cause == coverage.AWAY and one.start <= self.now < one.end for one in self.fate):
                self._work()
            self.now = max(self.now + STEP, self._next())

    def _next(self) -> datetime:
        due = (kind._default_manager.aggregate(at=Min("due_at"))["at"] for kind in (models.Feed, models.Entry))
        return min((at for at in due if at), default=self.end)

    def _work(self) -> None:
        for feed in self.store.due_feeds(self.now, 100, LEASE):
            self._ask(self.feeds, feed)
        while pages := self.store.due_pages(self.now, 100, LEASE):
            for page in pages:
                self._ask(self.pages, page)

    def _ask(self, desk: FeedDesk | PageDesk, job: FeedJob | PageJob) -> None:
        """Do what ``Update`` does with one job, at once and in this process."""
        request = desk.request(job)  # type: ignore[arg-type]
        answer = self._answer(self.papers[request.source], request)
        if isinstance(answer, HemeraError):
            desk.failed(job, answer, self.now)  # type: ignore[arg-type]
            return
        error = failure(answer)
        if error is not None:
            desk.failed(job, error, self.now)  # type: ignore[arg-type]
        elif answer.status == 304:
            desk.unchanged(job, answer, self.now)  # type: ignore[arg-type]
        else:
            self._read(desk, job, answer)

    def _read(self, desk: FeedDesk | PageDesk, job: FeedJob | PageJob, answer: Response) -> None:
        n = models.Capture.objects.count()
        told = (answer.final_url, answer.request.url, 200, answer.header("Content-Type") or "", answer.sha256, self.now)
        ref = CaptureRef(f"urn:uuid:{n}", "a.warc.gz", n, 1, *told, answer.request.source, answer.request.purpose)
        arrival = Arrival(self.store.add_capture(ref, job), ref, answer.body, ref.mime, answer.header("ETag") or "")
        task = desk.task(job, arrival)  # type: ignore[arg-type]
        try:
            result = task.run(*task.args)
        except HemeraError as error:
            desk.unreadable(job, error, arrival, self.now)  # type: ignore[arg-type]
        else:
            desk.read(job, result, arrival, self.now)  # type: ignore[arg-type]

    def _answer(self, paper: Paper, request: Request) -> Answer:
        said: bytes | int | HemeraError | None = None
        for one in self.fate:
            if said is None and one.paper == paper.id and one.start <= self.now < one.end:
                said = one.effect(paper, request, self.now)
        if isinstance(said, HemeraError):
            return said
        if said is None:
            said = paper.feed(self.now) if is_feed(request) else paper.page(paper.number(request.url))
        status, body = (said, b"") if isinstance(said, int) else (200, said)
        etag = hashlib.sha256(body).hexdigest()
        if status == 200 and request.etag == etag:
            status, body = 304, b""
        kind = "application/rss+xml" if is_feed(request) else "text/html"
        headers = (("Content-Type", f"{kind}; charset=utf-8"), ("ETag", etag))
        return Response(request, request.url, status, "", (), headers, body, body, self.now)

    # -- what the ledger says ------------------------------------------------------------------------------------------

    def ledger(self, paper: str) -> list[Day]:
        first = START.astimezone(ZoneInfo(ZONE)).date()
        return ledger.days(paper, first, first + timedelta(days=self.days - 1), self.end)

    def lapses(self, paper: str) -> list[Lapse]:
        return ledger.lapses(START, self.end, self.end, (paper,)).get(paper, [])

    def lost(self) -> Iterator[tuple[Paper, int, str]]:
        """Yield every article printed and not kept whole, with what the ledger says of it: "" for nothing."""
        for paper in self.papers.values():
            rows = models.Entry.objects.filter(source=paper.id).select_related("article")
            entries, holes = {row.url: row for row in rows}, [lapse for lapse in self.lapses(paper.id) if lapse.is_hole]
            alarms = {day.day for day in self.ledger(paper.id) if day.alarm}
            for n, at in enumerate(paper.printed):
                row = entries.get(paper.url(n))
                if at >= self.end - timedelta(hours=8) or (row and row.article and not row.article.partial):
                    continue
                if row is None:
                    yield paper, n, self._told(at, holes, alarms)
                else:
                    yield paper, n, "partial" if row.article else row.reason

    def _told(self, at: datetime, holes: list[Lapse], alarms: set[date]) -> str:
        covering = [lapse.cause for lapse in holes if lapse.since <= at <= (lapse.until or self.end)]
        alarm = "alarm" if at.astimezone(ZoneInfo(ZONE)).date() in alarms else ""
        return covering[0] if covering else alarm

    def blamed(self, paper: Paper, n: int) -> list[Misfortune]:
        """Return what may be the cause that an article is not kept: what befell its paper then, until its feed was asked again."""
        at = paper.printed[n]
        return [one for one in self.fate if one.paper == paper.id and one.start - EARLIER <= at <= one.end + LATER]

    def befell(self, paper: str, lapse: Lapse) -> bool:
        """Say whether a lapse has its misfortune, by its right name."""
        until = lapse.until or self.end
        these = [one for one in self.fate if one.paper == paper and one.start - EARLIER <= until and lapse.since <= one.end + LATER]
        return any(one.cause == lapse.cause or (one.cause == "alarm" and lapse.cause == coverage.BURST) for one in these)

    def false_assurances(self) -> list[tuple[str, datetime]]:
        """Return the articles never announced to us that were printed in a lapse of which the ledger says it cost nothing."""
        found = []
        for paper in self.papers.values():
            known = set(models.Entry.objects.filter(source=paper.id).values_list("url", flat=True))
            for lapse in self.lapses(paper.id):
                if lapse.missed is Missed.NOTHING and lapse.until:
                    during = [n for n, at in enumerate(paper.printed) if lapse.since < at <= lapse.until]
                    found += [(paper.url(n), paper.printed[n]) for n in during if paper.url(n) not in known]
        return found


def check(month: Month) -> dict[str, int]:
    """Hold the ledger against what was printed; return how many articles each misfortune took."""
    found = dict.fromkeys((one.name for one in month.fate), 0)
    for paper, n, told in month.lost():
        guilty = [one for one in month.blamed(paper, n) if one.cause == told]
        assert guilty, f"{paper.url(n)} of {paper.printed[n]} is not kept: {told!r}, {month.blamed(paper, n)}"
        found[guilty[0].name] += 1
    assert month.false_assurances() == []
    for paper in month.papers.values():
        sums_match(month.ledger(paper.id), paper.id)
        assert [lapse for lapse in month.lapses(paper.id) if not month.befell(paper.id, lapse)] == [], paper.id
    assert {one.name: found[one.name] > 0 for one in month.fate} == {one.name: one.loses for one in month.fate}
    return found


def sums_match(days: list[Day], paper: str) -> None:
    rows = models.Entry.objects.filter(source=paper)
    for day in days:
        assert day.announced == day.articles + day.queued + sum(day.held.values()) + sum(day.discarded.values())
        assert day.announced == sum(day.channels.values())
    assert sum(day.announced for day in days) == rows.count()
    assert sum(day.articles for day in days) == rows.filter(state="article").count()
    assert sum(sum(day.discarded.values()) for day in days) == rows.filter(state="discarded").count()


# -- what befalls in this month ----------------------------------------------------------------------------------------


def unreachable() -> HemeraError:
    return FetchError("fetch.unreachable", "No.")


def dns() -> HemeraError:
    error = FetchError("fetch.dns", "No.")
    error.weight = 0.25
    return error


def tls() -> HemeraError:
    return FetchError("fetch.tls", "No.")


def robots() -> HemeraError:
    return FetchRefused("fetch.refused.robots", "No.")


def robots_unreadable() -> HemeraError:
    return soft(FetchError("fetch.robots-unreadable", "No."))


def too_big() -> HemeraError:
    return FetchRefused("fetch.refused.size", "No.")


def cut() -> HemeraError:
    return soft(FetchError("fetch.truncated", "No."))


def deadline() -> HemeraError:
    return FetchDeadline("fetch.deadline", "No.")


def nothing(*_: object) -> None:
    """It befalls what is printed, or us."""


def advertised(paper: Paper, now: datetime) -> bytes:
    """A feed with a partner's link before ours."""
    url = f"https://partner.example/{paper.id}"
    item = rss([(url, url, now)]).split(b"</title>", 1)[1].split(b"</channel>")[0]
    return paper.feed(now).replace(b"<item>", item + b"<item>", 1)


def away(day: float, hours: float, *papers: str) -> list[Misfortune]:
    return [Misfortune(f"no collector runs: {one}", one, day, hours, coverage.AWAY, nothing) for one in papers]


def walled(paper: Paper, n: int) -> bytes:
    """The beginning of an article that is to be paid for."""
    paid = '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","isAccessibleForFree":false}</script>'
    return paper.page(n, 2, paid).replace(
        b"</article>", "<p class=paywall>Cet article est réservé aux abonnés.</p></article>".encode()
    )


def stuck(since: datetime) -> Effect:
    """A feed that answers, and has had nothing new since."""
    return feed_of(lambda paper, now: paper.feed(since))


PAPERS = ("phare", "bousla", "carnet", "courier", "sada")
QUICK = (
    Misfortune("server down, longer than the feed remembers", "phare", 1.4, 40, "fetch.unreachable", all_of(unreachable)),
    Misfortune("server down for an hour", "phare", 4.5, 1, "fetch.unreachable", all_of(unreachable), loses=False),
    Misfortune("page not found", "phare", 4.7, 5, "http.404", pages_of(lambda paper, n: 404)),
    Misfortune("consent wall", "bousla", 1.4, 6, "body.consent-wall", pages_of(lambda paper, n: WALL.encode())),
    Misfortune("feed emptied", "bousla", 3.3, 40, "feed.empty", feed_of(lambda paper, now: rss([]))),
)
BURST_DAY = 7.5  # on which the first paper prints at once thrice what its feed shows
FATE = (
    *QUICK,
    Misfortune("burst larger than the feed", "phare", BURST_DAY, 3, coverage.BURST, nothing),
    *away(10.3, 40, *PAPERS),
    Misfortune("name service gone", "phare", 14, 40, "fetch.dns", all_of(dns)),
    Misfortune("feed not found", "phare", 18, 44, "http.404", feed_of(lambda paper, now: 404)),
    Misfortune("certificate expired", "phare", 22.3, 44, "fetch.tls", all_of(tls)),
    Misfortune("captive portal", "bousla", 7, 44, "parse.html-not-feed", feed_of(lambda paper, now: PORTAL.encode())),
    Misfortune("robots.txt closed", "bousla", 14, 44, "fetch.refused.robots", all_of(robots)),
    Misfortune("robots.txt answers 5xx", "bousla", 18, 44, "fetch.robots-unreadable", all_of(robots_unreadable)),
    Misfortune("feed overloaded for two hours", "bousla", 22.4, 2, "http.503", feed_of(lambda paper, now: 503), loses=False),
    Misfortune("pages too big", "bousla", 24.4, 5, "fetch.refused.size", pages_of(lambda paper, n: too_big())),
    Misfortune("paywall", "carnet", 2.3, 6, "partial", pages_of(walled)),
    Misfortune("pages not found", "carnet", 5.4, 5, "http.404", pages_of(lambda paper, n: 404)),
    Misfortune("pages gone", "carnet", 7.4, 5, "http.410", pages_of(lambda paper, n: 410)),
    Misfortune("pages too slow", "carnet", 14.3, 40, "fetch.deadline", pages_of(lambda paper, n: deadline())),
    Misfortune("pages without a text", "carnet", 18.4, 5, "body.empty", pages_of(lambda paper, n: paper.page(n, 0))),
    Misfortune("pages that end too early", "carnet", 21.4, 4, "fetch.truncated", pages_of(lambda paper, n: cut()), loses=False),
    Misfortune("too many requests", "courier", 3, 44, "http.429", feed_of(lambda paper, now: 429)),
    Misfortune("feed ends too early", "courier", 6, 44, "fetch.truncated", feed_of(lambda paper, now: cut())),
    Misfortune(
        "GUIDs change with every poll", "courier", 14, 24, "", feed_of(lambda paper, now: paper.feed(now, f"{now}")), loses=False
    ),
    Misfortune("links to another site", "courier", 16, 12, "entry.other-site", feed_of(advertised), loses=False),
    Misfortune("feed gone", "courier", 18, 44, "http.410", feed_of(lambda paper, now: 410)),
    Misfortune("feed too slow", "courier", 24, 44, "fetch.deadline", feed_of(lambda paper, now: deadline())),
    Misfortune("not modified for ever", "sada", 25, 72, "alarm", stuck(START + timedelta(days=25))),
)


def burst(paper: Paper) -> None:
    """Print thrice what the feed shows, within minutes."""
    paper.printed += [START + timedelta(days=BURST_DAY, minutes=5, seconds=n) for n in range(3 * paper.window)]
