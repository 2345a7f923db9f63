"""One look over many people: whoever it does not open is left out, and counted (P5, P16, P87)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from keepword.custody.acting import Acting
from keepword.custody.answers import Done, Opened, OpenedMany
from keepword.custody.asking import Preserving, Suspending, Using, UsingMany
from keepword.custody.door import Door
from keepword.custody.errors import NotYetRecorded
from keepword.custody.work import Work
from keepword.foundation.personal import Personal
from keepword.ledger import bulk
from keepword.ledger.errors import NotAProof
from keepword.policy.decisions.answer import Decision, Denied, Reason
from keepword.policy.decisions.question import Actor, Facts, Request
from keepword.runtime import house
from tests.custody.scene import (
    NOW,
    STATUTE,
    SYSTEM,
    VALUES,
    change,
    entry,
    joined,
    joining,
    log,
    paying,
    pending,
    person,
    rows,
    staff,
    visit,
    visited,
)

TODAY = NOW.date()
FAR = TODAY + timedelta(days=1000)
GONE = TODAY - timedelta(days=1)
SHOWN = set(VALUES) - {"password"}
"""The items of a plain member that PU6 opens: the password is not held."""

Happening = Callable[[Door, UUID], None]


def _member(door: Door, number: int, **values: Any) -> UUID:
    numbered = {"login_id": f"m.{number}", "email": f"m.{number}@example.com"}
    return joined(door, asked=joining(**{**numbered, **values}))


def _look(door: Door, asked: UsingMany, acting: Acting | None = None) -> OpenedMany | Denied:
    with door.act(acting or staff(str(asked.purpose)), NOW) as act:
        return act.use_many(asked)


def _people(seen: OpenedMany) -> dict[UUID, dict[str, str]]:
    """What opened, by person."""
    found: dict[UUID, dict[str, str]] = {}
    for each in seen.values:
        found.setdefault(UUID(bytes=each.subject), {})[each.item] = each.value.reveal()
    return found


def _days(subject: UUID, **days: Any) -> None:
    for column, day in days.items():
        change(f"UPDATE vault.unit SET {column} = %s WHERE subject = %s", day, subject)


def _suspend(door: Door, subject: UUID, purpose: str = "PU6") -> None:
    with door.act(person(subject), NOW) as act:
        assert isinstance(act.suspend(Suspending(subject, purpose, "web")), Done)


def _preserve(door: Door, subject: UUID) -> None:
    with door.act(SYSTEM, NOW) as act:
        assert isinstance(act.preserve(Preserving("C1", FAR, STATUTE, subject)), Done)


def _end(_door: Door, subject: UUID) -> None:
    _days(subject, due=TODAY)


def _keep_beyond_its_end(door: Door, subject: UUID) -> None:
    _end(door, subject)
    _preserve(door, subject)


def test_everybodys_values_open_in_one_look(door: Door) -> None:
    """P5: and each finds the look on record, with a branch of their own."""
    people = {_member(door, n): n for n in range(5)}
    elsewhere = uuid4()
    visited(door, paying(elsewhere))
    seen = _look(door, UsingMany("C1", "PU6"))
    assert isinstance(seen, OpenedMany)
    opened = _people(seen)
    assert opened.keys() == people.keys()
    for subject, values in opened.items():
        assert values.keys() == SHOWN
        assert values["email"] == f"m.{people[subject]}@example.com"
        assert [e["id"] for e in log(subject) if e["act"] == "use"] == [str(seen.entry)]
    assert not seen.left_out
    assert [e["act"] for e in log(elsewhere)] == ["collect"]
    body = entry(seen.entry)
    assert body["records"] == {"opened": len(people) * len(SHOWN)}
    assert set(body["items"]) == SHOWN
    assert (body["purpose"], body["task"], body["people"]["n"]) == ("PU6", "booking-call", 5)
    assert "subject" not in body
    root = bytes.fromhex(body["people"]["root"])
    with connection.cursor() as django:
        cur, reader = django.connection.cursor(), house.reader()
        for subject in people:
            branch = reader.branch(cur, seen.entry, subject)
            assert branch is not None
            bulk.check(branch, subject.bytes, len(people), root)
        with pytest.raises(NotAProof):
            reader.branch(cur, seen.entry, elsewhere)


@pytest.mark.parametrize(
    ("purpose", "happened", "reason"),
    [
        ("PU6", _suspend, Reason.SUSPENDED),
        ("PU6", _end, Reason.RETENTION_ENDED),
        ("PU6", _keep_beyond_its_end, Reason.KEPT_BY_LAW_ONLY),
        ("PU16", None, Reason.PURPOSE_CONSENT_NEEDED),
        ("curiosity", None, Reason.OUTSIDE_POLICY),
    ],
    ids=["suspended", "over", "kept-by-law", "no-consent", "outside"],
)
def test_whoever_it_does_not_open_is_left_out_and_counted(
    door: Door, purpose: str, happened: Happening | None, reason: Reason
) -> None:
    """P5, P7, P13, P68; PIPA 37: nobody else is left out, and the entry is not in their log."""
    willing, other = _member(door, 1, mail=True), _member(door, 2)
    if happened is not None:
        happened(door, other)
    if purpose == "curiosity":
        _consent(willing, "outside", purpose)
    before = [e["act"] for e in log(other)]
    seen = _look(door, UsingMany("C1", purpose))
    assert isinstance(seen, OpenedMany)
    assert _people(seen).keys() == {willing}
    held = Counter({reason.value: len(SHOWN)})
    if purpose != "curiosity":  # of whom it opens, it does not open everything
        held += Counter(_shut(door, willing, purpose))
    assert seen.left_out == held
    body = entry(seen.entry)
    assert (body["outcome"], body["people"]["n"]) == ("allowed", 1)
    assert body["records"] == {"opened": len(seen.values), "left-out": dict(sorted(held.items()))}
    assert [e["act"] for e in log(other)] == before
    assert str(seen.entry) in {e["id"] for e in log(willing)}


def _shut(door: Door, subject: UUID, purpose: str) -> Counter[str]:
    """Of what a person has, how many items the purpose leaves shut, by the door's single look."""
    with door.act(staff(purpose), NOW) as act:
        alone = act.use(Using(subject, "C1", purpose))
    return _alone(alone, [h.item for h in door.holdings(subject) if h.point == "C1"])[1]


def _alone(answer: Opened | Denied, held: Sequence[str]) -> tuple[dict[str, str], Counter[str]]:
    """What a single look opens of what is held, and why the rest does not."""
    if isinstance(answer, Denied):
        return {}, Counter([answer.reason.value] * len(held))
    values = {item: value.reveal() for item, value in answer.items.items()}
    withheld = answer.allowed.withheld
    return values, Counter(withheld[item].value for item in held if item not in values)


def _consent(subject: UUID, kind: str, scope: str, item: str = "") -> None:
    change(
        "INSERT INTO custody.consent (subject, consent, kind, scope, item, record, policy, notice, "
        "language, channel, given_at) VALUES (%s, %s, %s, %s, %s, %s, 'p', 'n', 'ko', 'CH2', %s)",
        subject, uuid4(), kind, scope, item, uuid4(), NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "acting", "reason", "cites"),
    [
        (UsingMany("C1"), staff("PU6"), Reason.PURPOSE_NEEDED, "P5"),
        (UsingMany("C1", "PU6"), staff("PU3"), Reason.NO_GRANT, "P77"),
        (UsingMany("C1", "PU1"), staff("PU1"), Reason.NOTHING_OPENS, "P5"),
        (UsingMany("C1", "PU16"), staff("PU16"), Reason.PURPOSE_CONSENT_NEEDED, "P68"),
        (UsingMany("C1", "curiosity"), staff("curiosity"), Reason.OUTSIDE_POLICY, "P6"),
        (UsingMany("C8", "PU9"), staff("PU9"), Reason.REASON_NEEDED, "P5"),
        (UsingMany("C99", "PU6"), staff("PU6"), Reason.UNKNOWN_POINT, "P5"),
        (
            UsingMany("C1", "PU6", frozenset({"password"})),
            staff("PU6"),
            Reason.CREDENTIAL_NEVER_SHOWN,
            "P81",
        ),
        (UsingMany("C1"), person(UUID(int=5)), Reason.ACTOR_MAY_NOT, "P16"),
        (
            UsingMany("C1", "PU6"),
            replace(staff("PU6"), actor=Actor.THIRD_PARTY),
            Reason.PROVIDE_INSTEAD,
            "P17",
        ),
    ],
    ids=[
        "no-purpose", "no-grant", "opens-nothing", "no-consent", "outside", "no-reason",
        "unknown-point", "password", "everybody", "third-party",
    ],
)  # fmt: skip
def test_a_look_that_opens_nothing_of_anybodys_is_refused_and_on_record(
    door: Door, asked: UsingMany, acting: Acting, reason: Reason, cites: str
) -> None:
    """P5, P85: the refusal is an answer, committed like the rest, and in nobody's log."""
    subject = _member(door, 1)
    before = pending()
    refused = _look(door, asked, acting)
    assert isinstance(refused, Denied)
    assert refused.reason is reason
    assert any(clause.startswith(cites) for clause in refused.citations), refused.citations
    assert pending() == before + 1
    assert [e["act"] for e in log(subject)] == ["collect"]
    (body,) = _newest(1)
    assert (body["outcome"], body["reason"]) == ("denied", reason.value)
    assert body["citations"] == list(refused.citations)
    assert "people" not in body


def _newest(count: int) -> list[dict[str, Any]]:
    found = [entry(number) for (number,) in rows("SELECT entry FROM ledger.inbox")]
    return sorted(found, key=lambda body: int(body["n"]))[-count:]


def test_values_leave_only_once_the_look_is_on_record(door: Door) -> None:
    """P87: fail closed."""
    _member(door, 1)
    with door.act(staff("PU6"), NOW) as act:
        seen = act.use_many(UsingMany("C1", "PU6"))
        assert isinstance(seen, OpenedMany)
        with pytest.raises(NotYetRecorded):
            _ = seen.values
        assert VALUES["personal-name"] not in repr(seen)
    assert len(seen.values) == len(SHOWN)


def test_no_value_is_on_record_or_in_a_log(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    """P82: ids, counts and reasons; the reason that staff give is sealed with the body."""
    _member(door, 1, personal_name="특이한이름값")
    with caplog.at_level(0):
        seen = _look(door, UsingMany("C1", "PU6", reason=Personal("민원 확인")))
    assert isinstance(seen, OpenedMany)
    body = str(entry(seen.entry))
    for value in ("특이한이름값", "m.1@example.com", VALUES["mobile-phone"]):
        assert value not in body + caplog.text
    assert "민원 확인" in body
    assert "민원 확인" not in caplog.text


# ── one person, one record ──────────────────────────────────────────────────────────────────────


def test_one_persons_records_open_all_and_a_record_alone(door: Door) -> None:
    """PIPA 15: and it is an entry of this person's like any look at one person."""
    subject, other = _member(door, 1), _member(door, 2)
    first, second = visited(door, paying(subject)), visited(door, paying(subject))
    visited(door, paying(other))
    for record, expected in ((None, {first, second}), (second, {second})):
        seen = _look(door, UsingMany("C9", "PU4", subject=subject, record=record))
        assert isinstance(seen, OpenedMany)
        assert {UUID(bytes=each.record) for each in seen.values} == expected
        assert {each.item for each in seen.values} == {"card-issuer", "card-number"}
        assert log(subject)[-1]["id"] == str(seen.entry)
        assert log(subject)[-1].get("record") == (str(record) if record else None)
    assert [e["act"] for e in log(other)] == ["collect", "collect"]


@pytest.mark.parametrize("whose", ["another's", "nobody's", "of nobody in particular"])
def test_a_record_is_looked_for_with_its_person_only(door: Door, whose: str) -> None:
    """A record id without its person opens nothing, least of all everybody's."""
    subject, other = _member(door, 1), _member(door, 2)
    record = visited(door, paying(other))
    who = {"another's": subject, "nobody's": uuid4(), "of nobody in particular": None}[whose]
    seen = _look(door, UsingMany("C9", "PU4", subject=who, record=record))
    assert isinstance(seen, OpenedMany)
    assert not seen.values
    assert [e["act"] for e in log(other)] == ["collect", "collect"]


def test_people_see_their_own_and_never_everybodys(door: Door) -> None:
    """P28: a person's own look needs no purpose; a look over everybody is nobody's right."""
    subject = _member(door, 1)
    _member(door, 2)
    seen = _look(door, UsingMany("C1", subject=subject), person(subject))
    assert isinstance(seen, OpenedMany)
    assert _people(seen).keys() == {subject}
    refused = _look(door, UsingMany("C1"), person(subject))
    assert isinstance(refused, Denied)
    unknown = replace(person(subject), identity_verified=False)
    unproven = _look(door, UsingMany("C1", subject=subject), unknown)
    assert isinstance(unproven, Denied)
    assert unproven.reason is Reason.IDENTITY_NEEDED


def test_of_somebody_of_whom_nothing_is_held_nothing_opens(door: Door) -> None:
    """And nobody is told that their identity is not known who has shown it."""
    subject = uuid4()
    seen = _look(door, UsingMany("C1", subject=subject), person(subject))
    assert isinstance(seen, OpenedMany)
    assert not seen.values
    assert entry(seen.entry)["records"] == {"opened": 0}


def test_what_a_point_holds_without_listing_it_opens_too(door: Door) -> None:
    """C21: the text lists no items for complaints; what it implies is held and opens for PU12."""
    subject = uuid4()
    visited(door, visit("C21", subject, inquiry="언제 여나요?", reply_contact="01055512345"))
    seen = _look(door, UsingMany("C21", "PU12"))
    assert isinstance(seen, OpenedMany)
    assert _people(seen) == {subject: {"inquiry": "언제 여나요?", "reply-contact": "01055512345"}}


def test_the_entry_names_what_opened_and_nothing_that_did_not(door: Door) -> None:
    """Nobody here holds a licence number: the entry does not say that one was seen."""
    _member(door, 1)
    _member(door, 2, mail=True)
    seen = _look(door, UsingMany("C1", "PU6"))
    assert isinstance(seen, OpenedMany)
    body = entry(seen.entry)
    assert set(body["items"]) == {each.item for each in seen.values} == SHOWN
    assert body["withheld"].keys().isdisjoint(SHOWN)
    assert body["withheld"]["mail-consent"] == Reason.PURPOSE_DOES_NOT_OPEN.value


# ── the oracle: each person's single look ───────────────────────────────────────────────────────

LOOKS = (
    UsingMany("C1", "PU6"),
    UsingMany("C1", "PU3"),
    UsingMany("C1", "PU16"),
    UsingMany("C1", "PU6", frozenset({"email", "license-number", "password", "shoe-size"})),
    UsingMany("C1", "PU16", frozenset({"email", "mail-consent"})),
    UsingMany("C1", "PU17", reason=Personal("새 서비스")),
    UsingMany("C1", "PU22", reason=Personal("조회"), statute=STATUTE),
    UsingMany("C1", "curiosity"),
)


def _anyone(door: Door, number: int, lots: random.Random) -> UUID:
    """A member in one of the situations that a look can meet."""
    subject = _member(
        door,
        number,
        mail=lots.random() < 0.5,
        licence="1234567" if lots.random() < 0.4 else "",
    )
    due = lots.choice((None, None, TODAY, GONE, FAR))
    _days(subject, due=due, held_until=lots.choice((None, GONE, TODAY, FAR)))
    for purpose in ("PU6", "PU16", "PU22"):
        if lots.random() < 0.15:
            change("INSERT INTO custody.suspension VALUES (%s, %s, %s)", subject, purpose, NOW)
    for kind, scope in (("purpose", "PU17"), ("outside", "curiosity"), ("purpose", "PU6")):
        if lots.random() < 0.4:
            _consent(subject, kind, scope)
    for kind, item in (("item", "license-number"), ("collect", "")):
        if lots.random() < 0.2:
            change(
                "UPDATE custody.consent SET withdrawn_at = %s "
                "WHERE subject = %s AND kind = %s AND item = %s",
                NOW, subject, kind, item,
            )  # fmt: skip
    return subject


@pytest.mark.parametrize("seed", range(3))
def test_many_at_once_open_what_each_alone_does(
    door: Door, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same items of the same people, the same reasons; and equal situations decided once."""
    lots = random.Random(seed)
    people = [_anyone(door, number, lots) for number in range(16)]
    asked_of: list[Facts] = []
    decide = Work.decide

    def counted(work: Work, request: Request, facts: Facts) -> Decision:
        asked_of.append(facts)
        return decide(work, request, facts)

    for wanted in LOOKS:
        expected: dict[UUID, dict[str, str]] = {}
        why: Counter[str] = Counter()
        for subject in people:
            held = [h.item for h in door.holdings(subject)]
            with door.act(staff(str(wanted.purpose)), NOW) as act:
                alone = act.use(_of_one(wanted, subject))
            values, shut = _alone(alone, [i for i in held if i in (wanted.items or held)])
            expected |= {subject: values} if values else {}
            why += shut
        with monkeypatch.context() as patch:
            patch.setattr(Work, "decide", counted)
            asked_of.clear()
            seen = _look(door, wanted)
        if expected:
            assert isinstance(seen, OpenedMany), wanted
            assert _people(seen) == expected
            assert seen.left_out == why
        else:
            assert isinstance(seen, Denied), wanted
            assert seen.reason.value in why
        assert len(asked_of) == len({*map(repr, asked_of[1:])}) + 1  # the first is of nobody


def _of_one(wanted: UsingMany, subject: UUID) -> Using:
    return Using(
        subject,
        wanted.point,
        wanted.purpose,
        wanted.items,
        reason=wanted.reason,
        statute=wanted.statute,
    )


def test_what_a_look_over_many_rests_on_is_that_of_one(door: Door) -> None:
    """The same bases, duties and clauses as for each alone."""
    subject = _member(door, 1, mail=True)
    for purpose in ("PU6", "PU16"):
        with door.act(staff(purpose), NOW) as act:
            alone = act.use(Using(subject, "C1", purpose))
        seen = _look(door, UsingMany("C1", purpose))
        assert isinstance(alone, Opened)
        assert isinstance(seen, OpenedMany)
        assert seen.allowed == alone.allowed._replace(withheld=seen.allowed.withheld)
