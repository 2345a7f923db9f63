"""Who may see a page, and who acts in it (P77, P85)."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from keepword.accounts.models import Role, Staff
from keepword.foundation.nodes import Language
from keepword.site.signing_in import current
from keepword.site.signing_in.errors import NotSignedIn
from keepword.site.signing_in.sessions import SessionStore
from tests.site.signing_in.walk import (
    COOKIE,
    sign_in,
    staff_in,
    text,
)


def _view(request: HttpRequest, language: Language) -> HttpResponse:
    acting = current.acting_of(request)
    return HttpResponse(f"{acting.actor.value} {acting.account} {acting.source}")


def _ask(client: Client, view: object, path: str = "/ko/desk/") -> HttpResponse:
    assert callable(view)
    request = RequestFactory(REMOTE_ADDR="192.0.2.44").get(path)
    request.COOKIES.update({name: cookie.value for name, cookie in client.cookies.items()})
    request.session = SessionStore(request.COOKIES.get(COOKIE))
    answer = view(request, "ko")
    assert isinstance(answer, HttpResponse)
    return answer


def test_guards_let_in_whom_they_name(client: Client, member: UUID, staff: Staff) -> None:
    guards = {
        "members": current.members_only(_view),
        "staff": current.staff_only()(_view),
        "officers": current.staff_only(Role.OFFICER, Role.OFFICE)(_view),
        "somebody": current.somebody_only(_view),
    }

    def answers() -> dict[str, int]:
        return {name: _ask(client, view).status_code for name, view in guards.items()}

    assert answers() == dict.fromkeys(guards, 302)
    sign_in(client)
    assert answers() == {"members": 200, "staff": 403, "officers": 403, "somebody": 200}
    staff_in(client)
    assert answers() == {"members": 403, "staff": 200, "officers": 403, "somebody": 200}
    Staff.objects.filter(id=staff.id).update(role=Role.OFFICE)
    assert answers()["officers"] == 200


def test_who_acts_is_who_is_signed_in(client: Client, member: UUID, staff: Staff) -> None:
    nobody = UUID(int=0)
    assert text(_ask(client, _view)) == f"person {nobody} 192.0.2.44"
    sign_in(client)
    assert text(_ask(client, _view)) == f"person {member} 192.0.2.44"
    staff_in(client)
    assert text(_ask(client, _view)) == f"staff {staff.id} 192.0.2.44"


def test_a_view_without_a_guard_is_told(db: None) -> None:
    request = RequestFactory().get("/ko/me/")
    request.session = SessionStore()
    for asked in (current.the_member, current.the_staff):
        with pytest.raises(NotSignedIn):
            asked(request)


def test_pages_made_for_somebody_are_not_stored_by_anybody(client: Client, member: UUID) -> None:
    public = client.get("/ko/policy/")
    assert "public" in public["Cache-Control"]
    assert "Cookie" in public["Vary"]
    sign_in(client)
    assert client.get("/ko/policy/")["Cache-Control"] == "no-store"
