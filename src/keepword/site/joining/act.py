"""The acts of joining, each one transaction: refuse, send a code, take somebody in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from keepword.custody import indexing
from keepword.custody.acting import Acting
from keepword.custody.answers import Collected
from keepword.custody.asking import Collecting
from keepword.custody.door import Door
from keepword.people import codes, credentials
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
from keepword.policy.decisions.answer import Denied, Reason
from keepword.policy.decisions.citing import reason_citations
from keepword.policy.model.collection import Point
from keepword.site.joining.application import Application
from keepword.site.joining.form import Form
from keepword.site.joining.point import web_channel

TASK = "joining"
"""The task under which a person's own joining stands in the ledger."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A member; `entry` is where it is on record."""

    entry: UUID


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody at the form: the application, what it says, and where it was sent from.

    `email` and `password` are ids of items.
    """

    acting: Acting
    application: Application
    form: Form
    point: Point
    email: str
    password: str


def refuse(
    door: Door, acting: Acting, now: datetime, point: Point, reason: Reason, items: Iterable[str]
) -> None:
    """Put on record that something was not taken. Nothing of the person is: not even an id.

    A child's network address is left out too (P37): nothing of theirs is kept.
    """
    child = reason is Reason.WRONG_AGE
    nobody = replace(acting, account=UUID(int=0), source="" if child else acting.source)
    facts: dict[str, Any] = {"items": sorted(items)} if items else {}
    with door.act(nobody, now) as act:
        act.note(
            "collect",
            outcome="denied",
            reason=reason.value,
            point=point.id,
            citations=list(reason_citations(door.loaded.policy, door.law, reason)),
            **facts,
        )


def taken(door: Door, form: Form) -> str:
    """The item whose value is another person's already; empty if none. The act asks again."""
    for index, item in indexing.unique(door.loaded.policy):
        value = form.values.get(item)
        if value is not None and door.find(index, value):
            return item
    return ""


def send_code(door: Door, who: Applicant, now: datetime) -> Issued | TooManyCodes:
    """Queue the mail with the code; it leaves once this has committed."""
    hospital = door.loaded.policy.meta.controller.name
    to, language = who.form.values[who.email], who.acting.language
    with door.act(who.acting, now) as act:
        sent = codes.issue(act, CodeKind.JOINING, to, hospital, language)
        act.note("send-code", outcome="done" if isinstance(sent, Issued) else "failed")
    return sent


def confirm(
    door: Door, who: Applicant, digits: str, now: datetime
) -> Joined | Denied | WrongCode | Expired | TooManyTries:
    """Hold the digits against the code that was sent and, if they are right, take the person in.

    Sent twice it is one membership: the second time answers as the first.

    Raises:
        ValueTaken: the log-in id is another person's; nothing was done.
    """
    application, form = who.application, who.form
    before = any(h.record == application.record for h in door.holdings(application.subject))
    with door.act(who.acting, now) as act:
        held: Outcome = Confirmed(None)
        if not before:
            sent, to = application.code or UUID(int=0), form.values[who.email]
            held = codes.confirm(act, CodeKind.JOINING, sent, digits, use=application.record, to=to)
        if not isinstance(held, Confirmed):
            act.note("confirm-code", outcome="failed")
            return held
        done = act.collect(_collecting(door, who))
        if isinstance(done, Collected) and not done.again:
            password, language = form.values[who.password], who.acting.language
            credentials.create(act.cursor, application.subject, password, language, now)
    return done if isinstance(done, Denied) else Joined(done.entry)


def _collecting(door: Door, who: Applicant) -> Collecting:
    return Collecting(
        point=who.point.id,
        subject=who.application.subject,
        record=who.application.record,
        values=who.form.values,
        channel=web_channel(door.loaded.policy, who.point),
        consents=who.form.agreed,
        notice=who.form.notice,
        roles=who.form.roles,
        born=who.form.born,
    )
