"""Another system of the hospital, calling over plain HTTP."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from tests.whole.canary_browser import FORM, Answer, Browser

NOTICE = "5f" * 32


@dataclass
class System:
    """A client of the API; `token` is what it holds, empty for none."""

    browser: Browser
    client_id: str
    secret: str
    token: str = ""
    human: dict[str, str] = field(default_factory=lambda: {"id": "staff-0042"})

    def sign_in(self, scope: str = "") -> Answer:
        """Ask for a token of this scope; of all that was granted without one."""
        asked = {"grant_type": "client_credentials", **({"scope": scope} if scope else {})}
        answer = self.ask(urlencode(asked), self.client_id, self.secret)
        self.token = json.loads(answer.body).get("access_token", "")
        return answer

    def ask(self, form: str, client_id: str, secret: str) -> Answer:
        """Send a form to where tokens are given."""
        basic = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
        headers = {"Content-Type": FORM, "Authorization": f"Basic {basic}"}
        return self.browser.send("POST", "/api/v1/token", form.encode(), headers)

    def call(
        self, method: str, address: str, body: Any = None, *, key: str = "", raw: bytes = b""
    ) -> Answer:
        """One call. `raw` is sent as it is, in place of a body."""
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key or f'"{uuid4()}"',
            **({"Authorization": f"Bearer {self.token}"} if self.token else {}),
        }
        sent = raw or json.dumps(body, ensure_ascii=False).encode()
        return self.browser.send(method, f"/api/v1/{address}", sent, headers)

    def at(self, task: str, **more: Any) -> dict[str, Any]:
        """What every body says: who, for which task, from where."""
        return {"human": self.human, "task": task, "source": "192.0.2.10", **more}


def joining(values: dict[str, str], **more: Any) -> dict[str, Any]:
    """The body of somebody's joining with everything that is given here agreed to."""
    items = [i for i in ("mail-consent", "license-number", "employee-number",
                         "hospital-registration-number") if i in values]  # fmt: skip
    consents = [{"kind": "collect"}, *({"kind": "item", "item": item} for item in items)]
    consents += [{"kind": "purpose", "scope": "PU16"}] if "mail-consent" in values else []
    return {"values": values, "consents": consents, "notice": NOTICE, "channel": "CH2", **more}
