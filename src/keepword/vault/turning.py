"""The root turn: from its end on, no old copy of anything opens what was erased before it (P66).

    begin    the provider makes the next root; fresh pages close; waiting erasures are marked
    keys     range by range: fresh keys are packed, erased ones left out, every touched page gets a
             fresh page key, all page keys are wrapped under the next root
    veils    every index with an erasure gets a fresh veil, tag by tag
    pages    single page keys are wrapped under the next root; closed pages go
    destroy  the provider destroys the root before
    done

Each step is a transaction that has the key store's lock alone and says in `keystore.root` how far
the turn has come: a turn that was killed goes on where it stood, in any process. Who reads keys is
never held up; who writes them waits for one short step. A row that does not open is set aside and
named (`broken`): it stops nobody. The beginning is one moment: a unit that
this turn makes final never had a key under the root that stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import LiteralString, NamedTuple
from uuid import UUID

from keepword.storage.sql import Cursor, statement
from keepword.vault import broken, escrow, packing, roots, veiling
from keepword.vault.errors import SealBroken, WrongRoot
from keepword.vault.local import LocalHolder
from keepword.vault.providers import Finality
from keepword.vault.store import LOCK, MAKING

TURN = 0x5455_524E
"""Advisory lock of whoever turns: "TURN" in ASCII."""

KEYS, VEILS, PAGES, DESTROY, DONE = "keys", "veils", "pages", "destroy", "done"

FIRST_SUBJECT = UUID(int=0)

Progress = Callable[[str, int], None]
"""Told the step, and how much of it is done in its own units."""


class Turned(NamedTuple):
    """A turn that is done: `generation` is the root in force, the one before it is gone."""

    generation: int
    erased: int
    finality: Finality
    final_at: datetime | None


class State(NamedTuple):
    """How far the newest root's turn has come."""

    generation: int
    step: str
    position: UUID | None


class _Overtaken(Exception):
    """The turn's lock was lost, and another process has gone on."""


def quiet(step: str, done: int) -> None:
    """Tell nobody."""


def turn(holder: LocalHolder, now: datetime, progress: Progress = quiet) -> Turned | None:
    """Turn the root, or finish a turn that was begun; None where another process is at it.

    Raises:
        ProviderFailed: the provider does not do its part; the next call goes on from there.
        WrongRoot: the key store is not ours.
    """
    with holder.connections.session_lock(TURN) as ours:
        if not ours:
            return None
        holder.check()
        state = _state(holder)
        try:
            if state.step == DONE:
                state = _begin(holder, state.generation, now)
            _run(holder, state, now, progress)
        except _Overtaken:
            return None
        finally:
            holder.forget()
        return _done(holder, state.generation)


def _run(holder: LocalHolder, state: State, now: datetime, progress: Progress) -> None:
    run: dict[str, Callable[[], None]] = {
        KEYS: lambda: _keys(holder, state.generation, progress),
        VEILS: lambda: _veils(holder, state.generation, progress),
        PAGES: lambda: _pages(holder, state.generation),
        DESTROY: lambda: _destroy(holder, state.generation, now),
    }
    steps = list(run)
    for step in steps[steps.index(state.step) :]:
        progress(step, 0)
        run[step]()


def _begin(holder: LocalHolder, before: int, now: datetime) -> State:
    """The next root, durable at its provider before the key store knows it, and before anybody has
    to wait: a provider may be slow. In the moment in which it comes into force the fresh pages
    close and what waits is marked."""
    generation = before + 1
    made = holder.roots.create(generation)
    with _at(holder, before, DONE) as cur:
        cur.execute("SELECT pg_advisory_xact_lock(%s)", (MAKING,))
        holder.roots.add(cur, made, now)
        cur.execute(_sql("close_pages"), {"now": now, "generation": generation})
        cur.execute(_sql("mark_erased"), {"generation": generation})
        _reached(cur, generation, KEYS, FIRST_SUBJECT)
    return State(generation, KEYS, FIRST_SUBJECT)


def _keys(holder: LocalHolder, generation: int, progress: Progress) -> None:
    position = _state(holder).position or FIRST_SUBJECT
    packed = 0
    while True:
        with _at(holder, generation, KEYS) as cur:
            done = packing.pack(cur, holder, generation, position)
            packed += done.keys
            if done.reached is None:
                _reached(cur, generation, VEILS, None)
                return
            _reached(cur, generation, KEYS, done.reached)
        position = done.reached
        progress(KEYS, packed)


def _veils(holder: LocalHolder, generation: int, progress: Progress) -> None:
    with holder.connections.cursor() as cur:
        wanted = veiling.stale(cur, generation)
    moved = 0
    for index in wanted:
        while True:
            with _at(holder, generation, VEILS) as cur:
                count = veiling.move_some(cur, holder, index, generation)
            moved += count
            if not count:
                break
            progress(VEILS, moved)
    with _at(holder, generation, VEILS) as cur:
        _reached(cur, generation, PAGES, None)


def _pages(holder: LocalHolder, generation: int) -> None:
    """Wrap what is left under the next root; closed pages are empty by now, and go."""
    with _at(holder, generation, PAGES) as cur:
        cur.execute(_sql("drop_closed_pages"))
        cur.execute(_sql("pages_under"), {"generation": generation})
        root = holder.roots.of(cur, generation)
        for page, old, wrapped in cur.fetchall():
            try:
                key = holder.roots.of_row(cur, old).unwrap(page, wrapped)
            except SealBroken:
                broken.set_aside_page(cur, page, generation)
                continue
            new = {"page": page, "root": generation, "wrapped": root.wrap(page, key)}
            cur.execute(_sql("rewrap_page"), new)
        _reached(cur, generation, DESTROY, None)


def _destroy(holder: LocalHolder, generation: int, now: datetime) -> None:
    """Destroy every root before this one, once nothing lies under it."""
    with holder.connections.cursor() as cur:
        cur.execute(_sql("count_under"), {"generation": generation})
        if cur.fetchone() != (0,):
            raise WrongRoot
        known = [row for row in roots.rows(cur) if row.generation < generation]
    for row in known:
        if row.destroyed_at is not None:
            continue
        provider = holder.roots.provider_of(row)
        final_at = _unless_escrowed(holder, row.generation, provider.destroy(row.kept, now))
        holder.roots.forget(row.generation)
        with _at(holder, generation, DESTROY) as cur:
            ended = {
                "generation": row.generation,
                "now": now,
                "final_at": final_at,
                "finality": provider.finality if final_at else "unprovable",
            }
            cur.execute(_sql("root_destroyed"), ended)
    with _at(holder, generation, DESTROY) as cur:
        cur.execute(_sql("turn_done"), {"generation": generation, "now": now})


def _unless_escrowed(
    holder: LocalHolder, generation: int, final_at: datetime | None
) -> datetime | None:
    """A root that was in escrow too had a copy in a file, of whose end nothing is proof."""
    folder = holder.roots.escrow
    if folder is None:
        return final_at
    covered = escrow.in_use(folder) or escrow.covers(folder, generation)
    escrow.remove(folder, generation)
    return None if covered else final_at


def _done(holder: LocalHolder, generation: int) -> Turned:
    with holder.connections.cursor() as cur:
        cur.execute(_sql("read_turn"), {"generation": generation})
        row = cur.fetchone()
    if row is None:
        raise WrongRoot
    return Turned(*row)


def _state(holder: LocalHolder) -> State:
    with holder.connections.cursor() as cur:
        return _stands(cur)


def _stands(cur: Cursor) -> State:
    cur.execute(_sql("turn_state"))
    row = cur.fetchone()
    if row is None:
        raise WrongRoot
    return State(*row)


def _reached(cur: Cursor, generation: int, step: str, position: UUID | None) -> None:
    cur.execute(
        _sql("turn_reached"), {"generation": generation, "step": step, "position": position}
    )


@contextmanager
def _at(holder: LocalHolder, generation: int, step: str) -> Iterator[Cursor]:
    """A step's transaction. Whoever lost the turn's lock with its connection and comes back late
    finds the turn elsewhere, and changes nothing."""
    with alone(holder) as cur:
        if _stands(cur)[:2] != (generation, step):
            raise _Overtaken
        yield cur


@contextmanager
def alone(holder: LocalHolder) -> Iterator[Cursor]:
    """A transaction that has the key store to itself among those that write."""
    with holder.connections.transaction() as cur:
        cur.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        yield cur


def _sql(name: str) -> LiteralString:
    return statement("keepword.vault", name)
