"""Re-veiling: the tags of an index under a fresh veil, without any value (P66, P82)."""

from __future__ import annotations

from typing import LiteralString

from keepword.storage.sql import Cursor, statement
from keepword.vault.blind_index import TAG_BYTES, unveiled, veiled
from keepword.vault.broken import set_aside_page
from keepword.vault.errors import SealBroken
from keepword.vault.index_keys import Generation, add_generation, generations
from keepword.vault.local import LocalHolder

TAGS_AT_ONCE = 20_000
"""Tags that one step takes."""


def stale(cur: Cursor, generation: int) -> list[str]:
    """Indexes whose veil goes with the root before `generation`: all, if anything was erased."""
    cur.execute(_sql("stale_indexes"), {"generation": generation})
    return [row[0] for row in cur.fetchall()]


def move_some(cur: Cursor, holder: LocalHolder, index: str, turn: int) -> int:
    """One step; how many tags were moved. 0: the index is under fresh veils alone.

    A rotation that was not ended leaves generations over two digest keys: tags are moved only
    between veils over one of them.
    """
    known = generations(cur, index)
    newest = {digest: (generation, veil) for generation, digest, veil in reversed(known)}
    moving = [each for each in known if newest[each[1]][0] != each[0]]
    if not moving:
        return _renew(cur, holder, index, known, turn)
    old, digest, old_veil = moving[-1]
    generation, veil = newest[digest]
    to = holder.page_key(veil or "", make=True)
    try:
        under = holder.page_key(old_veil, make=False) if old_veil else None
    except SealBroken:
        return _lose(cur, holder, index, old, old_veil or "", turn)
    taken = {"index": index, "generation": old, "most": TAGS_AT_ONCE}
    cur.execute(_sql("take_tags"), taken, binary=True)
    rows = cur.fetchall()
    if not rows:
        ended = {"index": index, "generation": old, "veil": old_veil}
        cur.execute(_sql("drop_index_generation"), ended)
        holder.forget()
        return 1
    tags = veiled(to, unveiled(under, b"".join(row[1] for row in rows)))
    subjects, _, records, items, units = zip(*rows, strict=True)
    moved = {
        "index": index,
        "generation": generation,
        "subjects": list(subjects),
        "tags": [tags[at : at + TAG_BYTES] for at in range(0, len(tags), TAG_BYTES)],
        "records": list(records),
        "items": list(items),
        "units": list(units),
    }
    cur.execute(_sql("put_tags"), moved)
    return len(rows)


def _lose(
    cur: Cursor, holder: LocalHolder, index: str, generation: int, veil: str, turn: int
) -> int:
    """A veil that does not open: its tags are nobody's, until the keys of the index are rotated.
    Everybody else is found as before."""
    set_aside_page(cur, veil, turn)
    cur.execute(
        _sql("drop_index_generation"), {"index": index, "generation": generation, "veil": veil}
    )
    holder.forget()
    return 1


def _renew(cur: Cursor, holder: LocalHolder, index: str, known: list[Generation], turn: int) -> int:
    """A fresh veil over each digest key, the newest of them last: that is where writers write.
    0 where all are fresh; tags without a veil wait for a rotation."""
    stale = [digest for _, digest, veil in reversed(known) if veil is not None]
    if all(veil is None or _of_this_turn(cur, veil, turn) for _, _, veil in known):
        return 0
    for nth, digest in enumerate(stale, start=1):
        add_generation(cur, index, known[0][0] + nth, int(digest.rpartition("/")[2]))
    holder.forget()
    return 1


def _of_this_turn(cur: Cursor, veil: str, turn: int) -> bool:
    """Whether a veil's key was made under this turn's root: it is fresh already."""
    cur.execute(_sql("read_page"), {"page": veil})
    row = cur.fetchone()
    return row is None or row[0] >= turn


def _sql(name: str) -> LiteralString:
    return statement("keepword.vault", name)
