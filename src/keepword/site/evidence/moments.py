"""A moment as people write it: the law's country's clock, to the second where it is evidence."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from keepword.foundation.nodes import Language
from keepword.policy.prose.formats import format_date


def moment(at: datetime, language: Language) -> SafeString:
    """`2026년 11월 24일 14:03:07`, `November 24, 2026, 14:03:07`; readable to machines."""
    local = timezone.localtime(at)
    day, time = format_date(local.date(), language), f"{local:%H:%M:%S}"
    said = f"{day} {time}" if language == "ko" else f"{day}, {time}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), said)
