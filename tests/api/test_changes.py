"""Corrections, withdrawals and leaving over the API."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from keepword.foundation.personal import Personal
from keepword.runtime import house
from tests.api.scene import CALL, Caller, entries, joining, log, rows

CHANGE = {**CALL, "point": "C1", "channel": "phone", "reason": "전화로 변경 요청"}
LEAVING = {**CALL, "channel": "in-person", "identity_verified": True}


@pytest.fixture
def member(caller: Caller) -> dict[str, Any]:
    """What the joining of somebody who takes mail was answered."""
    answer: dict[str, Any] = caller.collect(joining(mail=True)).json()
    return answer


def of_kind(member: dict[str, Any], kind: str) -> str:
    return next(str(c["id"]) for c in member["consents"] if c["kind"] == kind)


def withdraw(caller: Caller, member: dict[str, Any], consent: str, **change: Any) -> Any:
    body = {**CALL, "subject": member["subject"], "channel": "phone", **change}
    return caller.call("POST", f"consents/{consent}/withdrawal", body)


def test_a_correction_takes_the_old_values_place(caller: Caller, member: dict[str, Any]) -> None:
    """P31, P32; PIPA 36."""
    subject = member["subject"]
    body = {**CHANGE, "subject": subject, "changes": {"mobile-phone": "010-0000-0002"}}
    answer = caller.call("POST", "corrections", body)
    assert answer.status_code == 200, answer.json()
    assert answer.json()["items"] == ["mobile-phone"]
    looked = caller.use({"subject": subject}).json()
    assert looked["items"]["mobile-phone"] == "01000000002"
    assert house.door().find("mobile-phone", Personal("01055512345")) is None
    entry = next(e for e in log(subject) if e["act"] == "correct")
    assert entry["why"] == "전화로 변경 요청"
    assert "before-and-after" in entry["duties"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"changes": {"personal-name": ""}}, "required-missing"),
        ({"changes": {"shoe-size": "270"}}, "item-not-listed"),
        ({"changes": {"email": "new@example.com"}, "reason": None}, "reason-needed"),
        ({"changes": {"email": "new@example.com"}, "task": "parking"}, "no-grant"),
    ],
)
def test_a_correction_that_may_not_be(
    caller: Caller, member: dict[str, Any], change: dict[str, Any], code: str
) -> None:
    body = {**CHANGE, "subject": member["subject"], **change}
    body = {name: value for name, value in body.items() if value is not None}
    answer = caller.call("POST", "corrections", body)
    assert answer.status_code == 403, answer.json()
    assert answer.json()["code"] == code
    assert log(member["subject"])[-1]["reason"] == code


def test_an_optional_item_is_taken_away_by_an_empty_text(
    caller: Caller, member: dict[str, Any]
) -> None:
    """P45."""
    body = {**CHANGE, "subject": member["subject"], "changes": {"mail-consent": ""}}
    assert caller.call("POST", "corrections", body).status_code == 200
    held = {h.item for h in house.door().holdings(UUID(member["subject"]))}
    assert "mail-consent" not in held


def test_a_withdrawn_consent_ends_what_it_opened(caller: Caller, member: dict[str, Any]) -> None:
    """P68, P71: news is refused from now on, the membership is not."""
    answer = withdraw(caller, member, of_kind(member, "item"))
    body = answer.json()
    assert answer.status_code == 200, body
    assert set(body["consents"]) == {of_kind(member, "item"), of_kind(member, "purpose")}
    assert body["erased"] == ["mail-consent"]
    news = caller.use({"subject": member["subject"], "task": "news"})
    assert news.json()["code"] == "purpose-consent-needed"
    assert caller.use({"subject": member["subject"]}).status_code == 200


def test_withdrawing_again_changes_nothing(caller: Caller, member: dict[str, Any]) -> None:
    withdraw(caller, member, of_kind(member, "item"))
    answer = withdraw(caller, member, of_kind(member, "item"))
    assert answer.status_code == 200
    assert answer.json()["consents"] == []


def test_the_consent_a_membership_stands_on_ends_by_leaving(
    caller: Caller, member: dict[str, Any]
) -> None:
    answer = withdraw(caller, member, of_kind(member, "collect"))
    assert answer.status_code == 409
    assert answer.json()["code"] == "leave-instead"
    assert (entries()[-1]["outcome"], entries()[-1]["reason"]) == ("failed", "leave-instead")


@pytest.mark.parametrize("whose", ["nobody", "another"])
def test_a_consent_of_somebody_else_is_not_found(
    caller: Caller, member: dict[str, Any], whose: str
) -> None:
    other = caller.collect(joining(mail=True, values={"login-id": "other.one"})).json()
    subject = str(uuid4()) if whose == "nobody" else other["subject"]
    answer = withdraw(caller, member, of_kind(member, "item"), subject=subject)
    assert answer.status_code == 404
    assert answer.json()["code"] == ("no-such-person" if whose == "nobody" else "no-such-consent")
    assert all(c.withdrawn_at is None for c in house.door().consents(UUID(member["subject"])))


def test_who_leaves_is_gone_with_the_log_in(caller: Caller, member: dict[str, Any]) -> None:
    """P8, P66, P69, P72."""
    subject = member["subject"]
    answer = caller.call("DELETE", f"members/{subject}", LEAVING)
    body = answer.json()
    assert answer.status_code == 200, body
    assert body["state"] == "erased"
    assert {i for unit in body["destroyed"] for i in unit["items"]} >= {"email", "login-id"}
    assert body["kept"] == []
    assert "website" in body["services"]
    assert house.door().holdings(UUID(subject)) == ()
    assert rows("SELECT count(*) FROM people.member WHERE subject = %s", subject) == [(0,)]
    assert caller.use({"subject": subject}).status_code == 404
    again = caller.call("DELETE", f"members/{subject}", LEAVING)
    assert again.status_code == 404


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"identity_verified": False}, "identity-needed"),
        ({"task": "parking"}, "no-grant"),
    ],
)
def test_leaving_needs_the_person_and_the_task(
    caller: Caller, member: dict[str, Any], change: dict[str, Any], code: str
) -> None:
    """P69 ("verifying your ID"), P77."""
    answer = caller.call("DELETE", f"members/{member['subject']}", {**LEAVING, **change})
    assert answer.status_code == 403
    assert answer.json()["code"] == code
    assert answer.json()["citations"]
    assert log(member["subject"])[-1]["reason"] == code
    assert house.door().holdings(UUID(member["subject"]))


def test_withdrawing_needs_the_task(caller: Caller, member: dict[str, Any]) -> None:
    """P77: recorded with the person only where they are there."""
    answer = withdraw(caller, member, of_kind(member, "item"), task="parking")
    assert answer.json()["code"] == "no-grant"
    assert log(member["subject"])[-1]["act"] == "withdraw"
    withdraw(caller, member, of_kind(member, "item"), task="parking", subject=str(uuid4()))
    assert "subject" not in entries()[-1]
