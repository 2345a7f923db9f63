"""The outbox: sealed, sent once, tried again, gone (P82)."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from keepword.custody.door import Door
from keepword.foundation.nodes import LANGUAGES, Language, Text
from keepword.foundation.personal import Personal
from keepword.mail import delivery, outbox, texts
from keepword.mail.errors import MailNotSent, MailRefused
from keepword.mail.outbox import MailMessage
from keepword.mail.texts import MailKind
from keepword.vault.errors import NoKey, SealBroken
from keepword.vault.sealing import encoded, seal
from keepword.vault.vault import Vault
from tests.custody.scene import NOW
from tests.mail.post import Box

TO = Personal("gaon.nuri@example.com")
MESSAGE = MailMessage("left", "ko", "회원 탈퇴가 끝났습니다", "두루미 일곱 마리", "BCDF")
SECOND = timedelta(seconds=1)


def _queue(door: Door, now: datetime = NOW, until: datetime | None = None) -> None:
    with transaction.atomic():
        connection.ensure_connection()
        with connection.connection.cursor() as cur:
            outbox.queue(cur, door.vault, TO, MESSAGE, now, until=until)


def _deliver(door: Door, box: Box, now: datetime = NOW) -> int:
    return delivery.deliver_due(now, vault=door.vault, transport=box)


def _rows() -> list[tuple[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT CAST(o AS text) FROM mail.outbox o")
        return list(cursor.fetchall())


def test_a_mail_is_sent_once_and_its_row_goes(door: Door) -> None:
    _queue(door)
    box = Box()
    assert (_deliver(door, box), _deliver(door, box)) == (1, 0)
    (mail,) = box.sent
    assert (mail.to, mail.message, mail.queued_at) == (TO, MESSAGE, NOW)
    assert _rows() == []


def test_on_its_way_nothing_of_it_can_be_read(door: Door) -> None:
    _queue(door)
    rows = str(_rows())
    for text in (TO.reveal(), MESSAGE.subject, MESSAGE.body):
        assert text not in rows
        assert text.encode().hex() not in rows


def test_what_could_not_be_sent_is_tried_again_more_and_more_rarely(door: Door) -> None:
    _queue(door)
    waits, now = [], NOW
    for _ in range(12):
        with pytest.raises(MailNotSent):
            _deliver(door, Box(MailNotSent()), now)
        begun = now
        while not _due(now):
            now += 10 * SECOND
        waits.append((now - begun).total_seconds())
    assert waits == [min(10 * 2**n, 3600) for n in range(12)]
    assert _deliver(door, Box(), now) == 1


def _due(now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM mail.outbox WHERE due_at <= %s)", (now,))
        row = cursor.fetchone()
        return bool(row and row[0])


def test_one_that_fails_does_not_hold_up_those_after_it(door: Door) -> None:
    _queue(door)
    _queue(door, NOW + SECOND)
    box = Box(MailNotSent())
    with pytest.raises(MailNotSent):
        _deliver(door, box, NOW + SECOND)
    assert _deliver(door, box, NOW + SECOND) == 1


def test_what_is_refused_for_good_or_of_no_use_any_more_goes(door: Door) -> None:
    _queue(door)
    _deliver(door, Box(MailRefused()))
    assert _rows() == []
    _queue(door, until=NOW + SECOND)
    box = Box()
    _deliver(door, box, NOW + SECOND)
    assert (box.sent, _rows()) == ([], [])


def test_a_row_moved_onto_another_does_not_open(door: Door) -> None:
    _queue(door)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE mail.outbox SET mail = gen_random_uuid()")
    with pytest.raises(SealBroken):
        _deliver(door, Box())
    assert len(_rows()) == 1


VALUES = {
    MailKind.JOINING_CODE: {"code": "123456", "minutes": "15"},
    MailKind.RESET_CODE: {"code": "123456", "minutes": "15"},
    MailKind.EMERGENCY_LOOK: {"when": "12:00", "department": "D", "office": "O", "phone": "1"},
    MailKind.LEFT: {"office": "O", "phone": "1"},
}


@pytest.mark.parametrize("kind", MailKind)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_is_whole_in_both_languages(kind: MailKind, language: Language) -> None:
    hospital = Text(en="Bitgoeul Hospital", ko="빛고을병원")
    mail = texts.compose(kind, language, hospital, "BCDF", **VALUES[kind])
    assert hospital.say(language) in mail.subject
    assert "BCDF" in mail.subject
    assert "\n" not in mail.subject
    assert not {"{", "}"} & set(mail.subject + mail.body)
    assert all(value in mail.body for value in VALUES[kind].values())


def test_every_kind_has_its_text() -> None:
    assert set(texts.texts()) == set(MailKind)


# ── the day's key ───────────────────────────────────────────────────────────────────────────────


THEN = datetime(2031, 3, 4, 23, 30, tzinfo=UTC)
"""A day of these tests' own: page keys are committed, whatever a test rolls back."""

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def _ended(door: Door, now: datetime, page: str = "service/outbox-20310304") -> bool:
    """Whether this day is over at last: other tests leave days of their own."""
    with transaction.atomic():
        connection.ensure_connection()
        with connection.connection.cursor() as cur:
            outbox.end_days(cur, door.vault, now)
            cur.execute("SELECT FROM keystore.page WHERE page = %s", (page,))
            return cur.fetchone() is None


def _days() -> list[tuple[int | None]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT day FROM mail.outbox ORDER BY queued_at")
        return list(cursor.fetchall())


def test_mail_lies_under_the_key_of_its_day_and_opens_on_another(door: Door) -> None:
    _queue(door, THEN)
    _queue(door, THEN + HOUR)
    assert _days() == [(20310304,), (20310305,)]
    keys = {outbox.key_of(door.vault, day) for (day,) in _days()}
    assert len(keys) == 2
    box = Box()
    assert _deliver(door, box, THEN + DAY) == 2
    assert [mail.to for mail in box.sent] == [TO, TO]


def test_a_day_ends_once_its_last_mail_has_left_or_was_given_up(door: Door) -> None:
    """P66: then no key opens an old copy of it, after the next turn."""
    _queue(door, THEN)
    _queue(door, THEN)
    assert _deliver(door, Box(MailRefused()), THEN) == 2
    _queue(door, THEN)
    assert not _ended(door, THEN + DAY)
    assert _deliver(door, Box(), THEN + outbox.LIFE) == 1
    assert not _ended(door, THEN)  # today
    assert _ended(door, THEN + DAY)


def test_a_mail_whose_day_has_ended_holds_up_none(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Out of a restored backup: it is given up in its time."""
    key_of = outbox.key_of

    def ended(vault: Vault, day: int | None) -> bytes:
        if day == 20310304:
            raise NoKey
        return key_of(vault, day)

    monkeypatch.setattr(outbox, "key_of", ended)
    _queue(door, THEN)
    _queue(door, THEN + HOUR)
    box = Box()
    with pytest.raises(NoKey):
        _deliver(door, box, THEN + HOUR)
    assert _deliver(door, box, THEN + HOUR) == 1
    assert _days() == [(20310304,)]
    assert _deliver(door, box, THEN + outbox.LIFE) == 1
    assert _rows() == []


def test_mail_of_before_there_were_days_is_delivered_and_ends_its_key(door: Door) -> None:
    """The migration changes no row: they open under the old key until they are gone."""
    _queue(door, THEN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT mail FROM mail.outbox")
        ((mail,),) = cursor.fetchall()
        plain = {"to": TO.reveal(), **asdict(MESSAGE)}
        sealed = seal(
            door.vault.secret_key("outbox"), encoded(json.dumps(plain)), outbox._place(mail)
        )
        cursor.execute("UPDATE mail.outbox SET day = NULL, sealed = %s", (sealed,))
    assert not _ended(door, THEN, "service/outbox")
    box = Box()
    assert _deliver(door, box, THEN) == 1
    assert [sent.message for sent in box.sent] == [MESSAGE]
    assert _ended(door, THEN, "service/outbox")
