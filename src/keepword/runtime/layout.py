"""Where things lie under `KEEPWORD_VAR`.

var/
  secrets/   0700, files 0600: Django's key, the database passwords
  keys/      0700, files 0600: the root key, the ledger's signing key (or `KEEPWORD_KEYS`)
  ledger/    the last signed checkpoint; public/ is what anyone may fetch
  outbox/    the demo's mail, a file a message
  demo.json  the demo's log-ins; demo-clock: by how many seconds its clock is moved
  postgres/  the embedded server: data/, its lock files, where it listens
  log/       JSON lines, one file a service
  run/       the supervisor's lock and what it says about itself
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders under `var` (absolute, symbolic links resolved)."""

    var: Path

    @property
    def secrets(self) -> Path:
        """Key material; nobody but the account that runs Keepword may enter."""
        return self.var / "secrets"

    @property
    def keys(self) -> Path:
        """The root key and the ledger's signing key, unless `KEEPWORD_KEYS` names another place."""
        return self.var / "keys"

    @property
    def ledger(self) -> Path:
        """What the signer of the ledger remembers outside the database."""
        return self.var / "ledger"

    @property
    def ledger_public(self) -> Path:
        """The ledger as anyone may fetch it: checkpoint, tiles, verifier key."""
        return self.ledger / "public"

    @property
    def outbox(self) -> Path:
        """Mail of the demo, which goes nowhere."""
        return self.var / "outbox"

    @property
    def demo_json(self) -> Path:
        """The log-ins of the demo; its being there says that the demo was loaded whole."""
        return self.var / "demo.json"

    @property
    def demo_clock(self) -> Path:
        """By how many seconds the clock of the demo is moved; no file: not at all."""
        return self.var / "demo-clock"

    @property
    def postgres(self) -> Path:
        """Everything of the embedded server."""
        return self.var / "postgres"

    @property
    def logs(self) -> Path:
        """One log file a service."""
        return self.var / "log"

    @property
    def run(self) -> Path:
        """What is true only while something runs."""
        return self.var / "run"

    def make(self) -> None:
        """Create the folders. Ours alone, but for search on `var` and `postgres` as root.

        Started as root, the embedded server runs as another account and must be able to walk to
        its data folder; search permission shows it no names.
        """
        shared = 0o711 if os.geteuid() == 0 else 0o700
        modes = {self.var: shared, self.postgres: shared}
        private = (self.secrets, self.ledger, self.ledger_public, self.outbox, self.logs, self.run)
        for folder in (self.var, self.postgres, *private):
            if not folder.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
                folder.chmod(modes.get(folder, 0o700))
