"""Where a request comes from: the network address that every access record names (law)."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest

from keepword.runtime import config


def of(request: HttpRequest) -> str:
    """The address at the other end; behind a proxy, the one that the proxy saw.

    A proxy adds the address it was reached from at the end of `X-Forwarded-For`; whatever stands
    before that is the visitor's own claim and is not believed.
    """
    seen = str(request.META.get("REMOTE_ADDR", ""))
    if config.current().behind_proxy:
        seen = request.headers.get("X-Forwarded-For", seen).rpartition(",")[2]
    try:
        return str(ipaddress.ip_address(seen.strip()))
    except ValueError:
        return ""
