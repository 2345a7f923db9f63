"""What the ledger has published so far, read from its files for a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from keepword.ledger import checkpoints, durable, publishing
from keepword.ledger.checkpoints import Checkpoint
from keepword.runtime import config


@dataclass(frozen=True, slots=True)
class Published:
    """The latest signed checkpoint, its signature lines, and the key it is signed with."""

    checkpoint: Checkpoint
    signatures: tuple[str, ...]
    signed_at: datetime
    text: str
    vkey: str

    @property
    def root(self) -> str:
        """The root hash in base64, as it stands in the checkpoint."""
        return self.checkpoint.text.splitlines()[2]

    @property
    def witnesses(self) -> int:
        """How many cosignatures stand behind the log's own signature (C2SP tlog-cosignature)."""
        return len(self.signatures) - 1


def folder() -> Path:
    """Where the ledger publishes."""
    return config.current().layout.ledger_public


def latest() -> Published | None:
    """The latest checkpoint, or None while there is none.

    The signature is not checked here: whoever wants to know must not take this site's word.

    Raises:
        ProofBroken: the file is not a checkpoint.
    """
    note = durable.read(folder() / publishing.CHECKPOINT)
    key = durable.read(folder() / publishing.VKEY)
    if note is None or key is None:
        return None
    found, _ = checkpoints.parse(note)
    text = note.decode("utf-8")
    lines = text.rpartition("\n\n")[2].splitlines()
    signed = datetime.fromtimestamp((folder() / publishing.CHECKPOINT).stat().st_mtime, UTC)
    return Published(found, tuple(lines), signed, text, key.decode("utf-8").strip())
