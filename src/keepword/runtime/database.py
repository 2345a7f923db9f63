"""How this process reaches the database, embedded or not, and the one dialect it speaks.

Every process connects as a role of its own (`runtime.dbroles`). Without one being named it is the
owner, who may change tables: that is for the terminal and for what runs before anything serves.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from keepword.runtime.config import Config
from keepword.runtime.dbroles import secrets
from keepword.runtime.dbroles.names import SERVING, Role, user
from keepword.runtime.errors import DatabaseUnreachable
from keepword.runtime.postgres import embedded

OLDEST = 15
"""The oldest major version of PostgreSQL that is accepted."""

_DJANGO_NAMES = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
    "host": "HOST",
    "port": "PORT",
}


_OTHER_SECRETS = ("passfile", "service", "servicefile")
"""Where libpq would find the owner's password."""


def parameters(
    config: Config, role: Role = Role.OWNER, url: str | None = None
) -> dict[str, str | int]:
    """libpq's connection parameters of a role.

    On a server of one's own a role has its own address, or the owner's with its own name and
    password, or, where the server does not have it, the owner's as it is (`apart` says so). A
    server on another machine is reached through TLS with its name checked, unless the address says
    otherwise; `keepword doctor` reports that.

    Args:
        config: the house.
        role: who connects.
        url: the role's own address, where there is one.

    Raises:
        UnsafeFolder: others may read the role's password.
    """
    if config.database_url is None:
        return embedded.client(config.layout, role)
    given = conninfo_to_dict(url or config.database_url)
    found = {name: value for name, value in given.items() if value is not None}
    password = secrets.known(config.layout, role) if url is None and role in SERVING else None
    if password is not None:
        found.update(user=user(role), password=password)
        for name in _OTHER_SECRETS:
            found.pop(name, None)
    if not is_local(str(found.get("host", ""))):
        found.setdefault("sslmode", "verify-full")
        found.setdefault("sslrootcert", "system")
    return found


def conninfo(config: Config, role: Role = Role.OWNER, url: str | None = None) -> str:
    """The same as one connection string."""
    texts = {name: str(value) for name, value in parameters(config, role, url).items()}
    return make_conninfo(**{"connect_timeout": "10", **texts})


def apart(config: Config, role: Role, url: str | None = None) -> bool:
    """Whether a serving role connects as somebody else than the owner."""
    return parameters(config, role, url).get("user") != parameters(config).get("user")


def connect(
    config: Config, *, role: Role = Role.OWNER, url: str | None = None, autocommit: bool = False
) -> psycopg.Connection[Any]:
    """A connection of one's own.

    Raises:
        DatabaseUnreachable: the server does not answer, or does not let us in.
    """
    with reachable():
        return psycopg.connect(conninfo(config, role, url), autocommit=autocommit)


@contextmanager
def reachable() -> Iterator[None]:
    """Says of a server that is not there, or goes away, that it is so.

    Raises:
        DatabaseUnreachable: instead of psycopg's own error.
    """
    try:
        yield
    except psycopg.OperationalError as error:
        raise DatabaseUnreachable(str(error)) from error


def is_local(host: str) -> bool:
    """Whether `host` (libpq's) never leaves this machine: a socket folder or a loopback address."""
    if host in ("", "localhost") or host.startswith(("/", "@")):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def django(config: Config, role: Role = Role.OWNER, url: str | None = None) -> dict[str, Any]:
    """`DATABASES["default"]` of a process that connects as `role`.

    Parameters travel apart from the statement (server-side binding): a statement in a server's
    log then never holds a value.
    """
    given = parameters(config, role, url)
    settings: dict[str, Any] = {"ENGINE": "django.db.backends.postgresql"}
    options: dict[str, Any] = {
        "server_side_binding": True,
        "connect_timeout": 10,
        "prepare_threshold": None,  # the door prepares its statements (`storage.prepared`)
    }
    for name, value in given.items():
        if name in _DJANGO_NAMES:
            settings[_DJANGO_NAMES[name]] = value
        else:
            options[name] = value
    if config.pool:
        options["pool"] = {"min_size": 1, "max_size": config.pool, "timeout": 3}
        settings["CONN_HEALTH_CHECKS"] = True
    return {**settings, "OPTIONS": options}


def url(parameters: Mapping[str, str | int]) -> str:
    """libpq's parameters as a `DATABASE_URL`."""
    rest = {name: str(value) for name, value in parameters.items() if name not in _DJANGO_NAMES}
    part = {name: quote(str(parameters.get(name, "")), safe="") for name in _DJANGO_NAMES}
    address = f"{part['user']}:{part['password']}@{part['host']}:{part['port']}/{part['dbname']}"
    return f"postgresql://{address}{'?' + urlencode(rest, quote_via=quote) if rest else ''}"
