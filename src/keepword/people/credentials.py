"""How members sign in: log-in id and password (P81), lock-out, and the end of other sessions.

`verify` does the slow part outside any transaction, and the same work whether or not the log-in id
is somebody's. `judge` counts, locks out and records inside one, with the member's row locked: of
many tries at the same moment, none after the fifth wrong one gets in, not even the right one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, LiteralString
from uuid import UUID

from django.db import connection, transaction

from keepword.custody.act import Act
from keepword.custody.acting import Acting
from keepword.custody.door import Door
from keepword.foundation.nodes import Language
from keepword.foundation.personal import Personal
from keepword.people import passwords, throttle
from keepword.people.errors import NoSuchMember
from keepword.storage.sql import Cursor, statement
from keepword.vault.blind_index import folded

TRIES: Final = 5
REST: Final = timedelta(minutes=15)

SIGN_IN: Final = "sign-in"
AGAIN: Final = "password-check"
"""What the record calls a sign-in, and being asked for the password once more."""


class Why(StrEnum):
    """Why somebody does not get in, as far as it is said."""

    WRONG = "wrong"  # log-in id or password: never which
    LOCKED = "locked"  # five failures in a row
    TOO_MANY = "too-many"  # failures from this network address


@dataclass(frozen=True, slots=True)
class SignedIn:
    """In; sessions carry the epoch and end when it moves."""

    subject: UUID
    epoch: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Not in; `until` when trying again has a point, if that is later."""

    why: Why
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """What a try came to; `subject` is None where the log-in id is nobody's."""

    subject: UUID | None
    right: bool
    login: Personal | None = None
    seen: str = field(default="", repr=False)
    """The hash that the password was held against."""


@dataclass(frozen=True, slots=True)
class _Member:
    password: str = field(repr=False)
    epoch: int
    failures: int
    locked_until: datetime | None


def create(
    cur: Cursor, subject: UUID, password: Personal, language: Language, now: datetime
) -> None:
    """Give a new member a password; in the transaction of the joining. Twice is once."""
    cur.execute(
        _sql("make_member"),
        {
            "subject": subject,
            "password": passwords.hashed(password),
            "language": language,
            "now": now,
        },
    )


def check(
    door: Door, login_id: Personal, password: Personal, acting: Acting, now: datetime
) -> SignedIn | Refused:
    """Sign a member in, or say why not; recorded either way."""
    tried = verify(door, login_id, password)
    with door.act(as_whom(acting, tried), now) as act:
        return judge(act, tried)


def as_whom(acting: Acting, tried: Tried) -> Acting:
    """Who acts in the sign-in: whoever has the right password, and nobody else."""
    return replace(acting, account=tried.subject) if tried.right and tried.subject else acting


def check_again(
    door: Door, subject: UUID, password: Personal, acting: Acting, now: datetime
) -> SignedIn | Refused:
    """Ask a member who is signed in for the password once more: before something grave."""
    tried = verify_again(subject, password)
    with door.act(acting, now) as act:
        return judge(act, tried, what=AGAIN)


def verify(door: Door, login_id: Personal, password: Personal) -> Tried:
    """Hold a password against the member with this log-in id; as slow where there is none."""
    subject = door.find("login-id", login_id)
    kept = _kept(subject) if subject else None
    right = passwords.matches(password, kept)
    return Tried(subject if kept else None, right, login_id, kept or "")


def verify_again(subject: UUID, password: Personal) -> Tried:
    """Hold a password against a member's own."""
    kept = _kept(subject)
    return Tried(subject, passwords.matches(password, kept), None, kept or "")


def judge(act: Act, tried: Tried, *, what: str = SIGN_IN) -> SignedIn | Refused:
    """Let in or refuse, count, and record which, under the name `what`."""
    shut = shut_to_source(act)
    if shut:
        _note_failure(act, what, tried.subject, Why.TOO_MANY)
        return shut
    member = _locked_row(act.cursor, tried.subject) if tried.subject else None
    if member is None or tried.subject is None:
        return _nobody(act, what, tried)
    if member.locked_until and member.locked_until > act.now:
        _note_failure(act, what, tried.subject, Why.LOCKED)
        return Refused(Why.LOCKED, member.locked_until)
    if not tried.right or member.password != tried.seen:
        return _wrong(act, what, tried.subject, member)
    act.cursor.execute(_sql("note_entry"), {"subject": tried.subject, "now": act.now})
    act.note(what, subject=tried.subject, factor="password")
    return SignedIn(tried.subject, member.epoch)


def shut_to_source(act: Act) -> Refused | None:
    """Whether the network address that asks has failed too often."""
    until = throttle.shut_until(act.cursor, act.vault, throttle.SOURCE, act.acting.source, act.now)
    return Refused(Why.TOO_MANY, until) if until else None


def count_source(act: Act) -> None:
    """Count a failure from the network address that asks."""
    throttle.count(act.cursor, act.vault, throttle.SOURCE, act.acting.source, act.now)


def change(act: Act, subject: UUID, password: Personal) -> int:
    """Give a member a new password; every other session ends. The new epoch.

    Raises:
        NoSuchMember: there is none.
    """
    epoch = _replace(act, subject, password)
    act.note("password-change", subject=subject)
    return epoch


def reset(act: Act, subject: UUID, password: Personal) -> int:
    """The same for a member who proved with a code that the e-mail address is theirs.

    Raises:
        NoSuchMember: there is none.
    """
    epoch = _replace(act, subject, password)
    act.note("password-reset", subject=subject)
    return epoch


def remove(cur: Cursor, subject: UUID) -> None:
    """The log-in of somebody who left: gone, sessions with it (P72)."""
    cur.execute(_sql("remove_member"), {"subject": subject})
    cur.execute(_sql("remove_codes"), {"subject": subject})


def epoch_of(subject: UUID) -> int | None:
    """The epoch that living sessions of a member carry; None if there is no such member."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_epoch FROM people.member WHERE subject = %s", (subject,))
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _replace(act: Act, subject: UUID, password: Personal) -> int:
    changed = {"subject": subject, "password": passwords.hashed(password), "now": act.now}
    act.cursor.execute(_sql("change_password"), changed)
    row = act.cursor.fetchone()
    if row is None:
        raise NoSuchMember
    return int(row[0])


def _wrong(act: Act, what: str, subject: UUID, member: _Member) -> Refused:
    count_source(act)
    failures, until = member.failures + 1, None
    if failures >= TRIES:
        failures, until = 0, act.now + REST
    failed = {"subject": subject, "failures": failures, "until": until}
    act.cursor.execute(_sql("note_failure"), failed)
    _note_failure(act, what, subject, Why.WRONG)
    if until is None:
        return Refused(Why.WRONG)
    act.note("lock-out", subject=subject)
    return Refused(Why.LOCKED, until)


def _nobody(act: Act, what: str, tried: Tried) -> Refused:
    """A log-in id that is nobody's rests after as many failures as one that is somebody's."""
    count_source(act)
    _note_failure(act, what, None, Why.WRONG)
    if tried.login is None:
        return Refused(Why.WRONG)
    cur, vault, login = act.cursor, act.vault, folded(tried.login.reveal())
    until = throttle.shut_until(cur, vault, throttle.UNKNOWN_LOGIN, login, act.now)
    until = until or throttle.count(cur, vault, throttle.UNKNOWN_LOGIN, login, act.now)
    return Refused(Why.LOCKED, until) if until else Refused(Why.WRONG)


def _note_failure(act: Act, what: str, subject: UUID | None, why: Why) -> None:
    act.note(what, subject=subject, outcome="failed", reason=why.value, factor="password")


def _kept(subject: UUID) -> str | None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_sql("seen_password"), {"subject": subject})
        row = cursor.fetchone()
    return str(row[0]) if row else None


def _locked_row(cur: Cursor, subject: UUID) -> _Member | None:
    cur.execute(_sql("lock_member"), {"subject": subject})
    row = cur.fetchone()
    return _Member(*row) if row else None


def _sql(name: str) -> LiteralString:
    return statement("keepword.people", name)
