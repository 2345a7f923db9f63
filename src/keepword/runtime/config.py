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
| `KEEPWORD_ROOT` | who keeps the root key: `file`, `pkcs11:…`, `kms:…` | `file` |
| `KEEPWORD_ROOT_BEFORE` | who kept it before, until a turn has moved it | none |
| `KEEPWORD_ROOT_PIN` | PIN of a PKCS#11 token, where no file holds it | none |
| `KEEPWORD_ROOT_ENVIRONMENT` | further variables that the token's library reads | none |
| `KEEPWORD_SEALING` | scheme of new seals: `1` AES-256-GCM, `2` AES-256-GCM-SIV | `1` |
| `KEEPWORD_HOLDER` | `process`: keys come from the key holder's process | `local` |
| `KEEPWORD_OPENS_A_MINUTE` | keys that the web server may have opened in a minute | `6000` |
| `KEEPWORD_BLOBS` | where photographs, scans and footage lie: `file:…`, `s3://…` | `var/blobs` |
| `KEEPWORD_BLOBS_AWS_…` | the bucket's `AWS_…`, where the root lies in KMS | `AWS_…` |
| `KEEPWORD_MASS_SIZE` | people that may be erased at once without two approvals | `100` |
| `KEEPWORD_WITNESS_QUORUM` | witnesses that must cosign a checkpoint; `0`: none | `1`; demo `0` |
| `KEEPWORD_TSA` | address of an RFC 3161 timestamp authority, asked once a day | none |
| `KEEPWORD_TSA_CA` | file with that authority's certificates | none |
| `KEEPWORD_LOG_TERM` | how long the log is kept, such as `3 years` | the law's two years |
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
from keepword.foundation.nodes import Duration
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
    root: str
    root_before: str
    root_environment: tuple[str, ...]
    sealing: str
    holder: str
    opens_a_minute: int
    blobs: str
    mass_size: int
    witness_quorum: int
    tsa: str
    tsa_ca: Path | None
    log_term: Duration | None
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
    def key_socket(self) -> Path:
        """Where the key holder listens."""
        return self.layout.run / "keys.sock"

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
    named = _listed(environ, "KEEPWORD_HOSTS")
    policy = environ.get("KEEPWORD_POLICY") or "asan"
    keys = _path(environ, "KEEPWORD_KEYS")
    demo = _flag(environ, "KEEPWORD_DEMO")
    smtp = mail_server.parse(environ.get("KEEPWORD_SMTP", ""))
    return Config(
        layout=layout,
        database_url=_postgres_url(environ.get("DATABASE_URL", "")),
        secret_key=environ.get("KEEPWORD_SECRET_KEY") or None,
        hosts=tuple(dict.fromkeys((*LOOPBACK_HOSTS, *named))),
        behind_proxy=_flag(environ, "KEEPWORD_BEHIND_PROXY"),
        demo=demo,
        policy=policy,
        keys=keys or layout.keys,
        root=environ.get("KEEPWORD_ROOT") or "file",
        root_before=environ.get("KEEPWORD_ROOT_BEFORE", ""),
        root_environment=_listed(environ, "KEEPWORD_ROOT_ENVIRONMENT"),
        sealing=environ.get("KEEPWORD_SEALING", ""),
        holder=_one_of(environ, "KEEPWORD_HOLDER", ("local", "process")),
        opens_a_minute=_number(
            environ, "KEEPWORD_OPENS_A_MINUTE", default=6_000, least=1, most=10_000_000
        ),
        blobs=environ.get("KEEPWORD_BLOBS", ""),
        mass_size=_number(environ, "KEEPWORD_MASS_SIZE", default=100, least=1, most=10_000),
        witness_quorum=_number(
            environ, "KEEPWORD_WITNESS_QUORUM", default=0 if demo else 1, least=0, most=16
        ),
        tsa=environ.get("KEEPWORD_TSA", ""),
        tsa_ca=_path(environ, "KEEPWORD_TSA_CA"),
        log_term=_term(environ, "KEEPWORD_LOG_TERM"),
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


def _term(environ: Mapping[str, str], name: str) -> Duration | None:
    """How long the log is kept, where the house wants more than policy and law."""
    text = environ.get(name, "").strip()
    if not text:
        return None
    try:
        return Duration.model_validate(text)
    except ValueError:
        raise ConfigError(
            name,
            Message(en=f"'{text}' is no length of time.", ko=f"'{text}'은(는) 기간이 아닙니다."),
            Message(en="Write such as `3 years`.", ko="`3 years`처럼 쓰세요."),
        ) from None


def _listed(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(part for each in environ.get(name, "").split(",") if (part := each.strip()))


def _path(environ: Mapping[str, str], name: str) -> Path | None:
    text = environ.get(name)
    return Path(text).expanduser().resolve() if text else None


def _one_of(environ: Mapping[str, str], name: str, known: tuple[str, ...]) -> str:
    """One of a few words; the first where nothing is said."""
    text = environ.get(name, "").strip().lower() or known[0]
    if text in known:
        return text
    raise ConfigError(
        name,
        Message(en=f"'{text}' is not known.", ko=f"'{text}'은(는) 쓸 수 없는 값입니다."),
        Message(en=f"Write one of: {', '.join(known)}.", ko=f"{', '.join(known)} 중에서 고르세요."),
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
