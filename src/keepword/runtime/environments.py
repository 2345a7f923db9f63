"""What each process is told: a table of variables, and nothing else that the supervisor knows.

Whoever takes over a process reads its environment. So the owner's address is with those who change
tables, the root's settings with those who may know the root, the mail server's password with
whoever sends mail, and the credentials of a bucket with whoever reads or writes blobs (P82).

Where the root lies in AWS KMS and blobs in a bucket, `KEEPWORD_BLOBS_AWS_*` are the bucket's
credentials: web server and worker get them as `AWS_*`, and those of the root stay with the holder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from keepword.runtime import database
from keepword.runtime.config import Config
from keepword.runtime.dbroles.names import Role, of_service

EVERYBODY = (
    *("PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "KEEPWORD_POLICY"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy"),
    *("PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE"),
    *("PGSSLMODE", "PGSSLROOTCERT", "PGSSLCRL", "PGGSSENCMODE", "PGTARGETSESSIONATTRS"),
)
"""What programs, languages, time zones and connections need; no secret is among it."""

EVERYBODY_BEGINNING = ("LC_", "PYTHON")

_AWS = "AWS_"
_BLOBS_AWS = "KEEPWORD_BLOBS_AWS_"
_DEVICES = ("SOFTHSM2_", "PKCS11_", "P11_KIT_", "YUBIHSM_", "CKNFAST_", "NFAST_", "Chrystoki")
"""Where the libraries of PKCS#11 tokens look for their settings."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What one kind of process is told beyond what everybody is.

    `names` are variables; `owner`: the owner's address of the database and libpq's variables of its
    account; `root`: everything by which the root is opened; `blobs`: the credentials of blobs.
    """

    names: tuple[str, ...] = ()
    owner: bool = False
    root: bool = False
    blobs: bool = False


_ROOT = (
    *("KEEPWORD_ROOT", "KEEPWORD_ROOT_BEFORE", "KEEPWORD_ROOT_PIN"),
    *("KEEPWORD_ROOT_ENVIRONMENT", "KEEPWORD_KEYS"),
)
_STEP = Needs(
    (
        *("KEEPWORD_LEDGER_ORIGIN", "KEEPWORD_LOG_TERM", "KEEPWORD_SEALING", "KEEPWORD_BLOBS"),
        "KEEPWORD_SECRET_KEY",
    ),
    owner=True,
    root=True,
    blobs=True,
)

TABLE: Mapping[str, Needs] = {
    "prepare": _STEP,
    "demo": _STEP,
    "keys": Needs(("KEEPWORD_OPENS_A_MINUTE",), root=True),
    "integrator": Needs(("KEEPWORD_KEYS", "KEEPWORD_LEDGER_ORIGIN", "KEEPWORD_WITNESS_QUORUM")),
    "web": Needs(
        (
            *("KEEPWORD_HOSTS", "KEEPWORD_BEHIND_PROXY", "KEEPWORD_SECRET_KEY"),
            *("KEEPWORD_SEALING", "KEEPWORD_BLOBS"),
        ),
        blobs=True,
    ),
    "worker": Needs(
        (
            *("KEEPWORD_SMTP", "KEEPWORD_MAIL_FROM", "KEEPWORD_TSA", "KEEPWORD_TSA_CA"),
            *("KEEPWORD_LOG_TERM", "KEEPWORD_SEALING", "KEEPWORD_BLOBS"),
        ),
        blobs=True,
    ),
}
"""By the name of the service. A variable that stands in no line reaches nobody."""


def told(service: str, config: Config, environ: Mapping[str, str]) -> dict[str, str]:
    """The part of `environ` that a service is told, and the address of its role of the database.

    Args:
        service: its name.
        config: the house.
        environ: the supervisor's environment.

    Raises:
        KeyError: no such service.
        UnsafeFolder: others may read the password of its role.
    """
    needs = TABLE[service]
    names = (*EVERYBODY, *needs.names, *(_ROOT if needs.root else ()))
    found = {name: environ[name] for name in names if name in environ}
    found |= _beginning(EVERYBODY_BEGINNING, environ)
    if needs.root and _by(config, "pkcs11"):
        found |= _beginning(_DEVICES, environ)
        found |= {name: environ[name] for name in config.root_environment if name in environ}
    return {**found, **_aws(needs, config, environ), **_database(needs, service, config, environ)}


def shares_credentials(config: Config, environ: Mapping[str, str]) -> bool:
    """Whether web server and worker reach the bucket by what also opens the root."""
    given = _beginning((_AWS,), environ) and not _beginning((_BLOBS_AWS,), environ)
    return bool(given) and _in_bucket(config) and _by(config, "kms")


def _aws(needs: Needs, config: Config, environ: Mapping[str, str]) -> dict[str, str]:
    """Credentials as AWS's own tools look for them, for whoever asks AWS for anything."""
    everything = _beginning((_AWS,), environ)
    if needs.root and _by(config, "kms"):
        return everything
    if not needs.blobs or not _in_bucket(config):
        return {}
    of_blobs = _beginning((_BLOBS_AWS,), environ)
    renamed = {_AWS + name.removeprefix(_BLOBS_AWS): value for name, value in of_blobs.items()}
    return renamed or everything


def _database(
    needs: Needs, service: str, config: Config, environ: Mapping[str, str]
) -> dict[str, str]:
    """The address of the service's role; the owner's where the server lacks that role."""
    if config.database_url is None:
        return {}
    role = of_service(service)
    if needs.owner or role is Role.OWNER or not database.apart(config, role):
        return {"DATABASE_URL": config.database_url, **_beginning(("PG",), environ)}
    return {"DATABASE_URL": database.url(database.parameters(config, role))}


def _by(config: Config, kind: str) -> bool:
    """Whether a provider of this kind keeps the root, or kept it before."""
    settings = (config.root, config.root_before)
    return any(each.strip().partition(":")[0] == kind for each in settings)


def _in_bucket(config: Config) -> bool:
    return config.blobs.strip().startswith("s3:")


def _beginning(starts: tuple[str, ...], environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if name.startswith(starts)}
