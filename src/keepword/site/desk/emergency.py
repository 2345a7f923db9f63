"""Emergency access: the reason first, then the person; wider, loud, reviewed, and told (P87)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from keepword.foundation.nodes import Language
from keepword.foundation.personal import Personal
from keepword.runtime import clock, house
from keepword.site import in_force, words
from keepword.site.desk.form import REASON, Given
from keepword.site.desk.page import given, show, tells_trouble
from keepword.site.desk.person import PersonFields
from keepword.site.desk.result import Result, result
from keepword.site.desk.urgent import look_in_emergency, purpose_of
from keepword.site.forms.fields import Field
from keepword.site.signing_in import current


@dataclass(frozen=True, slots=True)
class EmergencyForm:
    """The reason, then the person. Until there is a reason, the person is not read."""

    reason: Field
    person: PersonFields

    @property
    def wrong(self) -> tuple[Field, ...]:
        """The fields with a mistake, in the order of the page."""
        return tuple(f for f in (self.reason, *self.person.fields) if f.mistake)


@require_http_methods(["GET", "HEAD", "POST"])
@current.staff_only()
@tells_trouble
def emergency(request: HttpRequest, language: Language) -> HttpResponse:
    """The form; sent, everything but credentials of every point that holds something."""
    sent = given(request)
    form = _read(sent, language)
    sought = form.person.sought
    if form.wrong or sought is None:
        return _form(request, language, form)
    now, reason = clock.now(), Personal(form.reason.value)
    urgent = look_in_emergency(house.door(), current.acting_of(request), now, sought, reason)
    if not urgent.seen:
        return _form(request, language, form, nobody=not urgent.several, several=urgent.several)
    about = Result(
        words.say("emergency.task", language),
        purpose_of(in_force.policy()).name.say(language),
        now,
        reverse("desk-emergency", args=[language]),
        emergency=True,
        told=urgent.told,
    )
    return result(request, language, urgent.seen, about)


def _read(sent: Given, language: Language) -> EmergencyForm:
    reason = Field(
        REASON.name,
        REASON.kind,
        words.say("emergency.reason", language),
        value=sent.get(REASON.name, "").strip(),
        hint=words.say("emergency.reason.hint", language),
        longest=REASON.longest,
    )
    if sent and not 0 < len(reason.value) <= REASON.longest:
        reason = reason.wrong(words.say("emergency.wrong.reason", language))
    return EmergencyForm(reason, PersonFields(in_force.policy(), language, sent))


def _form(
    request: HttpRequest,
    language: Language,
    form: EmergencyForm,
    *,
    nobody: bool = False,
    several: bool = False,
) -> HttpResponse:
    said = "look-up.several" if several else "look-up.nobody" if nobody else "emergency.title"
    title = words.say(said, language)
    context = {
        "title": title,
        "here": "emergency",
        "form": form,
        "wrong": form.wrong,
        "nobody": nobody,
        "several": several,
    }
    return show(request, language, "emergency", context, status=422 if form.wrong else 200)
