"""Collections over the API: what comes in, what is refused, and what is on record of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from keepword.foundation.personal import Personal
from keepword.runtime import house
from tests.api.scene import CALL, NOTICE, REQUIRED, Caller, entries, joining, log, rows

BOOKING = {
    **CALL,
    "task": "booking",
    "values": {"personal-name": "가온누리", "mobile-phone": "010-5551-2345"},
    "channel": "CH2",
}
NUMBER = "900203-2000004"  # fails the check digit, and so is nobody's


def test_a_visit_is_sealed_and_on_record(caller: Caller) -> None:
    """P43, P44, P87: who acted at the other system, for which task, from where."""
    answer = caller.collect(joining(mail=True))
    body = answer.json()
    assert answer.status_code == 201, body
    assert answer["Cache-Control"] == "no-store"
    held = {h.item for h in house.door().holdings(UUID(body["subject"]))}
    assert held == set(joining(mail=True)["values"]) - {"password"}
    assert {c["kind"] for c in body["consents"]} == {"collect", "item", "purpose"}
    (entry,) = log(body["subject"])
    assert entry["id"] == body["entry"]
    assert entry["record"] == body["record"]
    assert entry["client"] == caller.client_id
    assert entry["human"] == "staff-0042"
    assert entry["task"] == "membership"
    assert entry["source"] == "192.0.2.10"
    assert entry["notice"] == NOTICE
    assert entry["actor"] == {
        "kind": "staff",
        "account": str(caller.account),
        "department": "reception",
        "role": "receptionist",
    }


def test_values_are_kept_in_their_canonical_form(caller: Caller) -> None:
    subject = UUID(caller.collect().json()["subject"])
    assert house.door().find("mobile-phone", Personal("01055512345")) == subject


def test_the_password_signs_in_and_stands_nowhere(caller: Caller) -> None:
    """P81."""
    subject = caller.collect().json()["subject"]
    ((kept,),) = rows("SELECT password FROM people.member WHERE subject = %s", subject)
    assert kept.startswith("argon2")


def test_a_known_person_visits_another_point(caller: Caller) -> None:
    subject = caller.collect().json()["subject"]
    answer = caller.collect({**BOOKING, "subject": subject}, point="C4")
    assert answer.status_code == 201, answer.json()
    assert answer.json()["subject"] == subject
    points = {h.point for h in house.door().holdings(UUID(subject))}
    assert points == {"C1", "C4"}


@pytest.mark.parametrize(
    ("change", "reason", "items"),
    [
        ({"values": {"shoe-size": "270"}}, "item-not-listed", ["shoe-size"]),
        ({"values": {"employee-number": "A-12345"}}, "item-does-not-apply", ["employee-number"]),
        ({"values": {"date-of-birth": "2020-01-01"}}, "wrong-age", []),
        ({"values": {"mail-consent": "yes"}}, "consent-needed", ["mail-consent"]),
        ({"consents": []}, "consent-needed", None),
        ({"channel": "CH99"}, "channel-not-listed", []),
        ({"purpose": "PU1"}, "no-grant", []),
        ({"task": "parking"}, "no-grant", []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_the_policy_does_not_allow_is_denied(
    caller: Caller, change: dict[str, Any], reason: str, items: list[str] | None
) -> None:
    """P37, P43, P44, P47, P77: with its clauses, in both languages, and nothing is kept."""
    body = joining(values=change.get("values"))
    answer = caller.collect({**body, **{k: v for k, v in change.items() if k != "values"}})
    problem = answer.json()
    assert answer.status_code == 403, problem
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["code"] == problem["reason"]["code"] == reason
    assert problem["citations"]
    assert problem["words"]["ko"]
    assert problem["remedy"]["en"]
    assert items is None or problem["items"] == items
    assert rows("SELECT count(*) FROM vault.subject") == [(0,)]
    assert (entries()[-1]["outcome"], entries()[-1]["reason"]) == ("denied", reason)


def test_a_point_that_is_not_there_is_not_found_and_on_record(caller: Caller) -> None:
    answer = caller.collect(point="C99")
    assert answer.status_code == 404
    assert answer.json()["code"] == "unknown-point"
    assert entries()[-1]["reason"] == "unknown-point"


def test_an_id_is_never_the_callers_to_make(caller: Caller) -> None:
    answer = caller.collect({**joining(), "subject": str(uuid4())})
    assert answer.status_code == 404
    assert answer.json()["code"] == "no-such-person"
    assert entries()[-1]["outcome"] == "failed"
    assert "subject" not in entries()[-1]
    assert rows("SELECT count(*) FROM vault.subject") == [(0,)]


@pytest.mark.parametrize(
    ("consent", "field"),
    [
        ({"kind": "collect", "scope": "C5"}, "consents.1.scope"),
        ({"kind": "item", "item": "shoe-size"}, "consents.1.item"),
        ({"kind": "purpose", "scope": "PU99"}, "consents.1.scope"),
        ({"kind": "outside", "scope": "PU6"}, "consents.1.scope"),
        ({"kind": "provide", "scope": "somebody"}, "consents.1.item"),
        ({"kind": "nod"}, "consents.1.kind"),
    ],
)
def test_a_consent_that_belongs_nowhere_is_refused(
    caller: Caller, consent: dict[str, str], field: str
) -> None:
    """P44: a consent is to something that was asked on this visit."""
    answer = caller.collect({**joining(), "consents": [REQUIRED, consent]})
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == [field]


def test_a_consent_is_to_a_notice(caller: Caller) -> None:
    """PIPA 15(2)."""
    answer = caller.collect(joining(without=("notice",)))
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == ["notice"]


@pytest.mark.parametrize(
    ("item", "value", "code"),
    [
        ("date-of-birth", "1990-02-30", "no-such-day"),
        ("date-of-birth", "2190-02-03", "in-the-future"),
        ("email", "nowhere", "not-an-email"),
        ("mobile-phone", "0207654", "not-a-mobile-phone"),
        ("member-type", "king", "not-a-choice"),
        ("personal-name", "", "empty"),
        ("personal-name", "a\u0000b", "control-character"),
        ("password", "gaon.nuri-and-more", "like-login"),
    ],
)
def test_a_value_that_is_none_is_named_and_not_repeated(
    caller: Caller, item: str, value: str, code: str
) -> None:
    answer = caller.collect(joining(values={item: value}))
    assert answer.status_code == 422, answer.json()
    (error,) = answer.json()["errors"]
    assert (error["field"], error["code"]) == (f"values.{item}", code)
    assert error["detail"]["ko"]
    assert not value or value not in answer.content.decode()


def test_a_date_of_birth_is_one(caller: Caller) -> None:
    answer = caller.collect({**joining(), "born": "1991-01-01"})
    assert [e["code"] for e in answer.json()["errors"]] == ["two-dates-of-birth"]
    assert caller.collect({**joining(), "born": "1990.2.3"}).status_code == 201


def test_a_child_is_refused_by_the_calls_own_date_too(caller: Caller) -> None:
    """P37: leaving the item out does not make anybody older."""
    values = {k: v for k, v in joining()["values"].items() if k != "date-of-birth"}
    answer = caller.collect({**joining(), "values": values, "born": "2020-01-01"})
    assert answer.json()["code"] == "wrong-age"


def test_a_taken_login_is_a_conflict_and_on_record(caller: Caller) -> None:
    assert caller.collect().status_code == 201
    answer = caller.collect()
    assert answer.status_code == 409
    assert answer.json()["code"] == "value-taken"
    assert (entries()[-1]["outcome"], entries()[-1]["reason"]) == ("failed", "value-taken")


def test_consents_open_what_they_are_for(caller: Caller) -> None:
    """PU16 needs a consent of its own."""
    subject = caller.collect(joining(mail=True)).json()["subject"]
    looked = caller.use({"subject": subject, "task": "news"})
    assert looked.status_code == 200
    assert looked.json()["items"] == {"mail-consent": "yes"}


def test_a_resident_number_needs_the_law(caller: Caller) -> None:
    """PIPA 24-2: not without insurance or check-up eligibility to be confirmed."""
    values = {**BOOKING["values"], "resident-registration-number": NUMBER}
    answer = caller.collect({**BOOKING, "values": values}, point="C4")
    assert answer.status_code == 403
    assert answer.json()["code"] == "number-needs-law"
    circumstances = ["insurance-eligibility"]
    body = {**BOOKING, "values": values, "circumstances": circumstances}
    assert caller.collect(body, point="C4").status_code == 201
