"""The page of the ledger, for anyone: what it is, how far it has grown, how to verify it (P88)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from keepword.foundation.nodes import Language
from keepword.site import in_force, words
from keepword.site.evidence.moments import moment
from keepword.site.evidence.published import latest
from keepword.site.page import respond

FSCK = "github.com/transparency-dev/tessera/cmd/fsck@latest"
"""A checker that is not ours, for any log of this format."""

PROMISES = ("P87", "P88")
"""What the policy says of logs: kept, and safe from being forged, altered, stolen or lost."""


@require_safe
def show(request: HttpRequest, language: Language) -> HttpResponse:
    """The page; it moves with the ledger, so it is never kept."""
    published = latest()
    base = request.build_absolute_uri(reverse("ledger-checkpoint")).removesuffix("checkpoint")
    context = {
        "title": words.say("ledger.title", language),
        "place": "ledger",
        "published": published,
        "size": f"{published.checkpoint.size:,}" if published else "",
        "signed": moment(published.signed_at, language) if published else "",
        "promises": [c for c in in_force.policy().clauses if c.id in PROMISES],
        "checkpoint": reverse("ledger-checkpoint"),
        "vkey": reverse("ledger-vkey"),
        "fetch": f"curl -O {base}vkey -O {base}checkpoint",
        "ours": "keepword ledger verify --dir DIR --vkey vkey",
        "proof": "keepword certificate verify FILE --vkey vkey --checkpoint checkpoint",
        "theirs": f"go run {FSCK} --storage_url={base} --public_key=vkey",
    }
    response = respond(request, language, "keepword/evidence/ledger.html", context)
    response.headers["Cache-Control"] = "no-cache"
    return response
