"""Codes by mail: six digits, a quarter of an hour, five tries, one use (P82)."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from keepword.custody.acting import Acting
from keepword.custody.door import Door
from keepword.foundation.nodes import Text
from keepword.foundation.personal import Personal
from keepword.mail import delivery
from keepword.people import codes, throttle
from keepword.people.codes import (
    CodeKind,
    Confirmed,
    Expired,
    Issued,
    Outcome,
    TooManyCodes,
    TooManyTries,
    WrongCode,
)
from keepword.policy.decisions.question import Actor
from tests.custody.scene import NOW
from tests.mail.post import Box

TO = Personal("gaon.nuri@example.com")
HOSPITAL = Text(en="Bitgoeul Hospital", ko="빛고을병원")
ANYBODY = Acting(Actor.PERSON, UUID(int=0), source="192.0.2.7")
SUBJECT, USE = uuid4(), uuid4()


def _issue(door: Door, to: Personal = TO) -> Issued:
    with door.act(ANYBODY, NOW) as act:
        issued = codes.issue(act, CodeKind.JOINING, to, HOSPITAL, "ko", SUBJECT)
    assert isinstance(issued, Issued)
    return issued


def _digits(door: Door) -> str:
    box = Box()
    delivery.deliver_due(NOW, vault=door.vault, transport=box)
    found = re.search(r"^ +(\d{6})$", box.sent[-1].message.body, re.MULTILINE)
    assert found
    return found[1]


def _confirm(
    door: Door,
    issued: Issued,
    digits: str,
    *,
    after: timedelta = timedelta(),
    kind: CodeKind = CodeKind.JOINING,
    use: UUID = USE,
    to: Personal | None = TO,
) -> Outcome:
    with door.act(ANYBODY, NOW + after) as act:
        return codes.confirm(act, kind, issued.code, digits, use=use, to=to)


def test_the_digits_of_the_mail_confirm_and_the_reference_is_on_both(door: Door) -> None:
    issued = _issue(door)
    box = Box()
    delivery.deliver_due(NOW, vault=door.vault, transport=box)
    (mail,) = box.sent
    assert mail.to == TO
    assert mail.message.reference == issued.reference
    assert re.fullmatch(f"[{codes.LETTERS}]{{4}}", issued.reference)
    assert issued.reference in mail.message.subject


def test_a_code_serves_once_and_the_same_form_twice(door: Door) -> None:
    issued, digits = _issue(door), _digits(door)
    assert _confirm(door, issued, f" {digits[:3]} {digits[3:]} ") == Confirmed(SUBJECT)
    assert _confirm(door, issued, digits) == Confirmed(SUBJECT)
    assert _confirm(door, issued, digits, use=uuid4()) == Expired()


def test_five_wrong_tries_end_a_code(door: Door) -> None:
    issued, digits = _issue(door), _digits(door)
    other = f"{(int(digits) + 1) % 10**6:06d}"
    left = [_confirm(door, issued, other) for _ in range(5)]
    assert left == [WrongCode(4), WrongCode(3), WrongCode(2), WrongCode(1), TooManyTries()]
    assert _confirm(door, issued, digits) == TooManyTries()


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"after": timedelta(minutes=15)}, Expired()),
        ({"after": timedelta(minutes=14, seconds=59)}, Confirmed(SUBJECT)),
        ({"kind": CodeKind.RESET}, Expired()),
        ({"to": Personal("somebody.else@example.com")}, WrongCode(4)),
        ({"to": Personal("GAON.nuri@example.com")}, Confirmed(SUBJECT)),
        ({"to": None}, Confirmed(SUBJECT)),
    ],
)
def test_a_code_holds_for_its_time_its_use_and_its_address(
    door: Door, change: dict[str, object], outcome: Outcome
) -> None:
    issued, digits = _issue(door), _digits(door)
    assert _confirm(door, issued, digits, **change) == outcome  # type: ignore[arg-type]


def test_a_code_that_is_not_there_has_expired(door: Door) -> None:
    assert _confirm(door, Issued(uuid4(), "BCDF"), "123456") == Expired()


def test_an_address_is_not_flooded_with_codes(door: Door) -> None:
    for _ in range(throttle.CODES_TO.most):
        _issue(door)
    with door.act(ANYBODY, NOW) as act:
        further = codes.issue(act, CodeKind.JOINING, TO, HOSPITAL, "ko")
    assert further == TooManyCodes(NOW + throttle.CODES_TO.wait)
    _issue(door, Personal("somebody.else@example.com"))


def test_a_decoy_looks_like_a_code_and_no_digits_fit_it(door: Door) -> None:
    with door.act(ANYBODY, NOW) as act:
        decoy = codes.decoy(act, CodeKind.RESET, Personal("nobody.at.all"))
    assert isinstance(decoy, Issued)
    answers = [_confirm(door, decoy, "000000", kind=CodeKind.RESET, to=None) for _ in range(5)]
    assert answers[0] == WrongCode(4)
    assert answers[-1] == TooManyTries()


def test_the_table_holds_neither_digits_nor_address(door: Door) -> None:
    _issue(door)
    digits = _digits(door)
    with connection.cursor() as cursor:
        cursor.execute("SELECT CAST(c AS text) FROM people.code c")
        rows = str(cursor.fetchall())
    assert TO.reveal() not in rows
    assert digits.encode().hex() not in rows


def test_a_reference_follows_from_the_id_alone() -> None:
    code = uuid4()
    assert codes.reference_of(code) == codes.reference_of(UUID(code.hex))
