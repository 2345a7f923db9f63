"""`{% who as there %}`: who is signed in, for the head of every page."""

from __future__ import annotations

import django.db
from django import template
from django.template import Context

from keepword.site.signing_in import who as signed_in

register = template.Library()


@register.simple_tag(takes_context=True)
def who(context: Context) -> str:
    """`member`, `staff`, or nothing; nothing, too, while the database is not there to say."""
    request = context.get("request")
    if request is None or not hasattr(request, "session"):
        return ""
    try:
        found = signed_in.of(request)
    except (django.db.OperationalError, django.db.InterfaceError):
        return ""
    if found.member:
        return "member"
    return "staff" if found.staff else ""
