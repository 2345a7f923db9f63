"""Somebody of the staff at the desk: two factors, then looks, each with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from tests.whole import spoken
from tests.whole.browser import Browser
from tests.whole.furnishing import Colleague
from tests.whole.journal import Journal, Line
from tests.whole.members import Known
from tests.whole.wire import Answer

LOOK_UP = "/ko/desk/look-up/"
MEMBERSHIP, INQUIRIES, NEW_SERVICES = (
    ("membership", "PU6"),
    ("inquiries", "PU12"),
    ("new-services", "PU17"),
)
TASKS = {
    "outpatient-reception": MEMBERSHIP,
    "information-security": MEMBERSHIP,
    "public-relations": INQUIRIES,
}
"""What a department looks members up for, and which purpose that is; others have no such task."""

_ENTRY = re.compile(r'<p class="looked__entry note">[^<]*<code translate="no">([0-9a-f-]{36})<')
_LABEL = re.compile(r"<div><dt>([^<]+)</dt><dd translate=\"no\">")
_REASON = re.compile(r'<p class="answer-panel__reason">([^<]+)</p>')


@dataclass
class Desk:
    """One colleague with a browser."""

    browser: Browser
    colleague: Colleague
    journal: Journal

    @property
    def may(self) -> bool:
        """Whether looking members up is among the colleague's tasks."""
        return self.colleague.department in TASKS

    def sign_in(self) -> None:
        """Password, then the code of the device; both are on record."""
        one = self.colleague
        assert self.browser.sign_in(one.login, one.password).status == 302
        self.journal.add(Line("sign-in", "done", one.id))
        answer = self.browser.show_code(one.totp)
        assert (answer.status, answer.header("location")) == (302, "/ko/desk/"), answer.text
        self.journal.add(Line("sign-in", "done", one.id, department=one.department))

    def look_up(self, member: Known) -> None:
        """Look a member up by e-mail address; whoever left meanwhile is not found."""
        task, purpose = TASKS[self.colleague.department]
        page = self._ask(task, member)
        assert page.status == 200, page.text
        entries = _ENTRY.findall(page.text)
        if not entries:
            assert 'name="email"' in page.text
            self._line("look-up", "failed", task, purpose)
            return
        (entry,) = entries
        items = frozenset(spoken.item_of(unescape(said)) for said in _LABEL.findall(page.text))
        self._line("use", "allowed", task, purpose, member.subject, items=items, entry=entry)

    def look_up_without_right(self, member: Known) -> None:
        """Ask for a task of another department."""
        mine = TASKS.get(self.colleague.department)
        task, purpose = NEW_SERVICES if mine == MEMBERSHIP else MEMBERSHIP
        page = self._ask(task, member)
        assert page.status == 403, (page.status, page.text[:4000])
        (said,) = _REASON.findall(page.text)
        reason = spoken.reason_of(unescape(said))
        self._line("use", "denied", task, purpose, member.subject, reason=reason)

    def _ask(self, task: str, member: Known) -> Answer:
        form = {"task": task, "email": member.values["email"], "reason": "전화 문의 확인"}
        return self.browser.send(LOOK_UP, form)

    def _line(
        self,
        act: str,
        outcome: str,
        task: str,
        purpose: str,
        subject: str = "",
        *,
        reason: str = "",
        items: frozenset[str] | None = None,
        entry: str = "",
    ) -> None:
        one = self.colleague
        self.journal.add(
            Line(
                act, outcome, one.id, reason=reason, task=task, purpose=purpose, subject=subject,
                department=one.department, items=items, entry=entry,
            )
        )  # fmt: skip
