"""Pages about passwords: a forgotten one, a new one, and changing one's own."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from keepword.accounts.credentials import SHORTEST as STAFF_SHORTEST
from keepword.foundation.nodes import Language
from keepword.foundation.personal import Personal
from keepword.people import codes
from keepword.people import passwords as rules
from keepword.people.codes import Confirmed, Expired, Issued, TooManyTries, WrongCode
from keepword.runtime import clock, house
from keepword.site import in_force, words
from keepword.site.forms.fields import Field, Kind
from keepword.site.page import personal
from keepword.site.signing_in import current, resetting
from keepword.site.signing_in.changing import Changed, change
from keepword.site.signing_in.checking import NotIn, until_of
from keepword.site.signing_in.entering import LOGIN, PASSWORD, fields
from keepword.site.signing_in.trouble import tells_trouble

CODE: Final = "code"
NEW: Final = "new-password"


@require_http_methods(["GET", "HEAD", "POST"])
@tells_trouble
def forgotten(request: HttpRequest, language: Language) -> HttpResponse:
    """Ask for the log-in id; sent, a code is on its way if there is such a member."""
    if request.method != "POST":
        return _forgotten(request, language, fields(language)[0])
    login = request.POST.get(LOGIN, "")
    field = fields(language, login, sent=True)[0]
    if field.mistake:
        return _forgotten(request, language, field, status=422)
    hospital = in_force.policy().meta.controller.name
    acting, now = current.anybody(request), clock.now()
    answer = resetting.ask(house.door(), Personal(login), hospital, language, acting, now)
    if not isinstance(answer, Issued):
        mistake = words.say("forgotten.too-many", language, **until_of(answer.until))
        return _forgotten(request, language, field.wrong(mistake), status=429)
    there = reverse("password-new", args=[language])
    return HttpResponseRedirect(f"{there}?{urlencode({'sent': str(answer.code)})}")


@require_http_methods(["GET", "HEAD", "POST"])
@tells_trouble
def renew(request: HttpRequest, language: Language) -> HttpResponse:
    """Take the code and the new password."""
    given = request.POST if request.method == "POST" else request.GET
    sent = _uuid(given.get("sent", ""))
    if sent is None:
        return HttpResponseRedirect(reverse("password-forgotten", args=[language]))
    if request.method != "POST":
        return _renew(request, language, sent, (_code(language), _new(language)))
    digits, password = request.POST.get(CODE, ""), Personal(request.POST.get(NEW, ""))
    asked = (_code(language, digits, sent=True), _new(language, password))
    if any(field.mistake for field in asked):
        return _renew(request, language, sent, asked, status=422)
    use = _uuid(request.POST.get("use", "")) or uuid4()
    acting, now = current.anybody(request), clock.now()
    outcome = resetting.finish(house.door(), sent, digits, use, password, acting, now)
    if isinstance(outcome, Confirmed):
        return HttpResponseRedirect(f"{reverse('sign-in', args=[language])}?said=reset")
    mistake = _say(outcome, language)
    return _renew(request, language, sent, (asked[0].wrong(mistake), asked[1]), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@tells_trouble
@current.somebody_only
def own(request: HttpRequest, language: Language) -> HttpResponse:
    """Change one's own password: the one there is, and the new one."""
    least = STAFF_SHORTEST if current.staff(request) else rules.SHORTEST
    old, new = _old(language), _new(language, least=least)
    if request.method != "POST":
        return _own(request, language, (old, new))
    password, wanted = request.POST.get(PASSWORD, ""), Personal(request.POST.get(NEW, ""))
    if not password:
        old = old.wrong(words.say("sign-in.password.missing", language))
    new = _new(language, wanted, least=least)
    if old.mistake or new.mistake:
        return _own(request, language, (old, new), status=422)
    answer = change(request, house.door(), Personal(password), wanted, clock.now())
    if isinstance(answer, Changed):
        return HttpResponseRedirect(f"{reverse('me-password', args=[language])}?said=changed")
    if isinstance(answer, NotIn):
        old = old.wrong(answer.say(language, wrong="change.wrong"))
        return _own(request, language, (old, new), status=answer.status)
    return _own(request, language, (old, new.wrong(answer.say(language))), status=422)


def _say(outcome: WrongCode | Expired | TooManyTries, language: Language) -> str:
    if isinstance(outcome, WrongCode):
        return words.say("new-password.code.wrong", language, count=outcome.left)
    if isinstance(outcome, Expired):
        return words.say("new-password.code.expired", language)
    return words.say("new-password.code.tries", language)


def _forgotten(
    request: HttpRequest, language: Language, field: Field, *, status: int = 200
) -> HttpResponse:
    context = _context(language, "forgotten.title", (field,))
    return _page(request, language, "forgotten", context, status)


def _renew(
    request: HttpRequest,
    language: Language,
    sent: UUID,
    asked: tuple[Field, ...],
    *,
    status: int = 200,
) -> HttpResponse:
    more = {"sent": str(sent), "use": str(uuid4()), "reference": codes.reference_of(sent)}
    context = _context(language, "new-password.title", asked) | more
    return _page(request, language, "new_password", context, status)


def _own(
    request: HttpRequest, language: Language, asked: tuple[Field, ...], *, status: int = 200
) -> HttpResponse:
    changed = request.method != "POST" and request.GET.get("said") == "changed"
    context = _context(language, "change.title", asked) | {"changed": changed}
    return _page(request, language, "own_password", context, status)


def _context(language: Language, title: str, asked: tuple[Field, ...]) -> dict[str, Any]:
    wrong = [field for field in asked if field.mistake]
    said = words.say(title, language)
    return {
        "title": said,
        "place": "sign-in",
        "fields": asked,
        "wrong": wrong,
    }


def _page(
    request: HttpRequest, language: Language, page: str, context: dict[str, Any], status: int
) -> HttpResponse:
    template = f"keepword/signing_in/{page}.html"
    return personal(request, language, template, context, status=status)


def _code(language: Language, digits: str = "", *, sent: bool = False) -> Field:
    field = Field(
        CODE,
        Kind.TEXT,
        words.say("new-password.code", language),
        value=digits,
        hint=words.say("new-password.code.hint", language),
        autocomplete="one-time-code",
        inputmode="numeric",
        longest=12,
    )
    missing = sent and not digits.strip()
    return field.wrong(words.say("new-password.code.missing", language)) if missing else field


def _new(
    language: Language, password: Personal | None = None, *, least: int = rules.SHORTEST
) -> Field:
    field = Field(
        NEW,
        Kind.PASSWORD,
        words.say("new-password.new", language),
        hint=words.say("new-password.new.hint", language, least=least),
        autocomplete="new-password",
        longest=500,
    )
    fault = rules.fault(password) if password is not None else None
    if fault is None:
        return field
    return field.wrong(f"{fault.message.say(language)} {fault.remedy.say(language)}")


def _old(language: Language) -> Field:
    return Field(
        PASSWORD,
        Kind.PASSWORD,
        words.say("change.old", language),
        autocomplete="current-password",
        longest=500,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
