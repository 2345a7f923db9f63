"""Who is signed in, for every page that asks: `member`, `staff`, `acting_of`, and the guards.

@current.members_only
@current.staff_only()                     any member of staff
@current.staff_only("officer", "office")  these roles only
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from keepword.accounts import grants
from keepword.accounts.models import Staff
from keepword.custody.acting import Acting
from keepword.foundation.nodes import Language
from keepword.policies import desk
from keepword.policy.decisions.question import Actor
from keepword.runtime import clock, config, source
from keepword.site import languages
from keepword.site.signing_in import who
from keepword.site.signing_in.errors import NotSignedIn
from keepword.site.signing_in.ways import forbidden, to_sign_in
from keepword.site.signing_in.who import Member

__all__ = [
    "Member",
    "acting_of",
    "anybody",
    "member",
    "members_only",
    "somebody_only",
    "staff",
    "staff_only",
    "the_member",
    "the_staff",
]

NOBODY = UUID(int=0)
"""The account of whoever is not signed in."""

View = TypeVar("View", bound=Callable[..., HttpResponse])


def member(request: HttpRequest) -> Member | None:
    """The member who is signed in, if one is."""
    return who.of(request).member


def staff(request: HttpRequest) -> Staff | None:
    """The member of staff who is signed in with both factors, if one is."""
    return who.of(request).staff


def the_member(request: HttpRequest) -> Member:
    """The member, in a view that is guarded.

    Raises:
        NotSignedIn: the view is not guarded.
    """
    found = member(request)
    if found is None:
        raise NotSignedIn
    return found


def the_staff(request: HttpRequest) -> Staff:
    """The member of staff, in a view that is guarded.

    Raises:
        NotSignedIn: the view is not guarded.
    """
    found = staff(request)
    if found is None:
        raise NotSignedIn
    return found


def acting_of(request: HttpRequest) -> Acting:
    """Who acts in this request, as far as the sign-in vouches for it.

    Staff carry the purposes of the tasks they are granted at this moment (P85); a view narrows
    them to the task at hand. Whoever is not signed in acts as a person without an account.
    """
    found = who.of(request)
    if found.staff is not None:
        return _of_staff(request, found.staff)
    if found.member is None:
        return anybody(request)
    return Acting(
        Actor.PERSON,
        found.member.subject,
        source=source.of(request),
        identity_verified=True,
        language=_language(request),
    )


def anybody(request: HttpRequest) -> Acting:
    """Whoever is at the other end, signed in or not."""
    return Acting(Actor.PERSON, NOBODY, source=source.of(request), language=_language(request))


def members_only(view: View) -> View:
    """Only for members who are signed in; everybody else is sent to sign in, and comes back."""
    return _guarded(view, lambda request: member(request) is not None)


def somebody_only(view: View) -> View:
    """For members and staff."""
    return _guarded(view, lambda request: bool(member(request) or staff(request)))


def staff_only(*roles: str) -> Callable[[View], View]:
    """Only for staff with one of these roles; for any staff if none is named (P77, P85)."""

    def guard(view: View) -> View:
        def may(request: HttpRequest) -> bool:
            found = staff(request)
            return found is not None and (not roles or found.role in roles)

        return _guarded(view, may)

    return guard


def _guarded(view: View, may: Callable[[HttpRequest], bool]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if may(request):
            return view(request, *args, **kwargs)
        if member(request) or staff(request):
            return forbidden(request, _language(request))
        return to_sign_in(request, _language(request))

    return cast(View, guarded)


def _of_staff(request: HttpRequest, found: Staff) -> Acting:
    tasks = desk.tasks(config.current().policy).of(found.department)
    return Acting(
        Actor.STAFF,
        found.id,
        source=source.of(request),
        department=found.department,
        role=found.role,
        grants=grants.grants_of(found, clock.now(), tasks),
        language=_language(request),
    )


def _language(request: HttpRequest) -> Language:
    return languages.of_path(request.path) or "ko"
