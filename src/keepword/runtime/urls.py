"""The root of all addresses."""

from __future__ import annotations

from django.urls import include, path

from keepword.runtime.csp_reports import csp_report
from keepword.runtime.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("csp-report", csp_report, name="csp-report"),
    path("api/", include("keepword.api.urls")),
    path("", include("keepword.site.urls")),
]

handler400 = "keepword.site.views.errors.bad_request"
handler404 = "keepword.site.views.errors.not_found"
handler500 = "keepword.site.views.errors.server_error"
