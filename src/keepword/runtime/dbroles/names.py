"""The roles, and which process has which."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Whom a process is to the database."""

    OWNER = "owner"
    WEB = "web"
    KEYS = "keys"
    WORKER = "worker"
    INTEGRATOR = "integrator"


SERVING = (Role.WEB, Role.KEYS, Role.WORKER, Role.INTEGRATOR)
"""Roles that serve. They own nothing."""

PUBLIC = "PUBLIC"
"""PostgreSQL's name for everybody."""


def user(role: Role) -> str:
    """The name of a serving role on the server."""
    return f"keepword_{role}"


def of_service(service: str) -> Role:
    """The role of a process by the name of its service.

    Whatever is no service (`cli`, `prepare`, `demo`) is run by somebody who may change tables.
    """
    return Role(service) if service in SERVING else Role.OWNER
