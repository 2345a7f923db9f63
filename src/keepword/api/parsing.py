"""Request bodies as JSON (RFC 8259), read strictly: what two readers could read differently is
refused.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

from keepword.api.errors import NotJson


class StrictParser(Parser):
    """One name stands once in an object, numbers are finite, text is whole characters."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body of a request."""
        return read(request.body)


def read(body: bytes) -> Any:
    """The value in `body`.

    Raises:
        NotJson: it is none, or ambiguous, or nested too deeply.
    """
    try:
        value = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
        # Half a surrogate pair can be escaped into a text, but not stored or sent on.
        canonical(value).encode("utf-8")
    except (ValueError, RecursionError):
        raise NotJson from None
    return value


def canonical(value: Any) -> str:
    """`value` as JSON that reads the same however the sender ordered and spaced it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _refuse(_constant: str) -> NoReturn:
    raise ValueError
