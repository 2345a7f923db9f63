"""The sign-in page: log-in id and password, for members and staff alike."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from keepword.accounts.credentials import PasswordRight
from keepword.foundation.nodes import Language
from keepword.foundation.personal import Personal
from keepword.runtime import clock, house
from keepword.site import in_force, words
from keepword.site.forms.fields import Field, Kind
from keepword.site.page import personal
from keepword.site.presenting.wording import capitalised
from keepword.site.signing_in import checking, current, who
from keepword.site.signing_in.checking import NotIn
from keepword.site.signing_in.trouble import tells_trouble
from keepword.site.signing_in.ways import safe_next

LOGIN, PASSWORD = "login-id", "password"
"""The fields, named as the items are."""

SAID = {
    "expired": "sign-in.expired",
    "out": "sign-in.out",
    "reset": "sign-in.reset",
    "half": "sign-in.half",
}
"""What the page can begin with."""


@require_http_methods(["GET", "HEAD", "POST"])
@tells_trouble
def sign_in(request: HttpRequest, language: Language) -> HttpResponse:
    """The form; sent, members are in, and staff go on to their code."""
    back = safe_next(request.POST.get("next", "") or request.GET.get("next", ""))
    if request.method != "POST":
        found = who.of(request)
        if found.member or found.staff:
            return HttpResponseRedirect(back or _home(language, staff=found.staff is not None))
        return _form(request, language, fields(language), back)
    login, password = request.POST.get(LOGIN, ""), request.POST.get(PASSWORD, "")
    asked = fields(language, login, sent=True, empty=not password)
    if any(field.mistake for field in asked):
        return _form(request, language, asked, back, status=422)
    acting, now = current.anybody(request), clock.now()
    answer = checking.check(house.door(), Personal(login), Personal(password), acting, now)
    if isinstance(answer, NotIn):
        mended = (asked[0].wrong(answer.say(language)), asked[1])
        return _form(request, language, mended, back, status=answer.status)
    if isinstance(answer, PasswordRight):
        who.enter(request, who.Kind.HALF, answer.staff, answer.epoch)
        step = "sign-in-code" if answer.enrolled else "sign-in-device"
        return HttpResponseRedirect(with_next(reverse(step, args=[language]), back))
    who.enter(request, who.Kind.MEMBER, answer.subject, answer.epoch)
    return HttpResponseRedirect(back or _home(language, staff=False))


@require_POST
@tells_trouble
def sign_out(request: HttpRequest, language: Language) -> HttpResponse:
    """End the session. Doing it twice is harmless."""
    found = who.of(request)
    if found.member or found.staff:
        subject = found.member.subject if found.member else None
        with house.door().act(current.acting_of(request), clock.now()) as act:
            act.note("sign-out", subject=subject)
    who.leave(request)
    return HttpResponseRedirect(f"{reverse('sign-in', args=[language])}?said=out")


def entered(language: Language, back: str) -> HttpResponse:
    """Where staff go once they are in."""
    return HttpResponseRedirect(back or _home(language, staff=True))


def with_next(address: str, back: str) -> str:
    """An address that remembers the way back."""
    return f"{address}?{urlencode({'next': back})}" if back else address


def fields(
    language: Language, login: str = "", *, sent: bool = False, empty: bool = False
) -> tuple[Field, Field]:
    """The two fields; `sent` with mistakes where something is missing."""
    label = in_force.policy().item_index
    name = Field(
        LOGIN,
        Kind.TEXT,
        capitalised(label[LOGIN].label.say(language)),
        value=login,
        autocomplete="username",
        longest=100,
    )
    secret = Field(
        PASSWORD,
        Kind.PASSWORD,
        capitalised(label[PASSWORD].label.say(language)),
        autocomplete="current-password",
        longest=500,
    )
    if sent and not login.strip():
        name = name.wrong(words.say("sign-in.login.missing", language))
    if sent and empty:
        secret = secret.wrong(words.say("sign-in.password.missing", language))
    return name, secret


def _form(
    request: HttpRequest,
    language: Language,
    asked: tuple[Field, Field],
    back: str,
    *,
    status: int = 200,
) -> HttpResponse:
    wrong = [field for field in asked if field.mistake]
    said = SAID.get(request.GET.get("said", "")) if request.method != "POST" else None
    title = words.say("sign-in.title", language)
    context = {
        "title": title,
        "place": "sign-in",
        "fields": asked,
        "wrong": wrong,
        "back": back,
        "said": words.say(said, language) if said else "",
    }
    return personal(request, language, "keepword/signing_in/sign_in.html", context, status=status)


def _home(language: Language, *, staff: bool) -> str:
    """Where one is after signing in: the desk, or one's own page."""
    return f"/{language}/{'desk' if staff else 'me'}/"
