"""Asking a running Keepword on this machine how it is."""

from __future__ import annotations

import http.client
import json

from keepword.foundation.errors import KeepwordError, Message
from keepword.runtime.ports import LOOPBACK
from keepword.runtime.relay import Relayed

SECONDS = 2.0
"""How long an answer may take; a later one counts as none."""


def health(port: int) -> tuple[int, KeepwordError | None]:
    """The status of `/healthz` (0: no answer) and, if it names one, what is missing."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=SECONDS)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        return answer.status, _first_problem(answer.read())
    except (OSError, http.client.HTTPException):
        return 0, None
    finally:
        connection.close()


def _first_problem(body: bytes) -> KeepwordError | None:
    try:
        probes = json.loads(body)["probes"]
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError):
        return None
    for probe in probes:
        if not probe["ok"]:
            return Relayed(probe["code"], Message(**probe["message"]), Message(**probe["remedy"]))
    return None
