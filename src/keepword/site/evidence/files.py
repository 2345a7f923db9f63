"""The ledger's public files at their machine addresses (C2SP tlog-tiles): read, never made here.

    /ledger/checkpoint              the latest signed checkpoint (C2SP tlog-checkpoint)
    /ledger/vkey                    the public key it is signed with (C2SP signed-note)
    /ledger/tile/<L>/<N>[.p/<W>]    hashes; `entries` in the place of <L>: the leaves themselves
    /ledger/timestamp/<size>.tsr    an authority's answer over a checkpoint (RFC 3161)
    /ledger/timestamp/<size>.checkpoint    that checkpoint as it stood

They hold hashes and times, nobody's data.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from keepword.ledger import durable, publishing, tiles
from keepword.ledger.errors import NotATile
from keepword.ledger.text import from_decimal
from keepword.site.evidence import published

_TEXT = "text/plain; charset=utf-8"
_BINARY = "application/octet-stream"

_STAMP = "application/timestamp-reply"  # RFC 3161 §3.4
_STAMPS = {"tsr": _STAMP, "checkpoint": _TEXT}

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


@require_safe
def stamp(request: HttpRequest, name: str) -> HttpResponse:
    """A timestamp, or the checkpoint that it is over. That one is final once its answer is there:
    until then it may still be written over with more cosignatures."""
    size, _, ending = name.partition(".")
    if from_decimal(size) is None or ending not in _STAMPS:
        raise Http404  # no other name leads to a file
    folder = published.folder() / publishing.TIMESTAMPS
    answer = durable.read(folder / f"{size}.tsr")
    if answer is None:
        raise Http404
    body = answer if ending == "tsr" else durable.read(folder / f"{size}.checkpoint")
    return _answer(body, _STAMPS[ending], _IMMUTABLE)


def _answer(body: bytes | None, kind: str, cache: str) -> HttpResponse:
    if body is None:
        raise Http404
    response = HttpResponse(body, content_type=kind)
    response.headers["Cache-Control"] = cache
    return response
