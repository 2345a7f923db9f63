"""The ledger's public files at their machine addresses (C2SP tlog-tiles): read, never made here.

    /ledger/checkpoint              the latest signed checkpoint (C2SP tlog-checkpoint)
    /ledger/vkey                    the public key it is signed with (C2SP signed-note)
    /ledger/tile/<L>/<N>[.p/<W>]    hashes; `entries` in the place of <L>: the leaves themselves

They hold hashes and times, nobody's data.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from keepword.ledger import durable, publishing, tiles
from keepword.ledger.errors import NotATile
from keepword.site.evidence import published

_TEXT = "text/plain; charset=utf-8"
_BINARY = "application/octet-stream"

_FRESH = "no-cache"
_PASSING = "public, max-age=300"  # a partial tile gives way to the full one
_IMMUTABLE = "public, max-age=31536000, immutable"


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The latest signed checkpoint; 404 before the first."""
    return _answer(durable.read(published.folder() / publishing.CHECKPOINT), _TEXT, _FRESH)


@require_safe
def vkey(request: HttpRequest) -> HttpResponse:
    """The key that checkpoints are signed with; 404 before the first start."""
    return _answer(durable.read(published.folder() / publishing.VKEY), _TEXT, _FRESH)


@require_safe
def tile(request: HttpRequest, path: str) -> HttpResponse:
    """One tile; a full one never changes, and serves for its partial ones."""
    try:
        wanted = tiles.parse_path(f"tile/{path}")  # no other path leads to a file
        data = publishing.fetcher(published.folder())(wanted)
    except NotATile:
        raise Http404 from None
    return _answer(data, _BINARY, _PASSING if wanted.partial else _IMMUTABLE)


def _answer(body: bytes | None, kind: str, cache: str) -> HttpResponse:
    if body is None:
        raise Http404
    response = HttpResponse(body, content_type=kind)
    response.headers["Cache-Control"] = cache
    return response
