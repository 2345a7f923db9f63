"""Leaving: what goes, what stays and why; the password; gone (P69, P71, P72).

The end is one transaction: the data and their keys, the log-in, every session. Whoever sends the
last form twice gets the same page, although nobody is signed in any more: the page's sealed token
says whose leaving it was.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from keepword.custody.act import Act
from keepword.custody.answers import Left, Opened
from keepword.custody.asking import Leaving, Using
from keepword.custody.door import Door
from keepword.custody.errors import NoSuchPerson
from keepword.foundation.nodes import Language
from keepword.foundation.personal import Personal
from keepword.law.day import civil_day
from keepword.ledger.entries import month_of
from keepword.ledger.receipts import Kind
from keepword.mail import outbox, texts
from keepword.people import credentials, drafts
from keepword.people.credentials import SignedIn
from keepword.people.errors import DraftBroken, DraftExpired
from keepword.policy.decisions.answer import Denied
from keepword.policy.decisions.words import REFUSALS
from keepword.policy.values import Format
from keepword.runtime import clock, house
from keepword.site import in_force, words
from keepword.site.forms.fields import Field
from keepword.site.forms.fields import Kind as FieldKind
from keepword.site.joining import proof
from keepword.site.joining.drawer import cursor, draft_key
from keepword.site.joining.place import Place
from keepword.site.member.ending import clauses_of_leaving, ending
from keepword.site.member.page import WEB, acting, show, told
from keepword.site.signing_in import current, who
from keepword.site.signing_in.checking import NotIn

TASK = "leaving"
"""The task of leaving in the ledger."""


@require_safe
@told
@current.members_only
def leave(request: HttpRequest, language: Language) -> HttpResponse:
    """What would go and what would stay, before anything happens."""
    door = house.door()
    subject = current.the_member(request).subject
    context = {
        "title": words.say("leave.title", language),
        "here": "leave",
        "ending": ending(door, subject, language, civil_day(clock.now())),
        "clauses": clauses_of_leaving(in_force.policy()),
    }
    return show(request, language, "leave", context)


@require_http_methods(["GET", "HEAD", "POST"])
@told
def confirm(request: HttpRequest, language: Language) -> HttpResponse:
    """The password; right, everything that leaving ends has ended."""
    token = request.POST.get("draft", "")
    if current.member(request) is None:
        found = _left_before(token, clock.now()) if token else None
        return _to_left(language, found) if found else _guarded(request, language)
    return _guarded(request, language)


@current.members_only
def _guarded(request: HttpRequest, language: Language) -> HttpResponse:
    if request.method != "POST":
        return _ask(request, language)
    typed, now = request.POST.get("password", ""), clock.now()
    if not typed:
        return _ask(request, language, words.say("leave.wrong.missing", language), 422)
    done = _leave(request, language, Personal(typed), now)
    if isinstance(done, NotIn):
        said = done.say(language, "leave.wrong.password")
        return _ask(request, language, said, done.status)
    if isinstance(done, Denied):
        return _ask(request, language, REFUSALS[done.reason].message.say(language), 403)
    who.leave(request)
    return _to_left(language, done)


def _to_left(language: Language, entry: UUID) -> HttpResponse:
    token = proof.link_token(Kind.CERTIFICATE, entry)
    return HttpResponseRedirect(reverse("left", args=[language, token]))


def _ask(
    request: HttpRequest, language: Language, mistake: str = "", status: int = 200
) -> HttpResponse:
    subject = current.the_member(request).subject
    password = Field(
        "password",
        FieldKind.PASSWORD,
        words.say("leave.password", language),
        hint=words.say("leave.password.hint", language),
        mistake=mistake,
        autocomplete="current-password",
    )
    held = {"subject": Personal(str(subject))}
    context = {
        "title": words.say("leave.confirm.title", language),
        "here": "leave",
        "field": password,
        "wrong": (password,) if mistake else (),
        "draft": drafts.seal_draft(draft_key(), TASK, held, uuid4(), clock.now()),
    }
    return show(request, language, "leave_confirm", context, status=status)


def _leave(
    request: HttpRequest, language: Language, password: Personal, now: datetime
) -> UUID | NotIn | Denied:
    """Judge the password and, if it is right, end it all: one transaction.

    The answer is the entry that says what went and what stays.
    """
    door, acts = house.door(), acting(request, TASK)
    tried = credentials.verify_again(acts.account, password)
    try:
        with door.act(acts, now) as act:
            answer = credentials.judge(act, tried, what=credentials.AGAIN)
            done = _end(act, door, language) if isinstance(answer, SignedIn) else answer
    except NoSuchPerson:
        found = _leaving_of(acts.account, now)  # the same form, a moment ago
        if found is None:
            raise
        return found
    if isinstance(done, credentials.Refused):
        return _leaving_of(acts.account, now) or NotIn(done.why.value, done.until)
    return done if isinstance(done, Denied) else done.entry


def _end(act: Act, door: Door, language: Language) -> Left | Denied:
    """Leave, take the log-in away, and say so by mail: the last one that is sent."""
    subject = act.acting.account
    to = _address(act, language)
    left = act.leave(Leaving(subject, WEB))
    if isinstance(left, Left):
        credentials.remove(act.cursor, subject)
        if to is not None:
            _tell(act, door, to, language)
    return left


def _address(act: Act, language: Language) -> Personal | None:
    """Where the last mail goes: from the vault into the sealed outbox, in this transaction."""
    place = Place.of(language)
    if place is None:
        return None
    item = place.of_format(Format.EMAIL)
    opened = act.use(Using(act.acting.account, place.point.id, items=frozenset({item})))
    return opened.within(item) if isinstance(opened, Opened) else None


def _tell(act: Act, door: Door, to: Personal, language: Language) -> None:
    policy = door.loaded.policy
    message = texts.compose(
        texts.MailKind.LEFT,
        language,
        policy.meta.controller.name,
        texts.new_reference(),
        office=policy.officer.department.say(language),
        phone=policy.officer.phone.say(language),
    )
    outbox.queue(act.cursor, act.vault, to, message, act.now)


def _left_before(token: str, now: datetime) -> UUID | None:
    """The leaving that a page was made for, if it has happened."""
    try:
        draft = drafts.open_draft(draft_key(), TASK, token, now)
    except (DraftExpired, DraftBroken):
        return None
    return _leaving_of(UUID(draft.values["subject"].reveal()), now)


def _leaving_of(subject: UUID, now: datetime) -> UUID | None:
    """The entry by which somebody left this month; None if they did not."""
    with cursor() as cur:
        found = house.reader().of_subject(cur, subject, [month_of(now)], 20)
    gone = (e for e in found if e.body["act"] == "leave" and e.body["outcome"] == "done")
    return next((entry.entry for entry in gone), None)
