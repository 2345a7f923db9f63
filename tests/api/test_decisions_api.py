"""The decisions API: the answer of the engine, RFC 9457 problems, an OpenAPI document."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from keepword.policies import library
from keepword.policy.decisions import judge
from keepword.policy.decisions.parsing import read_question
from keepword.policy.decisions.report import report

ADDRESS = "/api/v1/decisions"
LOOK_UP = {
    "act": "use", "actor": "staff", "point": "C8", "purpose": "PU1",
    "items": ["patient-name", "email"], "facts": {"grants": ["PU1"]},
    "at": "2026-11-24T09:00:00+09:00",
}  # fmt: skip


def ask(body: Any) -> Any:
    return Client().post(ADDRESS, json.dumps(body), content_type="application/json")


def test_the_answer_is_the_engines() -> None:
    response = ask(LOOK_UP)
    loaded = library.load("asan")
    question = read_question(LOOK_UP)
    assert question.at is not None
    answer = judge(loaded.policy, library.laws()["kr"]).decide(
        question.request(), question.facts.facts(), question.at
    )
    assert response.status_code == 200
    assert response.json() == report(answer)
    assert response.json()["items"] == ["patient-name"]
    assert response.json()["withheld"][0]["code"] == "purpose-does-not-open"


def test_a_refusal_is_an_answer_too() -> None:
    """P5, P6: outside the policy, consent is needed."""
    response = ask({**LOOK_UP, "purpose": "selling-ice", "facts": {"grants": ["selling-ice"]}})
    body = response.json()
    assert response.status_code == 200
    assert body["decision"] == "denied"
    assert body["reason"]["code"] == "outside-policy"
    assert {"P5", "P6"} <= set(body["citations"])
    assert body["remedy"]["ko"]
    assert body["remedy"]["en"]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"act": "sell"}, "act", "not-a-choice"),
        ({"point": None}, "point", "wrong-type"),
        ({"colour": "red"}, "colour", "unknown-field"),
        ({"facts": {"born": "yesterday"}}, "facts.born", None),
        ({"facts": {"consents": [{"kind": "nod", "scope": "C1"}]}}, "facts.consents.0.kind", None),
        ({"at": "2026-11-24T09:00:00"}, "at", None),
    ],
)
def test_a_field_that_cannot_be_read_is_named(
    change: dict[str, Any], field: str, code: str | None
) -> None:
    response = ask({**LOOK_UP, **change})
    problem = response.json()
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert [e["field"] for e in problem["errors"]] == [field]
    assert problem["errors"][0]["detail"]["ko"]
    if code:
        assert problem["errors"][0]["code"] == code


@pytest.mark.parametrize("body", ["", "{", "[1, 2", "\x00", "1" * 100])
def test_nonsense_gets_a_problem_in_both_languages(body: str) -> None:
    response = Client().post(ADDRESS, body, content_type="application/json")
    assert response.status_code in {400, 422}
    problem = response.json()
    assert problem["words"]["ko"]
    assert problem["words"]["en"]
    assert problem["remedy"]["en"]


def test_given_values_are_not_repeated_in_problems() -> None:
    """No personal value in an error, whatever a caller sends."""
    secret = "900101-1234568"
    response = ask({**LOOK_UP, "act": secret, "facts": {"born": secret, secret: 1}})
    told = [
        e for e in response.json()["errors"] if secret in json.dumps(e) and secret not in e["field"]
    ]
    assert told == []


def test_the_openapi_document_describes_it() -> None:
    document = Client().get("/api/v1/openapi.json").json()
    operation = document["paths"][ADDRESS]["post"]
    assert operation["summary"] == "May this be done?"
    assert {"200", "400", "422"} <= set(operation["responses"])
    assert "Question" in document["components"]["schemas"]
