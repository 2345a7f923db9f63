"""The OpenAPI document as a whole: how one signs in, and what a problem looks like."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from keepword.api.problems import PROBLEM_TYPE
from keepword.clients.scopes import WORDS

TOKEN_URL = "/api/v1/token"

SCHEMES = {
    "OAuth2": {
        "type": "oauth2",
        "description": "Client credentials; the token is sent as a Bearer token (RFC 6750).",
        "flows": {
            "clientCredentials": {
                "tokenUrl": TOKEN_URL,
                "scopes": {scope.value: said.en for scope, said in WORDS.items()},
            }
        },
    },
    "ClientSecretBasic": {"type": "http", "scheme": "basic"},
}

_TOKEN_ERROR = "TokenRefusal"
"""The one schema of an error that is no problem: RFC 6749 has its own form."""


class Api(NinjaAPI):
    """Ninja's API, whose document tells problems and security schemes as they are."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The document."""
        document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        document["components"]["securitySchemes"] = SCHEMES
        for path in document["paths"].values():
            for operation in path.values():
                for status, response in operation["responses"].items():
                    _name_problem(int(status), response)
        return document


def _name_problem(status: int, response: dict[str, Any]) -> None:
    content = response.get("content", {})
    told = content.get("application/json")
    if status >= 400 and told and not told["schema"].get("$ref", "").endswith(_TOKEN_ERROR):
        response["content"] = {PROBLEM_TYPE: told}
