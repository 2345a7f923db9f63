"""All checks in order."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from keepword.runtime import environments
from keepword.runtime.config import Config
from keepword.runtime.doctor import (
    files,
    house,
    machine,
    server,
    storage,
    timekeeping,
    witnesses,
)
from keepword.runtime.doctor.finding import Finding


def examine(config: Config) -> Iterator[Finding]:
    """Look at the machine, the files, and the server, which has to run by now."""
    yield machine.python()
    yield machine.account()
    yield machine.accounts_apart(machine.accounts_of(config.layout.var))
    shared = environments.shares_credentials(config, os.environ)
    yield machine.shared_credentials(shared=shared)
    yield from storage.checks(config)
    yield timekeeping.plausible(config.layout, time.time())
    yield timekeeping.synchronised(timekeeping.kernel_status())
    yield machine.core_dumps()
    yield machine.swap()
    yield from files.permissions(config.layout, config.keys)
    yield house.mail(config)
    yield house.moved_clock(config)
    yield from house.ledger(config)
    yield from house.broken_keys(config)
    yield from witnesses.witnesses(config)
    yield from server.checks(config)
