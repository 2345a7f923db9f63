"""Six-digit codes by mail: to show that an e-mail address is somebody's.

A code lives a quarter of an hour, takes five tries, and serves once. What is kept of it cannot be
read: keyed hashes of the digits and of the address. Its reference, four letters that the page and
the mail both show, follows from its id and says nothing else.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, LiteralString
from uuid import UUID, uuid4

from keepword.custody.act import Act
from keepword.foundation.nodes import Language, Text
from keepword.foundation.personal import Personal
from keepword.mail import outbox, texts
from keepword.mail.texts import MailKind
from keepword.people import throttle
from keepword.people.keyed import keyed
from keepword.storage.sql import statement
from keepword.vault.blind_index import folded

LIFE: Final = timedelta(minutes=15)
TRIES: Final = 5
DIGITS: Final = 6

LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"
"""Of references: no vowels, so no words."""


class CodeKind(StrEnum):
    """What a code is for."""

    JOINING = "joining"
    RESET = "password-reset"


@dataclass(frozen=True, slots=True)
class Issued:
    """A code is on its way; `code` is its id, not the digits."""

    code: UUID
    reference: str


@dataclass(frozen=True, slots=True)
class TooManyCodes:
    """No further code is sent to this address, or for this network address, until then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The right digits. `subject` is whom the code was issued for, if anybody."""

    subject: UUID | None


@dataclass(frozen=True, slots=True)
class WrongCode:
    """Other digits, or another address than the code was sent to."""

    left: int


@dataclass(frozen=True, slots=True)
class Expired:
    """Its time is over, it was used, or there is no such code."""


@dataclass(frozen=True, slots=True)
class TooManyTries:
    """Five wrong tries: this code will not do any more."""


Outcome = Confirmed | WrongCode | Expired | TooManyTries

_MAIL: Final = {CodeKind.JOINING: MailKind.JOINING_CODE, CodeKind.RESET: MailKind.RESET_CODE}


def issue(
    act: Act,
    kind: CodeKind,
    to: Personal,
    hospital: Text,
    language: Language,
    subject: UUID | None = None,
) -> Issued | TooManyCodes:
    """Make a code and put it into the outbox, in this act's transaction.

    `hospital` is the name that the mail comes from. Asking again makes a further code; the first
    one keeps working for its time.
    """
    until = _too_many(act, to)
    if until:
        return TooManyCodes(until)
    code, digits = uuid4(), f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    _keep(act, code, kind, to, digits, subject)
    reference = reference_of(code)
    said = {"code": digits, "minutes": str(int(LIFE.total_seconds() // 60))}
    message = texts.compose(_MAIL[kind], language, hospital, reference, **said)
    outbox.queue(act.cursor, act.vault, to, message, act.now, until=act.now + LIFE)
    return Issued(code, reference)


def decoy(act: Act, kind: CodeKind, instead_of: Personal) -> Issued | TooManyCodes:
    """A code that nobody is sent: whoever asks for nobody's cannot tell by what follows.

    `instead_of` is what was asked for; it is counted as an address would be.
    """
    until = _too_many(act, instead_of)
    if until:
        return TooManyCodes(until)
    code = uuid4()
    _keep(act, code, kind, Personal(""), secrets.token_hex(), None)
    return Issued(code, reference_of(code))


def confirm(
    act: Act,
    kind: CodeKind,
    code: UUID,
    digits: str,
    *,
    use: UUID,
    to: Personal | None = None,
) -> Outcome:
    """Hold digits against a code. `use` is what it serves: a form sent twice is confirmed twice.

    Args:
        act: wrong tries are counted in its transaction, which must commit to count.
        kind: what the code was issued for.
        code: its id.
        digits: what was typed; spaces do not matter.
        use: the id of the submission it serves.
        to: the address that it must have been sent to; None where that is not asked.
    """
    row = _lock(act, kind, code)
    if row is None or row.expires_at <= act.now or row.used_for not in (None, use):
        return Expired()
    if row.tries >= TRIES:
        return TooManyTries()
    typed = _hash(act, "digits", kind, str(code), "".join(digits.split()))
    same = hmac.compare_digest(row.digits, typed)
    if to is not None:
        same = hmac.compare_digest(row.sent_to, _sent_to(act, kind, to)) and same
    if not same:
        act.cursor.execute(_sql("count_try"), {"code": code})
        left = TRIES - row.tries - 1
        return WrongCode(left) if left else TooManyTries()
    act.cursor.execute(_sql("use_code"), {"code": code, "use": use})
    return Confirmed(row.subject)


def reference_of(code: UUID) -> str:
    """The four letters by which a person recognises the mail that belongs to the page."""
    number, letters = int.from_bytes(code.bytes[:4]), ""
    for _ in range(4):
        number, letter = divmod(number, len(LETTERS))
        letters += LETTERS[letter]
    return letters


@dataclass(frozen=True, slots=True)
class _Row:
    sent_to: bytes
    digits: bytes
    tries: int
    expires_at: datetime
    used_for: UUID | None
    subject: UUID | None


def _too_many(act: Act, to: Personal) -> datetime | None:
    cur, vault, now = act.cursor, act.vault, act.now
    counted = (
        (throttle.CODES_TO, folded(to.reveal())),
        (throttle.CODES_FROM, act.acting.source),
    )
    for limit, value in counted:
        until = throttle.shut_until(cur, vault, limit, value, now)
        if until:
            return until
    for limit, value in counted:
        throttle.count(cur, vault, limit, value, now)
    return None


def _keep(
    act: Act, code: UUID, kind: CodeKind, to: Personal, digits: str, subject: UUID | None
) -> None:
    act.cursor.execute(
        _sql("make_code"),
        {
            "code": code,
            "kind": kind.value,
            "sent_to": _sent_to(act, kind, to),
            "digits": _hash(act, "digits", kind, str(code), digits),
            "now": act.now,
            "until": act.now + LIFE,
            "subject": subject,
        },
    )


def _lock(act: Act, kind: CodeKind, code: UUID) -> _Row | None:
    act.cursor.execute(_sql("lock_code"), {"code": code, "kind": kind.value})
    row = act.cursor.fetchone()
    return _Row(*row) if row else None


def _sent_to(act: Act, kind: CodeKind, to: Personal) -> bytes:
    return _hash(act, "sent-to", kind, folded(to.reveal()))


def _hash(act: Act, what: str, kind: CodeKind, *parts: str) -> bytes:
    key = act.vault.secret_key("code")
    return keyed(key, f"keepword/code/{what}", kind.value, *parts)


def _sql(name: str) -> LiteralString:
    return statement("keepword.people", name)
