"""The processes that ask for keys."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Who asks; each shows a token of its own."""

    WEB = "web"
    WORKER = "worker"
    INTEGRATOR = "integrator"
    CLI = "cli"
