"""Template filters of a member's own pages."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.safestring import SafeString

from keepword.foundation.nodes import Language
from keepword.site.evidence import moments

register = template.Library()


@register.filter
def moment(at: datetime, language: Language) -> SafeString:
    """`{{ look.at|moment:language }}`: day and time by the hospital's clock, to the second."""
    return moments.moment(at, language)
