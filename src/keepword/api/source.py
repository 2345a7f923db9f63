"""The network address that a call comes from; behind a proxy, the one that the proxy saw."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest

from keepword.runtime import config


def of(request: HttpRequest) -> str:
    """The address, or nothing where there is none.

    A proxy adds the address it was reached from at the end of `X-Forwarded-For`; whatever stands
    before that is the caller's own claim and is not believed.
    """
    seen = str(request.META.get("REMOTE_ADDR", ""))
    if config.current().behind_proxy:
        seen = request.headers.get("X-Forwarded-For", seen).rpartition(",")[2]
    try:
        return str(ipaddress.ip_address(seen.strip()))
    except ValueError:
        return ""
