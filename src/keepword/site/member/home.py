"""The member's first page: what is held of them, why, and until when (PIPA 35; P49)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from keepword.foundation.nodes import Language
from keepword.policy.decisions.citing import clauses_of
from keepword.policy.model.vocabulary import Principle
from keepword.runtime import clock, house
from keepword.site import in_force, words
from keepword.site.member.held import OwnData
from keepword.site.member.page import acting, show, told
from keepword.site.signing_in import current

SAID = {"edited": "me.said.edited", "unchanged": "me.said.unchanged"}
"""What the page says after something was done."""


@require_safe
@told
@current.members_only
def home(request: HttpRequest, language: Language) -> HttpResponse:
    """Everything that is held. That the member looks at it is on record too."""
    own = OwnData(house.door(), language)
    policy = in_force.policy()
    said = SAID.get(request.GET.get("said", ""))
    context = {
        "title": words.say("me.title", language),
        "here": "me",
        "held": own.look(acting(request), clock.now()),
        "comes_about": own.comes_about(),
        "said": words.say(said, language) if said else "",
        "editable": policy.withdrawal.membership if policy.withdrawal else "",
        "passwords": clauses_of(policy, Principle.PASSWORDS),
    }
    return show(request, language, "home", context)
