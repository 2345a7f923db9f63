"""One request of somebody who is joining: what came in, and the application it belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.http import HttpRequest

from keepword.custody.acting import Acting
from keepword.runtime import clock
from keepword.site.joining import act
from keepword.site.joining.application import Application
from keepword.site.joining.form import CONTROLS, Form
from keepword.site.joining.place import Place
from keepword.site.signing_in import current


@dataclass(frozen=True, slots=True)
class Sent:
    """One request. `go` names the button that was pressed."""

    request: HttpRequest
    place: Place
    now: datetime
    application: Application
    given: dict[str, str] = field(repr=False)
    go: str

    @property
    def acting(self) -> Acting:
        """Whoever sent it."""
        anybody = current.anybody(self.request)
        return replace(anybody, account=self.application.subject, task=act.TASK)

    @property
    def answers(self) -> dict[str, str]:
        """What was typed now; secrets that were left empty are those typed before."""
        secrets = (q.item for q in self.place.questions.every if q.is_secret)
        before = {i: self.application.given[i] for i in secrets if i in self.application.given}
        return before | {name: typed for name, typed in self.given.items() if typed}

    def form(self, given: dict[str, str], *, judged: bool) -> Form:
        """The form with these answers."""
        return self.place.read(self.application, given, self.now, judged=judged)

    def sealed(self, given: dict[str, str]) -> str:
        """The application with these answers, as the value of a hidden field.

        Raises:
            LedgerShut: the key of the drafts cannot be read.
        """
        return self.application.typed(given, self.place.known()).sealed(self.now)


def receive(request: HttpRequest, place: Place) -> Sent:
    """What a form sent; the answers of earlier steps come out of its draft.

    Raises:
        DraftExpired, DraftBroken: the draft does not open.
        LedgerShut: the key of the drafts cannot be read.
    """
    now, token = clock.now(), request.POST.get("draft", "")
    application = Application.opened(token, now) if token else Application.new()
    typed = {n: str(value) for n, value in request.POST.items() if n not in CONTROLS}
    return Sent(request, place, now, application, typed, request.POST.get("go", ""))
