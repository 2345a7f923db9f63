"""An exported log: everything is computed anew from the entry bundles, up to the signed root."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from keepword.ledger.notes import VerifierKey
from keepword.ledger.tiles import WIDTH
from keepword.ledger.verifying import known as known_checkpoint
from keepword.ledger.verifying.blocks import block_of
from keepword.ledger.verifying.files import Files, PublishedTree, key_beside, own, signed
from keepword.ledger.verifying.progress import Progress, silent
from keepword.ledger.verifying.report import Finding, Report
from keepword.ledger.verifying.since import Since, first_block

_TELL_EVERY = 64


def verify_export(
    folder: Path,
    key: VerifierKey,
    *,
    known: Sequence[bytes] = (),
    since: Since = 0,
    progress: Progress = silent,
) -> Report:
    """Verify checkpoint, bundles and tiles below `folder`; needs no database.

    Every bundle's entries are hashed and compared with their tile, every tile with the level below
    it, the root with the one that `key` signed.

    Args:
        folder: an export, or the folder that the log publishes.
        key: the log's, got another way; with witnesses (`cosignatures.witnessed`) the published
            checkpoint has to be cosigned too.
        known: checkpoints that were got another way or kept from before; the log has to continue
            them.
        since: from which index or time on. Entries before it (rounded down to a multiple of 256)
            are not hashed: the tiles of level 1 stand for them, which the signed root binds.
        progress: told how many of how many entries are done.
    """
    findings: list[Finding] = []
    checkpoint = signed(folder, key, findings)
    held = list(known_checkpoint.read(known, own(key), findings))
    findings += key_beside(folder, key)
    if checkpoint is None:
        return Report(None, None, None, 0, 0, tuple(findings))
    marks = {each.size for each in (checkpoint, *held)}
    files = Files(folder, checkpoint.size)
    first = first_block(since, files)
    tree = PublishedTree(files, marks, files.older_blocks(first, findings) or ())
    looked_at = _blocks(files, first, tree, marks, findings, progress)
    findings += [*tree.findings(checkpoint), *files.strays()]
    for each in held:
        findings += known_checkpoint.compare(each, checkpoint.size, tree.root_at(each.size))
    return Report(
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=checkpoint.root,
        entries=looked_at,
        waiting=0,
        findings=tuple(findings),
        since=first * WIDTH,
    )


def _blocks(
    files: Files,
    first: int,
    tree: PublishedTree,
    marks: set[int],
    findings: list[Finding],
    progress: Progress,
) -> int:
    """Hash every block from `first` on; how many entries there were."""
    looked_at = 0
    for index in range(first, files.blocks):
        hashes = files.block(index, findings)
        tree.add(block_of(hashes, index, marks) if hashes is not None else None)
        looked_at += len(hashes or ())
        if index % _TELL_EVERY == 0:
            progress(index * WIDTH, files.size)
    progress(files.size, files.size)
    return looked_at
