"""The key holder: the one process that knows the root, asked by the others over a socket.

    python -m keepword.runtime.keyholder

It listens only after the key store was found to lie under its root. Nothing of it is written to a
core file, and no other process of the same account may read its memory. Whoever asks as one of the
house's services has to run as the account that the house runs as: a token that was copied away is
nothing to anybody else. A key store under another root is said in the log by its code, and nothing
is served.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Mapping

import psycopg

from keepword.foundation.errors import KeepwordError
from keepword.runtime import clock, config, logs, services
from keepword.runtime.config import Config
from keepword.runtime.signals import Signals
from keepword.vault.holder import Holder
from keepword.vault.holding import tokens
from keepword.vault.holding.limits import Limits, allowances
from keepword.vault.holding.roles import Role
from keepword.vault.holding.server import Server
from keepword.vault.holding.service import Caller, Service

LOOK = 60.0
"""Seconds between two looks whether the night's turn is due."""


def server(settings: Config, holder: Holder, uids: Mapping[Role, int] | None = None) -> Server:
    """The holder behind its socket; tokens are made where they are missing.

    Args:
        uids: the account that a role's processes run as, where they have one of their own.
    """
    known = uids or {}
    callers = {
        role: Caller(tokens.make_or_read(settings.layout.secrets, role), known.get(role))
        for role in Role
    }
    log = logs.logger(settings.service)

    def report(event: str, role: str, count: int) -> None:
        log.warning(event, role=role, count=count)

    limits = Limits(allowances(settings.opens_a_minute))
    service = Service(holder, callers, limits, time.monotonic_ns, report)
    return Server(settings.key_socket, service)


def accounts() -> dict[Role, int]:
    """The account of each service that asks: ours, as the supervisor starts them all as itself.

    A verb at the terminal may be root's. Only Linux says who connects.
    """
    if sys.platform != "linux":
        return {}
    return {role: os.geteuid() for role in Role if role is not Role.CLI}


def main() -> int:
    """Hold the keys until told to stop."""
    services.enter()
    import django

    django.setup()
    settings = config.current()
    logs.configure(settings.layout.logs / f"{settings.service}.log")
    threading.excepthook = broke_off
    signals = Signals()
    try:
        serving = _served(settings)
    except KeepwordError as error:
        logs.logger(settings.service).error("keys-not-serving", code=error.code)
        return 1
    logs.logger(settings.service).info("keys-serving", process=os.getpid())
    while not signals.stopped():
        signals.wait(LOOK)
        if not signals.stopped():
            turn_if_due()
    serving.stop()
    return 0


def turn_if_due() -> None:
    """The night's root turn, here because only we know the root; one that fails is tried again."""
    from keepword.runtime import house, root_turns

    log = logs.logger(config.current().service)
    try:
        count = root_turns.turn_if_due(house.local_holder(), clock.now())
    except KeepwordError as error:
        log.error("turn-failed", code=error.code)
    except psycopg.Error:
        log.error("turn-failed", code="database")
    except OSError:
        log.error("turn-failed", code="system")
    else:
        if count:
            log.info("turned", count=count)


def _served(settings: Config) -> Server:
    from keepword.runtime import house

    holder = house.local_holder()
    holder.prepare(clock.now())
    serving = server(settings, holder, accounts())
    serving.start()
    return serving


def broke_off(args: threading.ExceptHookArgs) -> None:
    """A mistake of ours ended one connection: said by kind and place, without what it was about."""
    if args.exc_value is not None:
        kept = (args.exc_type, args.exc_value, args.exc_traceback)
        logging.getLogger(__name__).error("a connection broke off", exc_info=kept)


if __name__ == "__main__":
    sys.exit(main())
