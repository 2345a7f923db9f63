"""What an auditor holds from elsewhere: a checkpoint that the log has to continue.

A database, the published files and the signer's memory can all be put back to an older state
together. Then they fit each other, and only a checkpoint that was kept outside shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from keepword.ledger import checkpoints
from keepword.ledger.checkpoints import Checkpoint
from keepword.ledger.errors import ProofBroken
from keepword.ledger.notes import VerifierKey
from keepword.ledger.verifying.report import Finding


def read(notes: Iterable[bytes], key: VerifierKey, findings: list[Finding]) -> Iterator[Checkpoint]:
    """The checkpoints in files that were given; one that is none of the log's is a finding."""
    for note in notes:
        try:
            yield checkpoints.read(note, key)
        except ProofBroken as error:
            findings.append(Finding("known-broken", why=error.message))


def compare(known: Checkpoint, size: int, root: bytes | None) -> Iterator[Finding]:
    """A log of `size` entries with the root it had at the checkpoint's size (None: unknown).

    An unknown root is named where the entries or tiles are that make it so.
    """
    if size < known.size:
        yield Finding("known-ahead", f"{size} < {known.size}")
    elif root is not None and root != known.root:
        yield Finding("known-contradicts", f"{known.size}")
