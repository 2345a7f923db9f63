"""Where the house is put together, once a process: the one file of wiring."""

from __future__ import annotations

import os
from datetime import datetime
from functools import cache
from typing import Any

import psycopg
from django.db import connections

from keepword.custody import indexing, link_keys
from keepword.custody.door import Door
from keepword.law.model import LawPack
from keepword.ledger.reading import Reader
from keepword.ledger.signing import STATE_FILE, Signer
from keepword.ledger.term import TermTooShort
from keepword.policies import library
from keepword.policy.loading import LoadedPolicy
from keepword.runtime import config, database, root_place
from keepword.runtime.dbroles.names import Role as DbRole
from keepword.runtime.dbroles.names import of_service
from keepword.runtime.errors import ConfigError
from keepword.safeguards import log_term
from keepword.vault import sealing
from keepword.vault.blobs import places
from keepword.vault.blobs.keeping import Blobs
from keepword.vault.holder import Holder
from keepword.vault.holding import tokens
from keepword.vault.holding.client import HolderClient
from keepword.vault.holding.roles import Role
from keepword.vault.local import LocalHolder
from keepword.vault.sealing import Scheme
from keepword.vault.vault import Vault


def loaded() -> LoadedPolicy:
    """The policy that runs."""
    return library.load(config.current().policy)


def law() -> LawPack:
    """The law pack under which it stands."""
    return library.laws()[loaded().policy.meta.law]


@cache
def local_holder() -> LocalHolder:
    """The key holder, in a process that may know the root: `KEEPWORD_KEYS` is open to it."""
    settings = config.current()
    tenant = loaded().policy.meta.id
    known, makes = root_place.providers(settings, tenant, os.environ)
    indexes = tuple(indexing.kinds(loaded().policy))
    return LocalHolder(tenant, known, _connect, makes, settings.keys, indexes=indexes)


@cache
def holder() -> Holder:
    """Where this process has its keys from: the key holder's process, or the root itself."""
    settings = config.current()
    if settings.holder == "local":
        return local_holder()
    role = Role(settings.service) if settings.service in tuple(Role) else Role.CLI
    token = tokens.read(settings.layout.secrets, role)
    return HolderClient(settings.key_socket, role, token)


def scheme() -> Scheme:
    """By which scheme values are sealed from now on.

    Raises:
        BadSealing: `KEEPWORD_SEALING` names none.
    """
    return sealing.scheme_named(config.current().sealing)


@cache
def vault() -> Vault:
    """The vault."""
    policy = loaded().policy
    return Vault(policy.meta.id, holder(), indexing.kinds(policy), scheme=scheme())


@cache
def door() -> Door:
    """The door of this process."""
    return Door(loaded(), law(), vault(), blobs())


@cache
def blobs() -> Blobs:
    """Where photographs, scans and footage lie."""
    settings = config.current()
    place = places.place(settings.blobs, settings.layout.var / "blobs")
    return Blobs(loaded().policy.meta.id, places.open_store(place), scheme())


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
    """Before anything serves: the root fits the database; signer and askers have their keys.

    Raises:
        RootElsewhere: `KEEPWORD_ROOT` was changed, and the former provider is not named.
        ConfigError: `KEEPWORD_LOG_TERM` is less than policy or law want.
    """
    _check_log_term(now)
    with local_holder().connections.cursor() as cur:
        root_place.check(cur, local_holder().roots.providers)
    vault().prepare(now)
    signer()
    for role in Role:
        tokens.make_or_read(config.current().layout.secrets, role)
    with door().act(log_term.SYSTEM, now) as act:
        link_keys.prepare(act.cursor, local_holder(), now)


def _check_log_term(now: datetime) -> None:
    try:
        log_term.term(door(), now, config.current().log_term)
    except TermTooShort as error:
        raise ConfigError("KEEPWORD_LOG_TERM", error.message, error.remedy) from error


def _connect() -> psycopg.Connection[Any]:
    """A connection of its own for the keys, to the database that Django uses here; durable."""
    settings = config.current()
    if of_service(settings.service) is not DbRole.OWNER:
        return database.connect(settings, role=DbRole.KEYS, autocommit=True)
    parameters = connections["default"].get_connection_params()
    return psycopg.connect(**parameters, autocommit=True)
