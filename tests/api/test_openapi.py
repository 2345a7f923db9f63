"""The OpenAPI document: every operation with its security, its problems and its examples."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client as Http

from keepword.api import bodies, examples
from keepword.api.urls import BODIES
from keepword.clients.scopes import Scope
from tests.api.scene import HOST, Caller

CALLS: dict[str, tuple[str, str, type[bodies.Call], int]] = {
    "/api/v1/collections/{point}": ("post", "collect", bodies.CollectionCall, 201),
    "/api/v1/uses": ("post", "use", bodies.UseCall, 200),
    "/api/v1/corrections": ("post", "correct", bodies.CorrectionCall, 200),
    "/api/v1/consents/{consent}/withdrawal": ("post", "withdraw", bodies.WithdrawalCall, 200),
    "/api/v1/members/{subject}": ("delete", "leave", bodies.LeavingCall, 200),
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    answer = Http(SERVER_NAME=HOST).get("/api/v1/openapi.json")
    assert answer["Cache-Control"] == "no-store"
    found: dict[str, Any] = answer.json()
    return found


def test_every_operation_is_there(document: dict[str, Any]) -> None:
    assert set(document["paths"]) == {*CALLS, "/api/v1/token", "/api/v1/decisions"}


def test_the_scheme_is_oauth_with_its_scopes(document: dict[str, Any]) -> None:
    flow = document["components"]["securitySchemes"]["OAuth2"]["flows"]["clientCredentials"]
    assert flow["tokenUrl"] == "/api/v1/token"
    assert set(flow["scopes"]) == {scope.value for scope in Scope}


@pytest.mark.parametrize("path", CALLS)
def test_an_operation_is_described_as_it_is(document: dict[str, Any], path: str) -> None:
    method, scope, model, status = CALLS[path]
    operation = document["paths"][path][method]
    assert operation["security"] == [{"OAuth2": [scope]}]
    assert operation["description"]
    responses = operation["responses"]
    assert set(responses) == {
        str(status), "400", "401", "403", "404", "409", "413", "422", "500", "503",
    }  # fmt: skip
    for code, response in responses.items():
        kinds = list(response["content"])
        assert kinds == ["application/json" if int(code) < 400 else "application/problem+json"]
        assert response["content"][kinds[0]]["schema"]["$ref"]
    keys = [p for p in operation["parameters"] if p["name"] == "Idempotency-Key"]
    assert bool(keys) is (path != "/api/v1/uses")
    example = operation["requestBody"]["content"]["application/json"]["example"]
    assert isinstance(model.model_validate(example), bodies.Call)
    assert responses[str(status)]["content"]["application/json"]["example"]


def test_the_example_of_a_collection_works(caller: Caller) -> None:
    example = examples.COLLECTION["requestBody"]["content"]["application/json"]["example"]
    assert caller.collect(example).status_code == 201


def test_decisions_are_open(document: dict[str, Any]) -> None:
    operation = document["paths"]["/api/v1/decisions"]["post"]
    assert operation["security"] == [{}, {"OAuth2": ["decide"]}]


def test_the_token_is_asked_for_with_a_form(document: dict[str, Any]) -> None:
    operation = document["paths"]["/api/v1/token"]["post"]
    assert list(operation["requestBody"]["content"]) == ["application/x-www-form-urlencoded"]
    assert "application/json" in operation["responses"]["401"]["content"]
    assert "application/problem+json" in operation["responses"]["503"]["content"]


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["$ref"]] if "$ref" in node else []
            return own + [ref for member in node.values() for ref in references(member)]
        if isinstance(node, list):
            return [ref for member in node for ref in references(member)]
        return []

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(references(document)) <= known


def test_every_body_is_known_by_its_argument(document: dict[str, Any]) -> None:
    """Problems word a field by the model that its operation takes."""
    named = {model.__name__ for model in BODIES.values()}
    asked = {
        content["schema"]["$ref"].rsplit("/", 1)[-1]
        for path in document["paths"].values()
        for operation in path.values()
        for content in operation["requestBody"]["content"].values()
        if "$ref" in content["schema"]
    }
    assert asked == named


def test_unknown_fields_are_said_to_be_refused(document: dict[str, Any]) -> None:
    for name in (model.__name__ for model in BODIES.values()):
        assert document["components"]["schemas"][name]["additionalProperties"] is False


def test_examples_name_nobody(document: dict[str, Any]) -> None:
    """Reserved domains and networks, and telephone numbers that no operator assigns."""
    text = json.dumps(document, ensure_ascii=False)
    assert "@example.com" in text
    assert "@" not in text.replace("@example.com", "").replace("._@:-", "").replace("._@", "")
