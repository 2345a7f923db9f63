"""Where the house is put together, once a process: the one file of wiring."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

import psycopg
from django.db import connections

from keepword.custody.door import Door
from keepword.law.model import LawPack
from keepword.ledger.reading import Reader
from keepword.ledger.signing import STATE_FILE, Signer
from keepword.policies import library
from keepword.policy.loading import LoadedPolicy
from keepword.runtime import config
from keepword.vault.providers import KeyFileRoot
from keepword.vault.vault import Vault


def loaded() -> LoadedPolicy:
    """The policy that runs."""
    return library.load(config.current().policy)


def law() -> LawPack:
    """The law pack under which it stands."""
    return library.laws()[loaded().policy.meta.law]


@cache
def vault() -> Vault:
    """The vault, with the root key of `KEEPWORD_KEYS`."""
    settings = config.current()
    root = KeyFileRoot.make_or_read(settings.keys)
    return Vault(loaded().policy.meta.id, root, _connect)


@cache
def door() -> Door:
    """The door of this process."""
    return Door(loaded(), law(), vault())


@cache
def reader() -> Reader:
    """Opens entries of the ledger."""
    return Reader(vault().month_key)


@cache
def signer() -> Signer:
    """Signs checkpoints; only the integrator and `prepare` want it."""
    settings = config.current()
    state = settings.layout.ledger / STATE_FILE
    return Signer.make_or_read(settings.keys, settings.ledger_origin, state)


def prepare(now: datetime) -> None:
    """Before anything serves: the root fits the database, the signer has its key."""
    vault().prepare(now)
    signer()


def _connect() -> psycopg.Connection[Any]:
    """A connection of its own to the database that Django uses here, each statement durable."""
    parameters = connections["default"].get_connection_params()
    return psycopg.connect(**parameters, autocommit=True)
