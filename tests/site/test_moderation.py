"""Staff decides, everything is written down, and what was decided survives the loss of the database."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import moderated
import pytest
from django.contrib.auth.models import User
from django.test import Client
from moderated import NOW, SHA, article, picture, send, state

from hemera.errors import NotFound
from hemera.moderation import actions, blocks, decide, persons
from hemera.moderation.models import Act, ImageReport, SecretKey, TakedownRequest
from hemera.moderation.reasons import REPORT, WITHDRAWAL
from hemera.portal import wording
from hemera.portal.views import reports
from hemera.store import models
from hemera.types import ImageState, Visibility

pytestmark = pytest.mark.django_db
BY = {"actor": "amal", "reason": "seen", "now": NOW}
PENDING, UPHELD, REJECTED = "", "upheld", "rejected"


@pytest.fixture(autouse=True)
def archive(settings: Any, tmp_path: Path) -> Path:
    moderated.configure(settings, tmp_path)
    reports.LIMIT.forget()
    return tmp_path


@pytest.fixture
def staff(settings: Any) -> Client:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    client = Client()
    client.force_login(User.objects.create_superuser("amal", password="a-long-password"))
    return client


def judgements() -> list[str]:
    return list(ImageReport.objects.order_by("pk").values_list("judgement", flat=True))


@pytest.mark.parametrize(
    ("verb", "becomes", "judged"),
    [
        (actions.restore_image, ImageState.SHOWN, REJECTED),
        (actions.protect_image, ImageState.PROTECTED, REJECTED),
        (actions.block_image, ImageState.BLOCKED, UPHELD),
        (actions.hide_image, ImageState.HIDDEN, PENDING),
    ],
)
def test_decisions_on_pictures(verb: Any, becomes: ImageState, judged: str, archive: Path) -> None:
    article(picture(), 1)
    article(models.Image.objects.get(), 2)
    send()
    models.Change.objects.all().delete()
    assert verb(SHA, **BY)
    assert not verb(SHA, **BY)
    assert (state(), judgements()) == (becomes, [judged])
    act = Act.objects.get()
    assert (act.verb, act.target, act.actor, act.reason) == (verb.__name__, f"image:{SHA}", "amal", "seen")
    assert [line.sha256 for line in blocks.read(archive / "blocks.log").lines] == [act.line]
    assert models.Change.objects.count() == (0 if becomes is ImageState.SHOWN else 2)


def test_decisions_on_nothing_fail_by_name_and_leave_no_trace(archive: Path) -> None:
    for verb in (actions.restore_image, actions.protect_image, actions.block_image, actions.hide_image):
        with pytest.raises(NotFound):
            verb(SHA, **BY)
    with pytest.raises(NotFound):
        actions.withdraw_article(1, actor="amal", reason="legal", now=NOW)
    with pytest.raises(NotFound):
        actions.restore_article(1, **BY)
    assert not (archive / "blocks.log").exists()


def test_withdrawing_and_restoring_an_article() -> None:
    row = article(None)
    assert actions.withdraw_article(row.pk, actor="amal", reason="legal", now=NOW, note="court of Rabat")
    assert not actions.withdraw_article(row.pk, actor="amal", reason="legal", now=NOW)
    row.refresh_from_db()
    assert (row.visibility, row.reason, row.hidden_at) == (Visibility.WITHDRAWN, "legal", NOW)
    tombstone = Client().get("/fr/nawras/1")
    assert tombstone.status_code == 451
    assert "Un texte." not in tombstone.content.decode()
    assert actions.restore_article(row.pk, **BY)
    row.refresh_from_db()
    assert (row.visibility, row.reason, row.hidden_at) == (Visibility.PUBLIC, "", None)
    assert Client().get("/fr/nawras/1").status_code == 200
    assert models.Change.objects.filter(article=row).count() == 2
    assert [a.verb for a in Act.objects.order_by("pk")] == ["withdraw_article", "restore_article"]


def test_only_known_reasons_withdraw() -> None:
    with pytest.raises(NotFound):
        actions.withdraw_article(article(None).pk, actor="amal", reason="whim", now=NOW)


def test_reasons_have_words_wherever_they_are_shown() -> None:
    assert set(WITHDRAWAL) == set(wording.REASONS)
    article(picture())
    page = Client().get("/en/nawras/1").content.decode()
    for code, words in REPORT.items():
        assert f'value="{code}"' in page
        assert str(words) in page


def standing_of(judged: list[str]) -> float:
    """Report with one cookie as many pictures, judge them, and weigh the next report."""
    reporter = persons.Reporter("cookie", "192.0.2.1")
    for n, judgement in enumerate(judged):
        picture(f"{n:064x}")
        actions.report_image(f"{n:064x}", reporter, reason="", now=NOW)
        verb = actions.block_image if judgement == UPHELD else actions.restore_image
        verb(f"{n:064x}", **BY)
    picture()
    actions.report_image(SHA, reporter, reason="nonsense", now=NOW)
    return ImageReport.objects.get(image=SHA).weight


def test_who_was_right_three_times_weighs_two() -> None:
    assert standing_of([UPHELD] * 3) == 2


def test_who_was_wrong_three_times_weighs_a_quarter() -> None:
    assert standing_of([REJECTED] * 3) == 0.25


def test_twice_is_not_enough_either_way() -> None:
    assert standing_of([UPHELD, UPHELD, REJECTED, REJECTED]) == 1


def test_two_people_are_enough_for_what_cannot_wait() -> None:
    picture()
    verdicts = [actions.report_image(SHA, persons.Reporter(str(n), f"198.{n}.0.1"), reason="severe", now=NOW) for n in range(2)]
    assert verdicts == [decide.Verdict.QUEUE, decide.Verdict.HIDE]
    assert state() == ImageState.HIDDEN


def test_after_a_restore_only_new_people_count() -> None:
    picture()
    people = [persons.Reporter(str(n), f"198.{n}.0.1") for n in range(9)]
    for person in people[:5]:
        actions.report_image(SHA, person, reason="", now=NOW)
    assert state() == ImageState.HIDDEN
    actions.restore_image(SHA, **BY)
    for person in people[:5]:
        actions.report_image(SHA, person, reason="", now=NOW)
    assert state() == ImageState.SHOWN
    for person in people[5:]:
        actions.report_image(SHA, person, reason="", now=NOW)
    assert state() == ImageState.SHOWN


def decided(archive: Path) -> None:
    """Make every kind of decision on pictures and articles."""
    for n, verb in enumerate((actions.hide_image, actions.protect_image, actions.block_image, actions.block_image)):
        picture(f"{n:064x}")
        verb(f"{n:064x}", **BY)
    actions.restore_image(f"{3:064x}", **BY)
    for n in (1, 2):
        row = article(None, n)
        actions.withdraw_article(row.pk, actor="amal", reason="privacy", now=NOW)
    actions.restore_article(row.pk, **BY)


def shown() -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    images = dict(models.Image.objects.values_list("sha256", "state"))
    return images, {url: (v, r) for url, v, r in models.Article.objects.values_list("url", "visibility", "reason")}


def test_a_rebuilt_database_is_as_it_was_after_replay(archive: Path) -> None:
    decided(archive)
    before, acts = shown(), list(Act.objects.order_by("pk").values("verb", "target", "reason", "actor", "at", "details", "line"))
    Act.objects.all().delete()
    models.Image.objects.update(state=ImageState.SHOWN)
    models.Article.objects.update(visibility=Visibility.PUBLIC, reason="", hidden_at=None)
    models.Change.objects.all().delete()
    assert shown() != before
    done = blocks.replay(archive)
    assert shown() == before
    assert list(Act.objects.order_by("pk").values("verb", "target", "reason", "actor", "at", "details", "line")) == acts
    assert (done.lines, done.changed, done.absent, done.damaged) == (8, 4, 0, 0)
    assert models.Change.objects.count() == 1
    again = blocks.replay(archive)
    assert (again.lines, again.changed, shown()) == (8, 0, before)
    assert models.Change.objects.count() == 1


def test_replay_before_collecting_has_caught_up(archive: Path) -> None:
    decided(archive)
    before = shown()
    models.Article.objects.update(current=None)
    models.Revision.objects.all().delete()
    models.Article.objects.all().delete()
    models.Image.objects.all().delete()
    done = blocks.replay(archive)
    assert done.absent == 4  # two articles, and the two pictures that nothing hides
    assert dict(models.Image.objects.values_list("sha256", "state")) == {
        k: v for k, v in before[0].items() if v in {"hidden", "blocked"}
    }
    article(None, 1)
    blocks.replay(archive)
    assert models.Article.objects.get().visibility == Visibility.WITHDRAWN


def test_held_articles_stay_held_in_a_replay(archive: Path) -> None:
    decided(archive)
    models.Article.objects.update(visibility=Visibility.HELD)
    blocks.replay(archive)
    assert set(models.Article.objects.values_list("number", "visibility")) == {(1, "withdrawn"), (2, "held")}


def test_a_torn_last_line_is_passed_over_and_the_log_goes_on(archive: Path) -> None:
    decided(archive)
    log = archive / "blocks.log"
    whole = log.read_bytes()
    log.write_bytes(whole[:-40])
    assert (len(blocks.read(log).lines), blocks.read(log).torn, blocks.read(log).broken) == (7, (8,), ())
    actions.hide_image(f"{3:064x}", **BY)
    contents = blocks.read(log)
    assert (len(contents.lines), contents.torn, contents.broken) == (8, (8,), ())
    assert log.read_bytes().startswith(whole[:-40])
    assert blocks.replay(archive).damaged == 1


@pytest.mark.parametrize("change", ["edit", "remove"])
def test_a_line_changed_or_removed_later_is_seen(archive: Path, change: str) -> None:
    decided(archive)
    log = archive / "blocks.log"
    lines = log.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b"amal", b"none") if change == "edit" else b""
    log.write_bytes(b"".join(lines))
    contents = blocks.read(log)
    assert contents.broken == ((4,) if change == "edit" else (3,))
    assert len(contents.lines) == (8 if change == "edit" else 7)


@pytest.mark.parametrize("junk", [b"\n\n", b"[]\n", b"{}\n", b"\xff\xfe\n", b"[" * 100_000 + b"\n", b'{"at": 3}\n', b"null\n"])
def test_junk_in_the_log_hides_no_line(archive: Path, junk: bytes) -> None:
    log = archive / "blocks.log"
    log.write_bytes(junk)
    picture()
    actions.block_image(SHA, **BY)
    assert len(blocks.read(log).lines) == 1
    assert not blocks.read(log).broken


def test_lines_longer_than_a_block_are_chained(archive: Path) -> None:
    log = archive / "blocks.log"
    for n in range(3):
        blocks.append(
            log, {"verb": "x", "target": "y" * 9000, "reason": "", "actor": "", "at": NOW.isoformat(), "details": {"n": n}}
        )
    assert (len(blocks.read(log).lines), blocks.read(log).broken) == (3, ())


def test_many_writers_keep_one_chain(archive: Path) -> None:
    log = archive / "blocks.log"
    act = {"verb": "x", "target": "y", "reason": "", "actor": "", "at": NOW.isoformat(), "details": {}}
    writers = [threading.Thread(target=lambda: [blocks.append(log, act) for _ in range(20)]) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert (len(blocks.read(log).lines), blocks.read(log).broken, blocks.read(log).torn) == (80, (), ())


def test_a_line_says_what_it_must(archive: Path) -> None:
    picture()
    actions.block_image(SHA, **BY)
    line = json.loads((archive / "blocks.log").read_text())
    assert line == {
        "previous": "0" * 64,
        "at": NOW.isoformat(),
        "verb": "block_image",
        "target": f"image:{SHA}",
        "reason": "seen",
        "actor": "amal",
        "details": {"reports": 0},
    }


def test_what_cannot_be_logged_is_not_done(archive: Path) -> None:
    picture()
    (archive / "blocks.log").mkdir()
    with pytest.raises(IsADirectoryError):
        actions.block_image(SHA, **BY)
    assert state() == ImageState.SHOWN
    assert not Act.objects.exists()


QUEUE = "/admin/moderation/reportedimage/"


def test_the_queue_shows_what_was_reported(staff: Client, archive: Path) -> None:
    article(picture(folder=archive))
    picture("77" * 32)
    assert f"{SHA}/picture/480" not in staff.get(QUEUE).content.decode()
    for n in range(3):
        send(f"198.{n}.0.1")
    page = staff.get(QUEUE).content.decode()
    assert f"{SHA}/picture/480" in page
    assert "77" * 32 not in page
    assert '<td class="field-reported">3</td><td class="field-networks">3</td><td class="field-carried">1</td>' in page
    row = staff.get(f"{QUEUE}{SHA}/change/").content.decode()
    assert "nawras/1" in row
    assert "_save" not in row
    assert "_continue" not in row


@pytest.mark.parametrize(
    ("verb", "becomes"), [("restore", "shown"), ("protect", "protected"), ("block", "blocked"), ("hide", "hidden")]
)
def test_staff_decides_with_a_reason(staff: Client, verb: str, becomes: str) -> None:
    picture()
    send()
    chosen = {"action": verb, "_selected_action": SHA}
    asked = staff.post(QUEUE, chosen)
    assert "reason" in asked.content.decode()
    staff.post(QUEUE, chosen | {"reason": "  "})
    assert (state(), judgements()) == ("shown", [""])
    assert staff.post(QUEUE, chosen | {"reason": "Seen by two of us."}, follow=True).status_code == 200
    assert state() == becomes
    assert [(a.actor, a.reason) for a in Act.objects.all()] == [("amal", "Seen by two of us.")]


def test_staff_sees_what_is_blocked_and_nobody_else(staff: Client, archive: Path) -> None:
    article(picture(folder=archive))
    actions.block_image(SHA, **BY)
    address = f"{QUEUE}{SHA}/picture/1200"
    assert staff.get(address).content == b"RIFFlarge"
    assert staff.get(f"{QUEUE}{'0' * 64}/picture/1200").status_code == 404
    assert Client().get(address).status_code == 302
    assert Client().get(f"/image/{SHA}-1200.webp").status_code == 410


def test_staff_withdraws_for_a_reason_of_the_list(staff: Client) -> None:
    row = article(None)
    chosen = {"action": "withdraw", "_selected_action": row.pk}
    staff.post("/admin/store/article/", chosen | {"reason": "whim"})
    assert Client().get("/fr/nawras/1").status_code == 200
    staff.post("/admin/store/article/", chosen | {"reason": "publisher"})
    assert Client().get("/fr/nawras/1").status_code == 410
    staff.post("/admin/store/article/", chosen | {"action": "restore", "reason": "They changed their mind."})
    assert Client().get("/fr/nawras/1").status_code == 200


def test_staff_answers_requests(staff: Client) -> None:
    asked = TakedownRequest.objects.create(who="Une lectrice", contact="a@example.org", why="…", created_at=NOW)
    chosen = {"action": "refuse", "_selected_action": asked.pk, "reason": "Not about the person who asked."}
    staff.post("/admin/moderation/takedownrequest/", chosen)
    asked.refresh_from_db()
    assert asked.state == "refused"
    assert Act.objects.get().target == f"request:{asked.pk}"


def test_what_only_may_look_may_not_decide(staff: Client) -> None:
    from django.contrib.auth.models import Permission

    picture()
    send()
    onlooker = User.objects.create_user("driss", is_staff=True)
    onlooker.user_permissions.add(Permission.objects.get(codename="view_reportedimage"))
    client = Client()
    client.force_login(onlooker)
    assert client.get(QUEUE).status_code == 200
    client.post(QUEUE, {"action": "block", "_selected_action": SHA, "reason": "Mine."})
    assert state() == ImageState.SHOWN
    client.force_login(User.objects.create_user("nobody"))
    assert client.get(QUEUE).status_code == 302


@pytest.mark.parametrize(
    "page",
    [
        "store/source",
        "store/feed",
        "store/entry",
        "store/article",
        "store/image",
        "moderation/act",
        "moderation/takedownrequest",
        "auth/user",
    ],
)
def test_every_list_opens_and_only_users_are_edited(staff: Client, page: str, archive: Path) -> None:
    article(picture(folder=archive))
    actions.block_image(SHA, **BY)
    assert staff.get(f"/admin/{page}/").status_code == 200
    assert staff.get(f"/admin/{page}/?q=nawras").status_code == 200
    if page != "auth/user":
        assert staff.get(f"/admin/{page}/add/").status_code == 403


def test_the_log_cannot_be_written_by_hand(staff: Client) -> None:
    picture()
    actions.block_image(SHA, **BY)
    act = Act.objects.get()
    staff.post(f"/admin/moderation/act/{act.pk}/change/", {"reason": "other"})
    assert staff.post(f"/admin/moderation/act/{act.pk}/delete/", {"post": "yes"}).status_code == 403
    staff.post("/admin/moderation/act/", {"action": "delete_selected", "_selected_action": act.pk, "post": "yes"})
    act.refresh_from_db()
    assert act.reason == "seen"


def test_a_key_is_made_when_it_is_needed_and_kept_secret() -> None:
    picture()
    send()
    assert len(bytes(SecretKey.objects.get().value)) == 32
    assert "moderation/secretkey" not in Client().get("/admin/").content.decode()
