"""The mail server, as `KEEPWORD_SMTP` names it.

    smtps://user:password@mail.example.org        TLS from the first byte (port 465)
    smtp://user:password@mail.example.org:587     TLS by STARTTLS, required (port 587)
    smtp://127.0.0.1:25                           this machine: no TLS

Mail carries sign-in codes, so it leaves this machine only through TLS.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from keepword.foundation.errors import Message
from keepword.runtime.errors import ConfigError

_PORTS = {"smtp": 587, "smtps": 465}
_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


class Security(StrEnum):
    """How the connection is closed to others."""

    TLS = "tls"
    STARTTLS = "starttls"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Smtp:
    """Where mail is handed in. User and password are empty where the server asks for none."""

    host: str
    port: int
    security: Security
    user: str = field(repr=False, default="")
    password: str = field(repr=False, default="")


def parse(text: str) -> Smtp | None:
    """`KEEPWORD_SMTP`; None when it is empty.

    Raises:
        ConfigError: no address of a mail server. The address is not repeated: it may hold a
            password.
    """
    if not text:
        return None
    try:
        given = urlsplit(text)
        host, port = given.hostname or "", given.port
    except ValueError:
        raise _unusable() from None
    plain = given.path in ("", "/") and not given.query and not given.fragment
    if given.scheme not in _PORTS or not host or not plain:
        raise _unusable()
    return Smtp(
        host=host,
        port=port or _PORTS[given.scheme],
        security=_security(given.scheme, host),
        user=unquote(given.username or ""),
        password=unquote(given.password or ""),
    )


def _security(scheme: str, host: str) -> Security:
    if scheme == "smtps":
        return Security.TLS
    return Security.LOCAL if host in _THIS_MACHINE else Security.STARTTLS


def _unusable() -> ConfigError:
    return ConfigError(
        "KEEPWORD_SMTP",
        Message(en="this is no mail server's address.", ko="메일 서버 주소가 아닙니다."),
        Message(
            en="Write smtps://user:password@host or smtp://user:password@host:587.",
            ko="smtps://user:password@host나 smtp://user:password@host:587처럼 쓰세요.",
        ),
    )
