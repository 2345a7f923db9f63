"""Uses over the API: what a purpose opens, what it does not, and what is on record of it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from keepword.clients.scopes import Scope
from tests.api.scene import Caller, entries, joining, log, rows, system


@pytest.fixture
def subject(caller: Caller) -> str:
    """A member who takes no mail."""
    found: str = caller.collect().json()["subject"]
    return found


def test_a_look_opens_what_its_purpose_opens(caller: Caller, subject: str) -> None:
    """P5: with every field that the law names on record."""
    answer = caller.use({"subject": subject})
    body = answer.json()
    assert answer.status_code == 200, body
    assert answer["Cache-Control"] == "no-store"
    assert body["items"]["email"] == "gaon.nuri@example.com"
    assert body["items"]["mobile-phone"] == "01055512345"
    assert "password" not in body["items"]
    withheld = {w["item"]: w for w in body["withheld"]}
    assert withheld["password"]["code"] == "credential-never-shown"
    assert withheld["password"]["ko"]
    assert {"PU6", "P5"} <= set(body["citations"]) or body["citations"]
    entry = log(subject)[-1]
    assert entry["id"] == body["entry"]
    assert (entry["act"], entry["outcome"], entry["purpose"]) == ("use", "allowed", "PU6")
    assert set(entry["items"]) == set(body["items"])
    assert entry["human"] == "staff-0042"
    assert entry["client"] == caller.client_id
    assert "gaon.nuri" not in str(entry)


@pytest.mark.parametrize(
    ("index", "value"),
    [
        ("email", "Gaon.Nuri@Example.com"),
        ("mobile-phone", "010 5551 2345"),
        ("login-id", " GAON.NURI "),
    ],
)
def test_a_person_is_found_by_one_exact_value(
    caller: Caller, subject: str, index: str, value: str
) -> None:
    answer = caller.use({"find": {"index": index, "value": value}})
    assert answer.status_code == 200, answer.json()
    assert answer.json()["subject"] == subject


BOTH: dict[str, Any] = {
    "index": "birth-date-and-name",
    "values": {"date-of-birth": "1990. 2. 3.", "personal-name": "가온 누리"},
}
FOUR: dict[str, Any] = {"index": "mobile-phone-last-four", "value": "2345"}


def another(caller: Caller, **values: str) -> str:
    """Somebody with the same name, birth date and last four digits, unless said otherwise."""
    given = {
        "login-id": "namesake",
        "mobile-phone": "010-9999-2345",
        "email": "namesake@example.com",
        **{name.replace("_", "-"): value for name, value in values.items()},
    }
    found: str = caller.collect(joining(values=given)).json()["subject"]
    return found


@pytest.mark.parametrize("find", [FOUR, BOTH])
def test_a_person_is_found_by_details_that_fit_nobody_else(
    caller: Caller, subject: str, find: dict[str, Any]
) -> None:
    """P87: by what is on record, the values are not."""
    answer = caller.use({"find": find})
    assert answer.status_code == 200, answer.json()
    assert answer.json()["subject"] == subject
    (entry,) = [entry for entry in entries() if entry["act"] == "look-up"]
    assert (entry["outcome"], entry["by"]) == ("done", [find["index"]])
    said = [str(value) for value in entry.values()]
    assert not {"2345", "가온누리", "가온 누리", "1990-02-03", "1990. 2. 3."} & {*said}
    assert "가온" not in str(entry)


@pytest.mark.parametrize(
    ("find", "also", "other"),
    [(FOUR, BOTH, {"personal_name": "나래누리"}), (BOTH, FOUR, {"mobile_phone": "010-9999-0000"})],
)
def test_details_that_fit_several_name_nobody_and_another_one_tells_them_apart(
    caller: Caller, subject: str, find: dict[str, Any], also: dict[str, Any], other: dict[str, str]
) -> None:
    second = another(caller, **other)
    answer = caller.use({"find": find})
    assert answer.status_code == 409
    assert answer.json()["code"] == "several-people"
    assert answer.json()["remedy"]["ko"]
    assert subject not in answer.content.decode()
    assert second not in answer.content.decode()
    assert (entries()[-1]["outcome"], entries()[-1]["by"]) == ("several", [find["index"]])
    assert [entry["act"] for entry in log(subject)] == ["collect"]
    answer = caller.use({"find": find, "also": [also]})
    assert answer.status_code == 200, answer.json()
    assert answer.json()["subject"] == subject
    assert [entry["act"] for entry in log(second)] == ["collect"]


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"find": {"index": "shoe-size", "value": "270"}}, "find.index", "unknown-id"),
        ({"find": {"index": "email"}}, "find.value", "one-value"),
        ({"find": {**FOUR, "values": {"email": "a@example.com"}}}, "find.value", "one-value"),
        ({"find": {**FOUR, "value": "12345"}}, "find.value", "not-last-four"),
        ({"find": {**FOUR, "value": "가나다라"}}, "find.value", "not-last-four"),
        ({"find": {**BOTH, "value": "x"}}, "find.values", "these-values"),
        ({"find": {"index": "birth-date-and-name", "values": {"date-of-birth": "1990-02-03"}}},
         "find.values", "these-values"),
        ({"find": {**BOTH, "values": {**BOTH["values"], "date-of-birth": "soon"}}},
         "find.values.date-of-birth", "not-a-date"),
        ({"find": FOUR, "also": [{"index": "email", "value": "unreadable"}]},
         "also.0.value", "not-an-email"),
        ({"also": [FOUR]}, "subject", "one-of"),
        ({"subject": str(uuid4()), "also": [FOUR]}, "subject", "one-of"),
    ],
)  # fmt: skip
def test_what_is_searched_by_has_its_form(
    caller: Caller, body: dict[str, Any], field: str, code: str
) -> None:
    before = len(entries())
    answer = caller.use(body)
    assert answer.status_code == 422
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [(field, code)]
    assert answer.json()["errors"][0]["remedy"]["ko"]
    assert len(entries()) == before


@pytest.mark.parametrize("there", [0, 1, 2])
def test_details_tell_nothing_to_who_has_no_right(caller: Caller, there: int) -> None:
    """P85: nobody, one or several: the same refusal."""
    if there:
        caller.collect()
    if there == 2:
        another(caller)
    told = caller.use({"find": FOUR, "task": "parking"})
    assert told.status_code == 403
    assert told.json()["code"] == "no-grant"
    assert told.json()["items"] == told.json()["withheld"] == []


def test_a_search_in_vain_is_on_record_without_its_value(caller: Caller) -> None:
    answer = caller.use({"find": {"index": "email", "value": "nobody@example.com"}})
    assert answer.status_code == 404
    assert answer.json()["code"] == "no-such-person"
    entry = entries()[-1]
    assert (entry["act"], entry["outcome"], entry["purpose"]) == ("look-up", "failed", "PU6")
    assert "nobody@" not in str(entry)


@pytest.mark.parametrize("there", [True, False])
def test_who_has_no_right_learns_nothing_of_who_is_there(
    caller: Caller, subject: str, there: bool
) -> None:
    """P85: the same refusal for somebody and for nobody."""
    value = "gaon.nuri@example.com" if there else "nobody@example.com"
    answer = caller.use({"find": {"index": "email", "value": value}, "task": "parking"})
    told = {k: v for k, v in answer.json().items() if k != "subject"}
    assert answer.status_code == 403
    assert told["code"] == "no-grant"
    assert told["items"] == told["withheld"] == []
    assert told["duties"][0]["code"] == "record"
    assert entries()[-1]["reason"] == "no-grant"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"task": "news"}, "purpose-consent-needed"),
        ({"task": "booking", "purpose": "PU6"}, "no-grant"),
        ({"purpose": "selling-ice"}, "no-grant"),
        ({"task": "service-desk"}, "purpose-needed"),
        ({"point": "C99"}, "unknown-point"),
        ({"items": ["password"]}, "credential-never-shown"),
        ({"items": ["shoe-size"]}, "item-not-listed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_refusal_says_why_and_how_to_mend_it(
    caller: Caller, subject: str, body: dict[str, Any], reason: str
) -> None:
    answer = caller.use({"subject": subject, **body})
    problem = answer.json()
    assert answer.status_code == (404 if reason == "unknown-point" else 403), problem
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["code"] == problem["reason"]["code"] == reason
    assert problem["citations"]
    assert problem["remedy"]["ko"]
    assert log(subject)[-1]["reason"] == reason


def test_a_purpose_outside_the_policy_needs_consent(ready: None) -> None:
    """P5, P6: even one that was granted by mistake; here the task grants none but its own."""
    caller = system(tasks=("membership",))
    subject = caller.collect().json()["subject"]
    assert caller.use({"subject": subject, "purpose": "selling-ice"}).json()["code"] == "no-grant"


def test_an_open_ended_purpose_asks_for_a_reason(ready: None) -> None:
    caller = system(tasks=("membership", "new-services"))
    subject = caller.collect().json()["subject"]
    asked = {"subject": subject, "task": "new-services"}
    assert caller.use(asked).json()["code"] == "reason-needed"
    answer = caller.use({**asked, "reason": "새 서비스 안내 준비"})
    assert answer.status_code in {200, 403}
    assert answer.json().get("code") != "reason-needed"
    assert log(subject)[-1]["why"] == "새 서비스 안내 준비"


def test_an_emergency_opens_more_and_goes_before_the_review(caller: Caller, subject: str) -> None:
    """docs/decisions.md, duties `review` and `tell-person`."""
    asked = {"subject": subject, "emergency": True, "purpose": "PU3"}
    assert caller.use(asked).json()["code"] == "reason-needed"
    answer = caller.use({**asked, "reason": "의식 없음, 연락처 확인"})
    body = answer.json()
    assert answer.status_code == 200, body
    assert {"review", "tell-person"} <= set(body["duties"])
    assert log(subject)[-1]["emergency"] is True
    found = rows("SELECT entry::text, account FROM safeguards.review WHERE subject = %s", subject)
    assert found == [(body["entry"], caller.account)]


def test_an_emergency_does_not_stand_in_for_the_task(caller: Caller, subject: str) -> None:
    """P77: a system that may not do the task at all opens nothing by saying it is urgent."""
    asked = {"subject": subject, "task": "parking", "emergency": True, "reason": "급함"}
    assert caller.use(asked).json()["code"] == "no-grant"
    assert rows("SELECT count(*) FROM safeguards.review") == [(0,)]


@pytest.mark.parametrize("both", [True, False])
def test_one_person_is_named_one_way(caller: Caller, both: bool) -> None:
    find = {"index": "email", "value": "gaon.nuri@example.com"}
    answer = caller.use({"subject": str(uuid4()), "find": find} if both else {})
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == ["subject"]


def test_a_value_to_find_by_has_its_form(caller: Caller) -> None:
    answer = caller.use({"find": {"index": "email", "value": "unreadable-thing"}})
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == ["find.value"]
    assert "unreadable-thing" not in answer.content.decode()


def test_an_unknown_id_is_not_found_and_on_record(caller: Caller) -> None:
    answer = caller.use({"subject": str(uuid4())})
    assert answer.status_code == 404
    assert (entries()[-1]["act"], entries()[-1]["outcome"]) == ("look-up", "failed")
    assert "subject" not in entries()[-1]


def test_each_look_is_a_look(caller: Caller, subject: str) -> None:
    """No key is asked for, and none makes two looks one."""
    for _ in range(2):
        caller.use({"subject": subject})
    assert [e["act"] for e in log(subject)] == ["collect", "use", "use"]


def test_what_is_not_collected_does_not_open(ready: None) -> None:
    caller = system(scopes=frozenset({Scope.COLLECT, Scope.USE}))
    subject = caller.collect(joining()).json()["subject"]
    assert "license-number" not in caller.use({"subject": subject}).json()["items"]
