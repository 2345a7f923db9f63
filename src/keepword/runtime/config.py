"""All configuration, read once from the environment and nowhere else.

| variable | meaning | default |
|---|---|---|
| `DATABASE_URL` | a PostgreSQL server of your own (libpq URI); nothing embedded starts | embedded |
| `KEEPWORD_VAR` | folder for data, secrets and logs | `./var` |
| `KEEPWORD_SECRET_KEY` | Django's signing key | made once, kept under `var/secrets` |
| `KEEPWORD_HOSTS` | host names that are answered, comma separated | loopback only |
| `KEEPWORD_BEHIND_PROXY` | `1`: a proxy in front ends TLS and sets `X-Forwarded-Proto` | `0` |
| `KEEPWORD_DEMO` | `1`: an invented hospital to look at | `0` |
| `KEEPWORD_POLICY` | which policy runs | `asan` |
| `KEEPWORD_KEYS` | folder of the root key and the ledger's signing key | `var/keys` |
| `KEEPWORD_LEDGER_ORIGIN` | the ledger's name: a URL without scheme, for ever | see `origin` |
| `KEEPWORD_SMTP` | mail server, `smtps://user:password@host` (see `smtp`) | no mail leaves |
| `KEEPWORD_MAIL_FROM` | sender of that mail; needed with `KEEPWORD_SMTP` | none |
| `KEEPWORD_OS_USER` | account for the embedded server when started as root | see `osuser` |
| `KEEPWORD_POOL` | database connections a web process keeps; 0 opens one a request | `0` |
| `KEEPWORD_SERVICE` | name of this process in its log file | `cli` |
| `PORT` | port of the web server on 127.0.0.1 | `8000` |
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from keepword.foundation.errors import Message
from keepword.runtime import smtp as mail_server
from keepword.runtime.errors import ConfigError
from keepword.runtime.layout import Layout
from keepword.runtime.smtp import Smtp

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")
"""Host names that only this machine can mean."""

_ORIGIN = re.compile(r"[a-z0-9][a-z0-9.-]*(?::[0-9]+)?(?:/[A-Za-z0-9._~-]+)*")
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9.-]{1,253}")

_TRUE, _FALSE = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting, typed. Secrets stay out of the representation."""

    layout: Layout
    database_url: str | None = field(repr=False)
    secret_key: str | None = field(repr=False)
    hosts: tuple[str, ...]
    behind_proxy: bool
    demo: bool
    policy: str
    keys: Path
    ledger_origin: str
    smtp: Smtp | None
    mail_from: str
    os_user: str | None
    pool: int
    service: str
    port: int

    @property
    def embedded(self) -> bool:
        """Whether PostgreSQL is ours to start."""
        return self.database_url is None

    @property
    def public(self) -> bool:
        """Whether anyone beyond this machine is answered: then plain HTTP is refused."""
        return any(host not in LOOPBACK_HOSTS for host in self.hosts)


def load(environ: Mapping[str, str]) -> Config:
    """Read `environ`.

    Raises:
        ConfigError: a value that cannot be used; it names the variable.
    """
    var = Path(environ.get("KEEPWORD_VAR") or "var").expanduser().resolve()
    layout = Layout(var)
    named = tuple(h.strip() for h in environ.get("KEEPWORD_HOSTS", "").split(",") if h.strip())
    policy = environ.get("KEEPWORD_POLICY") or "asan"
    keys = environ.get("KEEPWORD_KEYS")
    smtp = mail_server.parse(environ.get("KEEPWORD_SMTP", ""))
    return Config(
        layout=layout,
        database_url=_postgres_url(environ.get("DATABASE_URL", "")),
        secret_key=environ.get("KEEPWORD_SECRET_KEY") or None,
        hosts=tuple(dict.fromkeys((*LOOPBACK_HOSTS, *named))),
        behind_proxy=_flag(environ, "KEEPWORD_BEHIND_PROXY"),
        demo=_flag(environ, "KEEPWORD_DEMO"),
        policy=policy,
        keys=Path(keys).expanduser().resolve() if keys else layout.keys,
        ledger_origin=origin(environ.get("KEEPWORD_LEDGER_ORIGIN", ""), policy),
        smtp=smtp,
        mail_from=_sender(environ.get("KEEPWORD_MAIL_FROM", ""), needed=smtp is not None),
        os_user=environ.get("KEEPWORD_OS_USER") or None,
        pool=_number(environ, "KEEPWORD_POOL", default=0, least=0, most=500),
        service=environ.get("KEEPWORD_SERVICE") or "cli",
        port=_number(environ, "PORT", default=8000, least=1, most=65535),
    )


@cache
def current() -> Config:
    """The configuration of this process, read at the first call."""
    return load(os.environ)


def _postgres_url(text: str) -> str | None:
    if not text:
        return None
    if urlsplit(text).scheme not in ("postgresql", "postgres"):
        raise ConfigError(
            "DATABASE_URL",
            Message(
                en="only PostgreSQL is spoken here.",
                ko="PostgreSQL만 쓸 수 있습니다.",
            ),
            Message(
                en="Write postgresql://user:password@host:5432/name, or unset it.",
                ko="postgresql://user:password@host:5432/name처럼 쓰거나 지우세요.",
            ),
        )
    return text


def origin(text: str, policy: str) -> str:
    """The name of the ledger, which is also the name of its key (C2SP tlog-checkpoint).

    Without one it is `keepword.invalid/<policy>`: a name nobody else can own, and the same at
    every start. The signer refuses another name than the one its key was made for.
    """
    if not text:
        return f"keepword.invalid/{policy}"
    if _ORIGIN.fullmatch(text):
        return text
    raise ConfigError(
        "KEEPWORD_LEDGER_ORIGIN",
        Message(en="this is no URL without its scheme.", ko="스킴을 뺀 URL이 아닙니다."),
        Message(
            en="Write such as privacy.example.org/ledger, and never change it.",
            ko="privacy.example.org/ledger처럼 쓰고 바꾸지 마세요.",
        ),
    )


def _sender(text: str, *, needed: bool) -> str:
    """The address that mail comes from; empty where no mail leaves."""
    if _ADDRESS.fullmatch(text) or (not text and not needed):
        return text
    raise ConfigError(
        "KEEPWORD_MAIL_FROM",
        Message(en="mail needs a sender's address.", ko="보내는 메일 주소가 필요합니다."),
        Message(
            en="Write one address, such as privacy@example.org.",
            ko="privacy@example.org처럼 주소 하나를 쓰세요.",
        ),
    )


def _flag(environ: Mapping[str, str], name: str) -> bool:
    text = environ.get(name, "").strip().lower()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise ConfigError(
        name,
        Message(en=f"'{text}' is neither yes nor no.", ko=f"'{text}'은(는) 예/아니요가 아닙니다."),
        Message(en="Write 1 or 0.", ko="1이나 0으로 쓰세요."),
    )


def _number(environ: Mapping[str, str], name: str, *, default: int, least: int, most: int) -> int:
    text = environ.get(name, "").strip()
    if not text:
        return default
    if text.isascii() and text.isdecimal() and least <= int(text) <= most:
        return int(text)
    raise ConfigError(
        name,
        Message(
            en=f"'{text}' is not a number from {least} to {most}.",
            ko=f"'{text}'은(는) {least}부터 {most}까지의 수가 아닙니다.",
        ),
        Message(en=f"Leave it out for {default}.", ko=f"비워 두면 {default}입니다."),
    )
