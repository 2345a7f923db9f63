"""Addresses of the API. The OpenAPI document stands at `/api/v1/openapi.json`."""

from __future__ import annotations

from django.urls import path
from ninja import NinjaAPI

from keepword import __version__
from keepword.api.decisions import router as decisions
from keepword.api.problems import register

api = NinjaAPI(
    title="Keepword",
    version=__version__,
    description="A hospital's privacy policy that keeps its word.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api-v1",
)
api.add_router("/decisions", decisions)
register(api)

urlpatterns = [path("v1/", api.urls)]
