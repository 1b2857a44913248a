"""Alerts: each new article that a search finds is told once, as far as the portal shows it, whatever happens on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import shelf
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.test import Client
from postbox import Hook, Postbox, hook, postbox

from hemera import archive, clock, faults, mailing
from hemera.alerts import Alert, Every, State, Wanted
from hemera.alerts.timing import ATTEMPTS
from hemera.errors import AlertError, FetchRefused, QueryError
from hemera.index import TantivyIndex
from hemera.pipeline.indexing import follow
from hemera.sending import Sender, journal, making, trying
from hemera.store import alerts, changes, models
from hemera.store.writes import DjangoStore

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday
DESK = "desk@press.example"
SITE = "https://press.example"


class Watch:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    found = Watch()
    monkeypatch.setattr(clock, "now", lambda: found.now)
    return found


@pytest.fixture(autouse=True)
def press(settings: Any, tmp_path: Path, watch: Watch) -> Iterator[None]:
    with shelf.press(settings, tmp_path, base_url=SITE, mail_from="Archive <alerts@press.example>", webhooks_local=True):
        shelf.index(tmp_path)
        yield


@pytest.fixture(scope="module")
def server() -> Iterator[Postbox]:
    with postbox() as found:
        yield found


@pytest.fixture
def box(server: Postbox) -> Postbox:
    port = server.port
    server.__init__()  # type: ignore[misc]  # as good as new
    server.port = port
    return server


@pytest.fixture
def sender(box: Postbox) -> Iterator[Sender]:
    found = make_sender(box.port)
    yield found
    found.close()


def make_sender(port: int) -> Sender:
    server = mailing.Server("127.0.0.1", port, "none", connect=0.5, patience=0.5, last=0.5)
    config = django_settings.HEMERA
    return Sender(config, archive.search_index, lambda: making.caller(config), server)


def follow_(query: str = "pluie", **wanted: Any) -> Alert:
    given = {"mail": DESK, "every": Every.NOW, "name": query} | wanted
    return making.add(django_settings.HEMERA, Wanted(query, **given))


def arrive(source: str, number: int, title: str = "De la pluie", body: str = "Il pleut.", **more: Any) -> models.Article:
    """Let an article come in now, and the index follow."""
    row = shelf.article(source, number, title, body, **more)
    models.Article.objects.filter(pk=row.pk).update(captured_at=clock.now(), published=more.get("published", clock.now()))
    if more.get("indexed", True):
        catch_up()
    return row


def catch_up() -> None:
    index = TantivyIndex(django_settings.HEMERA.index, writable=True)
    follow(DjangoStore(), index)
    index.close()
    archive.search_index.cache_clear()


def turn(sender: Sender, watch: Watch | None = None, **later: float) -> Any:
    """Let a round happen, some time later."""
    if watch is not None:
        watch.pass_(**(later or {"minutes": 2}))
    return sender.round()


def texts(box: Postbox) -> list[str]:
    return [mail.get_body(("plain",)).get_content() for mail in box.mails]  # type: ignore[union-attr]


# -- what is told ------------------------------------------------------------------------------------------------------


def test_what_is_new_is_told_once_and_the_past_never(box: Postbox, sender: Sender, watch: Watch) -> None:
    made = follow_()
    turn(sender, watch)
    assert box.raw == []
    arrive("phare", 10, "Une pluie de confettis")
    arrive("phare", 11, "Un autre sujet", "Rien.")
    turn(sender, watch)
    turn(sender, watch)
    (mail,) = box.mails
    assert box.recipients == [DESK]
    assert "Une pluie de confettis" in texts(box)[0]
    assert "Un autre sujet" not in texts(box)[0]
    assert mail["Subject"] == "1 nouvel article · pluie"
    assert mail["From"] == "Archive <alerts@press.example>"
    assert alerts.alert(made.id).told == 1


def test_a_revision_tells_nothing_twice_but_may_bring_an_article_to_a_search(box: Postbox, sender: Sender, watch: Watch) -> None:
    follow_("cigogne")
    row = arrive("phare", 10, "Une cigogne sur le toit")
    other = arrive("phare", 11, "Un oiseau sur le toit", "Lequel ?")
    turn(sender, watch)
    models.Article.objects.filter(pk=row.pk).update(title="Une cigogne sur deux toits")
    models.Article.objects.filter(pk=other.pk).update(title="C’était une cigogne")
    for pk in (row.pk, other.pk):
        changes.note(pk, clock.now())
    catch_up()
    turn(sender, watch)
    assert len(box.raw) == 2
    assert "C’était une cigogne" in texts(box)[1]
    assert "deux toits" not in texts(box)[1]


def test_the_past_that_is_brought_in_later_is_no_news(box: Postbox, sender: Sender, watch: Watch) -> None:
    follow_()
    arrive("phare", 10, "Pluie d’avant-guerre", published=NOW - timedelta(days=400))
    arrive("phare", 11, "Pluie de la semaine passée", published=NOW - timedelta(days=7))
    turn(sender, watch)
    assert "Pluie de la semaine passée" in texts(box)[0]
    assert "avant-guerre" not in texts(box)[0]


def test_rights_and_wishes_bind_mails_as_they_bind_pages(box: Postbox, sender: Sender, watch: Watch) -> None:
    follow_("parapluie")
    arrive("phare", 10, "Un parapluie", lead="Le chapeau entier.")
    arrive("carnet", 10, "Deux parapluies", f"Le texte. {shelf.SECRET}", lead="Le chapeau du carnet.")
    arrive("courier", 10, "Un parapluie anglais", shelf.SECRET, lead=f"Lead {shelf.SECRET}")
    row = arrive("carnet", 11, "Parapluie sans extrait", lead="Ne pas citer.")
    models.Article.objects.filter(pk=row.pk).update(wishes="nosnippet")
    turn(sender, watch)
    told = box.raw[0].decode() + texts(box)[0]
    assert "Le chapeau entier." in told
    assert "Le chapeau du carnet." in told
    assert "Un parapluie anglais" in told
    assert "Ne pas citer" not in told
    assert shelf.SECRET not in told


def test_what_is_withdrawn_before_it_goes_is_not_told(box: Postbox, sender: Sender, watch: Watch) -> None:
    follow_()
    kept, gone = arrive("phare", 10, "Pluie qui reste"), arrive("phare", 11, "Pluie retirée")
    box.say["RCPT"] = "451 later"
    turn(sender, watch)
    models.Article.objects.filter(pk=gone.pk).update(visibility="withdrawn")
    box.say.clear()
    turn(sender, watch, hours=1)
    assert "Pluie qui reste" in texts(box)[0]
    assert "Pluie retirée" not in box.raw[0].decode() + texts(box)[0]
    assert kept.pk != gone.pk


def test_a_delivery_of_which_all_was_withdrawn_is_not_sent(box: Postbox, sender: Sender, watch: Watch) -> None:
    follow_()
    row = arrive("phare", 10)
    box.say["RCPT"] = "451 later"
    turn(sender, watch)
    models.Article.objects.filter(pk=row.pk).update(visibility="withdrawn")
    box.say.clear()
    assert turn(sender, watch, hours=1).empty == 1
    assert box.raw == []


def test_copies_of_one_text_are_one_item(box: Postbox, sender: Sender, watch: Watch) -> None:
    follow_()
    first, second = arrive("phare", 10, "La dépêche de la pluie"), arrive("carnet", 10, "La dépêche de la pluie, bis")
    models.Article.objects.filter(pk__in=(first.pk, second.pk)).update(copy_group=first.pk)
    models.Article.objects.filter(pk=second.pk).update(published=NOW + timedelta(minutes=1))
    turn(sender, watch)
    (text,) = texts(box)
    assert box.mails[0]["Subject"].startswith("2 nouveaux articles")
    assert "Même texte dans : \u2068Le Carnet du Soir\u2069" in text
    assert "bis" not in text


def test_a_large_harvest_makes_one_bounded_mail_that_says_how_many_are_not_in_it(
    box: Postbox, sender: Sender, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hemera.sending import digests

    monkeypatch.setattr(digests, "MOST", 3)
    follow_()
    for number in range(10, 16):
        arrive("phare", number, f"Pluie {number}", indexed=number == 15)
    turn(sender, watch)
    assert len(box.raw) == 1
    assert "3 autres articles ne sont pas cités ici." in texts(box)[0]
    arrive("phare", 20, "Pluie du lendemain")
    turn(sender, watch)
    assert "Pluie 10" not in texts(box)[1], "what was counted is told"


def test_an_alert_keeps_to_its_hours(box: Postbox, sender: Sender, watch: Watch) -> None:
    follow_(every=Every.DAY, at=time(7))
    follow_(every=Every.WEEK, at=time(7), name="hebdo")
    arrive("phare", 10)
    turn(sender, watch, hours=18)  # Tuesday, 6:00
    assert box.raw == []
    turn(sender, watch, hours=1, minutes=1)
    assert [mail["Subject"] for mail in box.mails] == ["1 nouvel article · pluie"]
    turn(sender, watch, days=5)
    assert len(box.raw) == 1
    turn(sender, watch, days=1)
    assert box.mails[1]["Subject"].endswith("hebdo")


@pytest.mark.parametrize(("language", "way"), [("ar", "rtl"), ("en", "ltr")])
def test_a_digest_speaks_its_readers_language_in_its_direction(
    language: str, way: str, box: Postbox, sender: Sender, watch: Watch
) -> None:
    follow_("pluie OR مطر", language=language, name="مطر / pluie")
    arrive("phare", 10, "La pluie <b>", "Il pleut.")
    arrive("sada", 10, "مطر غزير", "مطر.", language="ar")
    turn(sender, watch)
    (mail,) = box.mails
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert f'<html lang="{language}" dir="{way}">' in html
    assert f'<div lang="{language}" dir="{way}" style="direction:{way};' in html
    assert '<div lang="ar" dir="rtl" style="text-align:right;margin' in html
    assert '<div lang="fr" dir="ltr" style="text-align:left;margin' in html
    assert "La pluie &lt;b&gt;" in html
    assert not any(word in html for word in ("<img", "<script", "<link", "url(", "@import"))
    assert f"{SITE}/{language}/phare/10" in html
    assert mail["Content-Language"] == language
    assert mail["Auto-Submitted"] == "auto-generated"


# -- what goes wrong on the way ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("trouble", ["nobody", "451-data", "dropped", "slow"])
def test_nothing_is_lost_or_told_twice_while_the_server_is_down(trouble: str, box: Postbox, sender: Sender, watch: Watch) -> None:
    made = follow_()
    arrive("phare", 10, "Pluie du matin")
    if trouble == "nobody":
        sender.server = replace(sender.server, port=1)  # type: ignore[type-var]
    box.say = {"DATA": "451 later"} if trouble == "451-data" else {}
    box.drop = "RCPT" if trouble == "dropped" else ""
    box.stall = "RCPT" if trouble == "slow" else ""
    turn(sender, watch)
    arrive("phare", 11, "Pluie encore")
    turn(sender, watch, minutes=20)
    stood = alerts.alert(made.id)
    assert (stood.attempts, stood.waiting, stood.told) == (2, 2, 0)
    assert stood.error.startswith("smtp.")
    assert box.raw == []
    box.say, box.drop, box.stall = {}, "", ""
    sender.server = mailing.Server("127.0.0.1", box.port, "none")
    turn(sender, watch, hours=1)
    turn(sender, watch, hours=1)
    (text,) = texts(box)
    assert "Pluie encore" in text
    assert "Pluie du matin" in text
    assert alerts.alert(made.id).error == ""


def test_attempts_are_bounded_and_then_somebody_is_told(box: Postbox, sender: Sender, watch: Watch) -> None:
    made = follow_()
    arrive("phare", 10)
    box.say["RCPT"] = "550 nobody of that name"
    tries = 0
    while alerts.alert(made.id).state is State.ACTIVE:
        tries += turn(sender, watch, hours=7).failed
    assert tries == ATTEMPTS // 8, "a refusal for good counts more"
    box.say.clear()
    turn(sender, watch, days=1)
    assert box.raw == []
    making.change(django_settings.HEMERA, "resume", made.id)
    turn(sender)
    assert len(box.raw) == 1, "what waited is sent once it is resumed"


@pytest.mark.parametrize("trouble", ["drop", "stall"])
def test_a_mail_that_may_have_arrived_is_not_sent_again_unasked(trouble: str, box: Postbox, sender: Sender, watch: Watch) -> None:
    made = follow_()
    arrive("phare", 10)
    setattr(box, trouble, "DATA")
    assert turn(sender, watch).unsure == 1
    setattr(box, trouble, "")
    for _ in range(3):
        turn(sender, watch, hours=8)
    assert len(box.raw) == 1
    assert alerts.alert(made.id).unsure == 1
    assert making.resend(django_settings.HEMERA, made.id) == 1
    turn(sender, watch)
    assert len(box.raw) == 2
    assert alerts.alert(made.id).unsure == 0


def test_a_server_that_does_not_say_goodbye_has_the_mail_all_the_same(box: Postbox, sender: Sender, watch: Watch) -> None:
    follow_()
    arrive("phare", 10)
    box.drop = "QUIT"
    assert turn(sender, watch).sent == 1
    turn(sender, watch)
    assert len(box.raw) == 1


class Killed(BaseException):
    """Stands for kill -9, which tests/faults does for real."""


@pytest.mark.parametrize(
    ("point", "arrives_and_unsure"),
    [
        ("alerts.looked", (1, 0)),
        ("alerts.going", (1, 0)),
        ("alerts.written", (0, 1)),
        ("mailing.after-last", (1, 1)),
        ("alerts.sent", (1, 0)),
    ],
)
def test_killed_anywhere_nothing_is_told_twice_and_nothing_is_lost_unsaid(
    point: str, arrives_and_unsure: tuple[int, int], box: Postbox, sender: Sender, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(name: str) -> None:
        if name == point:
            raise Killed

    made = follow_()
    arrive("phare", 10)
    with monkeypatch.context() as patch:
        patch.setattr(faults, "point", kill)
        with pytest.raises(Killed):
            turn(sender, watch)
    fresh = make_sender(box.port)
    for _ in range(2):
        turn(fresh, watch, hours=1)
    assert (len(box.raw), alerts.alert(made.id).unsure) == arrives_and_unsure


def test_only_one_delivers_at_a_time(sender: Sender, tmp_path: Path) -> None:
    from hemera.sending import alone

    with alone(tmp_path) as ours:
        assert ours
        assert sender.round() is None
    assert sender.round() is not None


# -- beside the record -------------------------------------------------------------------------------------------------


def test_a_record_made_anew_knows_its_alerts_and_tells_nothing_again(box: Postbox, sender: Sender, watch: Watch) -> None:
    made = follow_()
    ended = follow_(name="ended", mail="gone@press.example")
    arrive("phare", 10, "Pluie dite")
    turn(sender, watch)
    making.change(django_settings.HEMERA, "remove", ended.id)
    arrive("phare", 11, "Pluie qui attend")
    box.say["RCPT"] = "451 later"
    turn(sender, watch)
    models.Alert.objects.all().delete()  # the record was lost; articles were read again from their captures
    box.say.clear()
    box.raw.clear()
    fresh = make_sender(box.port)
    turn(fresh, watch)
    turn(fresh, watch)
    fresh.close()
    assert [alert.id for alert in alerts.alerts()] == [made.id]
    (text,) = texts(box)
    assert "Pluie qui attend" in text
    assert "Pluie dite" not in text


def test_a_log_that_a_crash_has_torn_is_read_past(sender: Sender, watch: Watch, tmp_path: Path) -> None:
    made = follow_()
    with (tmp_path / "alerts.log").open("ab") as file:
        file.write(b'{"alert": 7, "ver')
    other = follow_("neige")
    models.Alert.objects.all().delete()
    journal.take_up(tmp_path / "alerts.log")
    assert [alert.id for alert in alerts.alerts()] == [made.id, other.id]


def test_what_is_known_to_be_gone_is_not_looked_at_one_by_one(
    sender: Sender, watch: Watch, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    made, path = follow_(), tmp_path / "alerts.log"
    values = {"alert_id": made.id, "due_at": clock.now(), "created_at": clock.now(), "state": "sent"}
    models.Delivery.objects.bulk_create(models.Delivery(key=f"{n:032x}", **values) for n in range(1200))
    line = {"alert": made.id, "articles": ["phare/1"], "end": "", "at": clock.now().isoformat()}
    with path.open("a") as file:
        file.writelines(json.dumps({"told": f"{n:032x}"} | line) + "\n" for n in range(1201))
        file.write(json.dumps({"untold": f"{1199:032x}"}) + "\n")
    with django_assert_max_num_queries(20):
        assert journal.take_up(path).deliveries == 1
    assert models.Told.objects.get().delivery.key == f"{1200:032x}"
    assert journal.take_up(path).deliveries == 0


def test_whoever_ended_an_alert_is_forgotten_beside_the_record_too(sender: Sender, watch: Watch, tmp_path: Path) -> None:
    made = follow_(mail="somebody@press.example")
    kept = follow_(mail="other@press.example")
    turn(sender, watch)
    assert "somebody@press.example" in (tmp_path / "alerts.log").read_text()
    alerts.end(made.id, "alert.ended.reader")
    turn(sender, watch)
    log = (tmp_path / "alerts.log").read_text()
    assert "somebody@press.example" not in log
    assert "other@press.example" in log
    making.change(django_settings.HEMERA, "remove", follow_(mail="third@press.example").id)
    assert "third@press.example" not in (tmp_path / "alerts.log").read_text()
    models.Alert.objects.all().delete()
    journal.take_up(tmp_path / "alerts.log")
    assert [(a.id, a.mail) for a in alerts.alerts()] == [(kept.id, "other@press.example")]


# -- the end -----------------------------------------------------------------------------------------------------------


def ending(box: Postbox) -> str:
    (address,) = {mail["List-Unsubscribe"].strip("<>") for mail in box.mails}
    assert address.startswith(f"{SITE}/fr/alerts/end/")
    return str(address.removeprefix(SITE))


def test_an_alert_is_ended_by_one_click_or_on_a_page_that_asks(box: Postbox, sender: Sender, watch: Watch) -> None:
    made = follow_()
    arrive("phare", 10)
    turn(sender, watch)
    path, reader = ending(box), Client(enforce_csrf_checks=True)
    assert box.mails[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert path.rpartition("/")[2] not in json.dumps(list(models.Delivery.objects.values_list("end_hash", flat=True)))
    asked = reader.get(path)
    assert asked.status_code == 200
    assert "Mettre fin à cette alerte" in asked.content.decode()
    assert asked["Cache-Control"] == "no-store"
    assert alerts.alert(made.id).state is State.ACTIVE, "looking ends nothing: mail programs follow links"
    for _ in range(2):
        answer = reader.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 200
    stood = alerts.alert(made.id)
    assert (stood.state, stood.mail) == (State.ENDED, "")
    arrive("phare", 11)
    turn(sender, watch)
    assert len(box.raw) == 1


def test_nobody_ends_an_alert_without_its_token(box: Postbox) -> None:
    made = follow_()
    for token in ("", "x", "%00", "a" * 3000, made.salt):
        assert Client().post(f"/fr/alerts/end/{token}").status_code == 404
    assert alerts.alert(made.id).state is State.ACTIVE


def test_the_end_of_an_alert_is_open_to_all_even_in_a_private_archive(
    box: Postbox, sender: Sender, watch: Watch, settings: Any
) -> None:
    follow_()
    arrive("phare", 10)
    turn(sender, watch)
    settings.HEMERA = replace(settings.HEMERA, visibility="private")
    assert Client().get(ending(box)).status_code == 200
    assert Client().post(ending(box)).status_code == 200


# -- webhooks ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def listening() -> Iterator[Hook]:
    with hook() as found:
        yield found


@pytest.fixture
def called(listening: Hook) -> Hook:
    listening.calls.clear()
    listening.status, listening.location, listening.answer = 204, "", b""
    return listening


def test_a_webhook_is_told_in_json_that_it_can_check(called: Hook, sender: Sender, watch: Watch) -> None:
    import base64
    import hashlib
    import hmac

    from hemera.sending import secret

    made = follow_(mail="", webhook=called.url)
    arrive("phare", 10, "Pluie", "Tout le texte.", lead="Le chapeau.")
    turn(sender, watch)
    ((headers, body),) = called.calls
    told = json.loads(body)
    assert told["type"] == "alert.articles"
    assert told["articles"][0]["address"] == "phare/10"
    assert told["articles"][0]["lead"] == "Le chapeau."
    key = base64.b64decode(secret(made).removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}"
    assert headers["idempotency-key"] == f'"{told["id"]}"'
    assert headers["webhook-timestamp"] == str(int(clock.now().timestamp()))


def test_a_call_that_failed_is_made_again_under_its_own_name(called: Hook, sender: Sender, watch: Watch) -> None:
    follow_(mail="", webhook=called.url)
    arrive("phare", 10)
    called.status = 503
    turn(sender, watch)
    arrive("phare", 11)
    called.status, called.answer = 200, b"x" * 200_000  # far more than anybody reads
    turn(sender, watch, hours=1)
    turn(sender, watch, hours=1)
    (first, _), (second, body) = called.calls
    assert first["idempotency-key"] == second["idempotency-key"]
    assert len(json.loads(body)["articles"]) == 2


def test_no_webhook_leads_into_our_own_network(called: Hook, sender: Sender, watch: Watch, settings: Any) -> None:
    settings.HEMERA = replace(settings.HEMERA, webhooks_local=False)
    for url in (called.url, "http://169.254.169.254/latest", "http://router.local/", "https://[::1]/", "http://10.0.0.1:8080/x"):
        try:
            made = follow_(mail="", webhook=url)
        except FetchRefused:
            continue
        arrive("phare", 100 + made.id)
        fresh = make_sender(1)
        turn(fresh, watch)
        fresh.close()
        assert alerts.alert(made.id).error.startswith("fetch.refused"), url
    assert called.calls == []


def test_a_webhook_cannot_send_us_elsewhere(called: Hook, sender: Sender, watch: Watch) -> None:
    made = follow_(mail="", webhook=called.url)
    arrive("phare", 10)
    for called.status in (302, 307):
        called.location = "http://127.0.0.1:1/"
        turn(sender, watch, hours=1)
        assert alerts.alert(made.id).error == "fetch.redirect"


# -- making and trying -------------------------------------------------------------------------------------------------


def test_a_search_that_would_have_to_be_guessed_is_refused_with_what_may_be_meant() -> None:
    with pytest.raises(QueryError) as refused:
        follow_('sorce:phare "pluie')
    assert refused.value.details["suggestion"]


def test_a_language_the_archive_does_not_speak_is_refused(settings: Any) -> None:
    settings.HEMERA = replace(settings.HEMERA, languages=("fr", "ar"))
    with pytest.raises(AlertError, match="no language of this archive"):
        follow_(language="en")


def test_trying_writes_nothing_and_a_test_says_that_it_is_one(
    box: Postbox, sender: Sender, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = django_settings.HEMERA
    made = follow_()
    monkeypatch.setattr(making, "sender", lambda config: make_sender(box.port))
    assert trying.send(config, made) == 2, "the newest it finds, where nothing is new"
    assert box.mails[0]["Subject"].startswith("Essai · ")
    arrive("phare", 10, "Pluie neuve")
    assert [one["address"] for one in trying.next_articles(made)] == ["phare/10"]
    assert trying.send(config, made) == 1
    turn(sender, watch)
    assert len(box.raw) == 3, "nothing counted as told"
    assert "Pluie neuve" in texts(box)[2]


def test_what_came_while_an_alert_was_paused_is_not_told(box: Postbox, sender: Sender, watch: Watch) -> None:
    config, made = django_settings.HEMERA, follow_()
    making.change(config, "pause", made.id)
    watch.pass_(minutes=1)
    arrive("phare", 10, "Pluie tue")
    turn(sender, watch)
    making.change(config, "resume", made.id)
    watch.pass_(minutes=1)
    arrive("phare", 11, "Pluie dite")
    turn(sender, watch)
    assert "Pluie dite" in texts(box)[0]
    assert "Pluie tue" not in texts(box)[0]
    with pytest.raises(AlertError):
        making.change(config, "resume", made.id)


def test_staff_can_look_at_alerts_and_reads_no_secret(box: Postbox, sender: Sender, watch: Watch) -> None:
    made = follow_()
    arrive("phare", 10)
    turn(sender, watch)
    client = Client()
    client.force_login(User.objects.create(username="staff", is_staff=True, is_superuser=True))
    for path in ("alert/", f"alert/{made.id}/change/", "delivery/", f"delivery/{models.Delivery.objects.get().pk}/change/"):
        page = client.get(f"/admin/store/{path}")
        assert page.status_code == 200, path
        assert models.Alert.objects.get().salt not in page.content.decode()
    assert client.post(f"/admin/store/alert/{made.id}/delete/").status_code == 403
