"""Collect: what a point asks for, with the consents it needs, sealed as it comes in.

P43, P44, P46 to P62; PIPA 15, 16, 22. The same record twice is one collection.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from keepword.custody import facts, indexing, recording, units
from keepword.custody.answers import Collected
from keepword.custody.asking import Collecting
from keepword.custody.errors import HeldAlready, NoSuchPerson, ValueTaken
from keepword.custody.indexing import Held
from keepword.custody.work import Work
from keepword.foundation.personal import Personal
from keepword.policy.decisions.answer import Allowed, Denied
from keepword.policy.decisions.question import Act, Consent, ConsentKind, Facts, Request
from keepword.policy.model.collection import Point


def collect(work: Work, asked: Collecting) -> Collected | Denied:
    """Take in one visit to a point.

    Raises:
        ValueTaken: a unique value (the log-in id) is another person's; nothing was changed.
        HeldAlready: the person holds one at this point; nothing was changed.
    """
    _one_at_a_time(work, asked.record)
    before = _before(work, asked)
    if before is not None:
        return before
    situation = _situation(work, asked)
    decision = work.decide(_request(work, asked), _facts(work, asked, situation))
    if isinstance(decision, Denied):
        known = asked.subject if situation else None
        work.record("collect", known, _question(asked, known), recording.of_decision(decision))
        return decision
    _claim(work, asked, situation.items if situation else frozenset())
    return _take_in(work, asked, decision, known=situation is not None)


def _take_in(work: Work, asked: Collecting, allowed: Allowed, *, known: bool) -> Collected:
    consents = {consent: work.new_id() for consent in sorted(asked.consents)}
    if known:
        units.moved(work, asked.subject)
    else:
        _make_subject(work, asked.subject)
    entry = work.record(
        "collect",
        asked.subject,
        _question(asked, asked.subject),
        recording.of_decision(allowed),
        recording.of_consents(consents),
    )
    _make_record(work, asked, entry)
    if consents:
        _keep_consents(work, asked, consents)
    _seal(work, asked, work.policy.point_index[asked.point])
    return Collected(asked.record, entry, consents, allowed)


def _make_subject(work: Work, subject: UUID) -> None:
    """Somebody who left and comes back under the same id is a living relation again."""
    work.cursor.execute(
        "INSERT INTO vault.subject (subject, made_at) VALUES (%s, %s) "
        "ON CONFLICT (subject) DO UPDATE SET version = vault.subject.version + 1, ended_at = NULL",
        (subject, work.now),
    )


def _seal(work: Work, asked: Collecting, point: Point) -> None:
    items = units.sealable(work, asked.values)
    held: dict[str, Held] = {}
    for period, members in units.by_period(work, point, items).items():
        unit = units.open_unit(work, asked.subject, asked.record, period)
        values: Mapping[str, Personal] = {m: asked.values[m] for m in members}
        units.fill(work, asked.subject, asked.record, unit, values)
        held |= {item: Held(unit, value) for item, value in values.items()}
    indexing.make(work, asked.subject, asked.record, asked.point, held)


def _one_at_a_time(work: Work, record: UUID) -> None:
    """Two submissions of one record wait for each other: the second one finds the first."""
    work.cursor.execute("SELECT pg_advisory_xact_lock(%s)", (record.int >> 65,))


def _before(work: Work, asked: Collecting) -> Collected | None:
    """The answer to a record that has come in before."""
    key = {"subject": asked.subject, "record": asked.record}
    work.cursor.execute(
        "SELECT entry FROM vault.record WHERE subject = %(subject)s AND record = %(record)s", key
    )
    row = work.cursor.fetchone()
    if row is None:
        return None
    work.cursor.execute(
        "SELECT consent, kind, scope, item FROM custody.consent "
        "WHERE subject = %(subject)s AND record = %(record)s",
        key,
    )
    consents = {Consent(ConsentKind(k), s, i): number for number, k, s, i in work.cursor.fetchall()}
    nothing_new = Allowed(frozenset(), (), (), ())
    return Collected(asked.record, row[0], consents, nothing_new, again=True)


def _situation(work: Work, asked: Collecting) -> facts.Situation | None:
    try:
        return facts.load(work.cursor, asked.subject, asked.point)
    except NoSuchPerson:
        return None


def _facts(work: Work, asked: Collecting, situation: facts.Situation | None) -> Facts:
    consents = asked.consents | (situation.consents if situation else frozenset())
    return Facts(
        born=asked.born,
        roles=asked.roles,
        consents=consents,
        grants=work.acting.grants,
        circumstances=asked.circumstances,
        identity_verified=work.acting.identity_verified,
        practitioner=asked.practitioner,
    )


def _request(work: Work, asked: Collecting) -> Request:
    return Request(
        act=Act.COLLECT,
        actor=work.acting.actor,
        point=asked.point,
        items=frozenset(asked.values),
        purpose=asked.purpose,
        channel=asked.channel,
    )


def _question(asked: Collecting, subject: UUID | None) -> recording.Body:
    """The question on record; of a person whose data were refused, not even an id is kept."""
    body = recording.of_request(
        subject=subject,
        point=asked.point,
        record=asked.record if subject else None,
        purpose=asked.purpose,
        channel=asked.channel,
    )
    return body | ({"notice": asked.notice} if asked.notice else {})


def _claim(work: Work, asked: Collecting, held: frozenset[str]) -> None:
    for index, item in indexing.unique(work.policy):
        value = asked.values.get(item)
        if value is not None and item in held:
            raise HeldAlready(item)
        if value is not None and not work.vault.claim(work.cursor, index, value):
            raise ValueTaken(item)


def _make_record(work: Work, asked: Collecting, entry: UUID) -> None:
    work.cursor.execute(
        "INSERT INTO vault.record (subject, record, point, policy, channel, entry, collected_at) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (
            asked.subject, asked.record, asked.point, work.version, asked.channel, entry, work.now,
        ),
    )  # fmt: skip


def _keep_consents(work: Work, asked: Collecting, consents: Mapping[Consent, UUID]) -> None:
    work.cursor.executemany(
        "INSERT INTO custody.consent (subject, consent, kind, scope, item, record, policy, notice, "
        "language, channel, given_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            (
                asked.subject, number, c.kind.value, c.scope, c.item, asked.record, work.version,
                asked.notice, work.acting.language, asked.channel, work.now,
            )
            for c, number in consents.items()
        ],
    )  # fmt: skip
