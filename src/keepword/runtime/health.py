"""`GET /healthz`: 200 once everything is migrated, loaded and serving; 503 with the reasons."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from keepword.runtime import readiness


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """Every probe with its state; what fails carries its code and remedy in both languages."""
    found = readiness.look()
    ready = all(problem is None for problem in found.values())
    probes = [_shown(name, problem) for name, problem in found.items()]
    return JsonResponse(
        {"status": "ok" if ready else "unavailable", "probes": probes},
        status=200 if ready else 503,
        json_dumps_params={"ensure_ascii": False},
    )


def _shown(name: str, problem: readiness.Problem | None) -> dict[str, object]:
    if problem is None:
        return {"name": name, "ok": True}
    return {
        "name": name,
        "ok": False,
        "code": problem.code,
        "message": {"ko": problem.message.ko, "en": problem.message.en},
        "remedy": {"ko": problem.remedy.ko, "en": problem.remedy.en},
    }
