"""What pages that are all one key are called."""

from __future__ import annotations

import re

from keepword.vault.errors import BadPageName

_SERVICE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def month_page(month: int) -> str:
    """The page of a month's log bodies; `month` is YYYYMM.

    Raises:
        BadPageName: no such month.
    """
    if not (100001 <= month <= 999912 and 1 <= month % 100 <= 12):
        raise BadPageName(str(month))
    return f"ledger/{month}"


def service_page(name: str) -> str:
    """The page of a service's own secrets, such as `totp` or `outbox`.

    Raises:
        BadPageName: the name is no slug.
    """
    if not _SERVICE.fullmatch(name):
        raise BadPageName(name)
    return f"service/{name}"
