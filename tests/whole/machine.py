"""A system that calls the API, over the network."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from tests.whole.wire import Answer, Wire

FORM = "application/x-www-form-urlencoded"


@dataclass
class Machine:
    """One API client with the token that it holds."""

    wire: Wire
    client_id: str
    client_secret: str
    token: str = ""

    def sign_in(self) -> Answer:
        """Ask for a token and keep it (RFC 6749, section 4.4)."""
        basic = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}", "Content-Type": FORM}
        form = urlencode({"grant_type": "client_credentials"}).encode()
        answer = self.wire.ask("POST", "/api/v1/token", form, headers)
        if answer.status == 200:
            self.token = answer.json()["access_token"]
        return answer

    def call(self, method: str, path: str, body: dict[str, Any], key: str = "") -> Answer:
        """One call; `key` is the idempotency key, a fresh one unless it is given."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": f'"{key or uuid4()}"',
        }
        return self.wire.ask(method, f"/api/v1/{path}", json.dumps(body).encode(), headers)
