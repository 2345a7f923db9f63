"""The second factor of the staff: a code from a device, and setting the device up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Final

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from keepword.accounts import totp
from keepword.accounts.errors import AlreadyEnrolled, NotEnrolled
from keepword.accounts.models import Staff
from keepword.accounts.refusals import Refused
from keepword.custody.acting import Acting
from keepword.foundation.nodes import Language
from keepword.foundation.personal import Personal
from keepword.policy.decisions.question import Actor
from keepword.runtime import clock, house
from keepword.site import in_force, words
from keepword.site.forms.fields import Field, Kind
from keepword.site.page import personal
from keepword.site.signing_in import current, who
from keepword.site.signing_in.checking import NotIn
from keepword.site.signing_in.entering import entered, with_next
from keepword.site.signing_in.trouble import tells_trouble
from keepword.site.signing_in.ways import safe_next
from keepword.site.troubles import View

FIELD: Final = "totp"

_GROUP: Final = 4
"""Letters of the seed that are shown together."""


def _half_only(view: View) -> View:
    """Only between the two factors; everybody else begins with the first one."""

    @wraps(view)
    def guarded(request: HttpRequest, language: Language) -> HttpResponse:
        if who.of(request).half is not None:
            return view(request, language)
        return _back_to_start(request, language)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@tells_trouble
@_half_only
def code(request: HttpRequest, language: Language) -> HttpResponse:
    """Ask for the code of the device; with the right one, in."""
    staff, _since = _half(request)
    if request.method != "POST":
        return _page(request, language, "code", _field(language), {})
    try:
        with house.door().act(_acting(request, staff), clock.now()) as act:
            found = totp.check(act, staff.id, request.POST.get(FIELD, ""), clock.real())
    except (NotEnrolled, Staff.DoesNotExist):
        return _back_to_start(request, language)
    if isinstance(found, Refused):
        return _refused(request, language, "code", found, {})
    return _enter(request, language, staff, found)


@require_http_methods(["GET", "HEAD", "POST"])
@tells_trouble
@_half_only
def device(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the seed as a QR code and as text; with the first right code, the device is set up."""
    staff, since = _half(request)
    acting, now = _acting(request, staff), clock.now()
    try:
        if request.method != "POST":
            offer = _offer(acting, staff, since)
            return _page(request, language, "device", _field(language), offer)
        with house.door().act(acting, now) as act:
            found = totp.confirm(act, staff.id, request.POST.get(FIELD, ""), clock.real())
        if isinstance(found, Refused):
            return _refused(request, language, "device", found, _offer(acting, staff, since))
    except (AlreadyEnrolled, NotEnrolled, Staff.DoesNotExist):
        return _back_to_start(request, language)
    return _enter(request, language, staff, found)


def _offer(acting: Acting, staff: Staff, since: datetime) -> dict[str, object]:
    """The seed to show."""
    with house.door().act(acting, clock.now()) as act:
        seed = totp.offer(act, staff.id, since)
    hospital = in_force.policy().meta.controller.name.en
    letters = seed.reveal()
    groups = (letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))
    return {"qr": drawn(totp.address(seed, staff.login, hospital)), "seed": " ".join(groups)}


def drawn(address: Personal) -> SafeString:
    """The QR code (ISO/IEC 18004) of an address as an inline `<svg>`, dark on light."""
    picture = segno.make(address.reveal(), error="m", micro=False)
    drawing = picture.svg_inline(
        border=4, light="#fff", svgclass=None, lineclass=None, omitsize=True
    )
    return SafeString(drawing)  # segno wrote it; of the address there are only squares in it


def _half(request: HttpRequest) -> tuple[Staff, datetime]:
    found = who.of(request)
    if found.half is None or found.since is None:
        raise NotEnrolled
    return found.half, found.since


def _acting(request: HttpRequest, staff: Staff) -> Acting:
    acting = current.anybody(request)
    return replace(
        acting,
        actor=Actor.STAFF,
        account=staff.id,
        department=staff.department,
        role=staff.role,
    )


def _enter(request: HttpRequest, language: Language, staff: Staff, epoch: int) -> HttpResponse:
    who.enter(request, who.Kind.STAFF, staff.id, epoch)
    return entered(language, _back(request))


def _refused(
    request: HttpRequest,
    language: Language,
    page: str,
    refused: Refused,
    context: dict[str, object],
) -> HttpResponse:
    not_in = NotIn(refused.why.value, refused.until)
    field = _field(language).wrong(not_in.say(language, wrong="second.wrong"))
    return _page(request, language, page, field, context, status=not_in.status)


def _page(
    request: HttpRequest,
    language: Language,
    page: str,
    field: Field,
    context: dict[str, object],
    *,
    status: int = 200,
) -> HttpResponse:
    title = words.say("second.title" if page == "code" else "device.title", language)
    wrong = [field] if field.mistake else []
    shown = {
        "title": title,
        "place": "sign-in",
        "field": field,
        "wrong": wrong,
        "back": _back(request),
        **context,
    }
    template = f"keepword/signing_in/{page}.html"
    return personal(request, language, template, shown, status=status)


def _field(language: Language) -> Field:
    return Field(
        FIELD,
        Kind.TEXT,
        words.say("second.code", language),
        hint=words.say("second.code.hint", language),
        autocomplete="one-time-code",
        inputmode="numeric",
        longest=12,
    )


def _back(request: HttpRequest) -> str:
    return safe_next(request.POST.get("next", "") or request.GET.get("next", ""))


def _back_to_start(request: HttpRequest, language: Language) -> HttpResponse:
    """The first factor again: too late, or never there. Whoever is in already goes on."""
    if who.of(request).staff is not None:
        return entered(language, _back(request))
    if who.of(request).half is not None:
        who.leave(request)
    start = with_next(reverse("sign-in", args=[language]), _back(request))
    return HttpResponseRedirect(f"{start}{'&' if '?' in start else '?'}said=half")
