"""Rounds of cosigning: the newest signed checkpoint goes to every witness, and is published when
enough of them have cosigned it (P88).

Beside the integrator, never in its way: witnesses are asked in threads of their own, at most one
request to each at a time and one round a second. A round holds on to its checkpoint until the
quorum is there or all have answered; the next takes the newest. A witness that gives nothing is
asked more and more rarely. Cosignatures that come late are added while their checkpoint still
stands.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from keepword.foundation.errors import KeepwordError
from keepword.ledger import (
    checkpoints,
    cosignatures,
    durable,
    merkle,
    posting,
    publishing,
    tiles,
    witnesses,
    witnessing,
)
from keepword.ledger.checkpoints import Checkpoint
from keepword.ledger.cosignatures import CosignerKey
from keepword.ledger.errors import NothingPublished, ProofBroken
from keepword.ledger.notes import Signature
from keepword.ledger.posting import Post
from keepword.ledger.signing import Signer
from keepword.ledger.witnesses import Memory, NotWitnesses, Policy, Witness
from keepword.runtime import clock, logs
from keepword.runtime.backoff import Backoff

ROUND = 1.0
"""Seconds from the start of one round to that of the next, at least."""


@dataclass(slots=True)
class _Round:
    """One checkpoint on its way, and the cosignatures that it has so far."""

    checkpoint: Checkpoint
    note: bytes
    started: float
    lines: dict[CosignerKey, Signature] = field(default_factory=dict)
    shown: int = 0


@dataclass(slots=True)
class _Slot:
    """One witness: what it was asked and has not answered, and when it may be asked again."""

    asked: _Round | None = None
    answer: Future[Signature] | None = None
    due: float = 0.0
    backoff: Backoff = field(
        default_factory=lambda: Backoff(first=1.0, longest=60.0, healthy_after=float("inf"))
    )


class Witnessing:
    """Asks the witnesses of a log for it, as often as it is stepped.

    Args:
        folder: where the list of witnesses lies.
        public: the folder of the published files.
        signer: whose checkpoints they are; it is told whether to withhold them.
        default: the quorum where the list says none.
    """

    def __init__(
        self,
        folder: Path,
        public: Path,
        signer: Signer,
        default: int,
        *,
        post: Post = posting.post,
        now: Callable[[], datetime] = clock.now,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._public = public
        self._signer = signer
        self._default = default
        self._post = post
        self._now = now
        self._ticks = ticks
        self._policy: Policy | None = None
        self._memory = Memory.read(folder)
        self._slots: dict[Witness, _Slot] = {}
        self._round: _Round | None = None
        self._said = ""
        self._alone = False
        self._log = logs.logger("integrator")

    @property
    def waiting(self) -> bool:
        """Whether an answer is waited for."""
        return any(slot.answer is not None for slot in self._slots.values())

    def prepare(self) -> None:
        """Read the list as it is now. One that cannot be read keeps everything from being shown."""
        try:
            self._policy = witnesses.read(self._folder)
        except NotWitnesses as error:
            self._policy = None
            self._signer.withholds = True
            self._say(error.code)
            return
        quorum, listed = self._policy.quorum(self._default), self._policy.witnesses
        self._say("witnesses-too-few" if quorum > len(listed) else "")
        self._say_alone(alone=not listed and self._default > 0)
        self._signer.withholds = quorum > 0
        self._slots = {each: self._slots.get(each) or _Slot() for each in listed}

    def step(self) -> None:
        """Take what was answered, show what is ready, ask for what is new.

        Raises:
            RolledBack: what was signed last cannot be read.
            OSError: the checkpoint or the memory cannot be written.
        """
        last = self._signer.last()
        if self._policy is None or last is None:
            return
        self._collect()
        if not self._signer.withholds:
            self._show_plain(*last)
        if self._slots and not self._is_settled(last[0]):
            self._begin(*last)

    def _show_plain(self, checkpoint: Checkpoint, note: bytes) -> None:
        """Without a quorum the log's own signature will do, for want of a better one."""
        if self._shown_size() < checkpoint.size:
            publishing.show_newer(self._public, note, self._signer.verifier)

    def _begin(self, checkpoint: Checkpoint, note: bytes) -> None:
        """Start a round, if the last one is over and as many can be asked as are wanted."""
        before, ticks = self._round, self._ticks()
        if before is not None and (self._is_under_way(before) or ticks < before.started + ROUND):
            return
        same = before is not None and before.note == note
        current = before if before and same else _Round(checkpoint, note, ticks)
        asked = {
            witness: slot
            for witness, slot in self._slots.items()
            if witness.key not in current.lines and slot.answer is None and slot.due <= ticks
        }
        if len(asked) + len(self._have(current)) < self._wanted:
            return
        current.started = ticks
        self._round = current
        for witness, slot in asked.items():
            slot.asked, slot.answer = current, Future()
            target = (witness, current, self._memory.of(witness.key).size, slot.answer)
            threading.Thread(target=self._ask, args=target, daemon=True, name="witness").start()

    def _ask(
        self, witness: Witness, asked: _Round, remembered: int, answer: Future[Signature]
    ) -> None:
        """In a thread of its own: it reads files that never change, and touches nothing else."""
        size = asked.checkpoint.size
        source = tiles.source(publishing.fetcher(self._public), size)
        try:
            line = witnessing.ask(
                witness,
                asked.note,
                lambda old: merkle.prove_consistency(source, old, size),
                remembered,
                self._post,
            )
        except (KeepwordError, OSError) as error:
            answer.set_exception(error)
        else:
            answer.set_result(line)

    def _collect(self) -> None:
        """Take the answers that are there."""
        for witness, slot in self._slots.items():
            answer, asked = slot.answer, slot.asked
            if answer is None or asked is None or not answer.done():
                continue
            slot.answer = slot.asked = None
            error = answer.exception()
            if error is not None:
                self._failed(witness, slot, error)
                continue
            line = answer.result()
            slot.backoff.failures, slot.due = 0, 0.0
            known = self._memory.of(witness.key)
            at = cosignatures.time_of(line.raw) or 0
            self._memory.note(witness.key, known.cosigned(asked.checkpoint.size, at))
            asked.lines[witness.key] = line
        if self._round is not None:
            self._show(self._round)

    def _show(self, ready: _Round) -> None:
        """Show the checkpoint with its cosignatures, once there are enough, and again with more."""
        have = self._have(ready)
        if len(have) < self._wanted or len(have) == ready.shown:
            return
        note = ready.note + "".join(map(str, have)).encode()
        publishing.show_newer(self._public, note, self._signer.verifier)
        ready.shown = len(have)

    def _failed(self, witness: Witness, slot: _Slot, error: BaseException) -> None:
        code = error.code if isinstance(error, KeepwordError) else "ledger-not-read"
        wait = slot.backoff.delay(0.0)
        slot.due = self._ticks() + wait
        known = self._memory.of(witness.key)
        self._memory.note(witness.key, known.silent(code, int(self._now().timestamp())))
        self._log.error("witness-failed", code=code, url=witness.url, seconds=wait)

    @property
    def _wanted(self) -> int:
        """Cosignatures that end a round; at least one, or nobody would have to be asked."""
        return max(1, self._policy.quorum(self._default)) if self._policy else 1

    def _have(self, asked: _Round) -> list[Signature]:
        """Its cosignatures, in the order of the list."""
        return [asked.lines[w.key] for w in self._slots if w.key in asked.lines]

    def _is_under_way(self, asked: _Round) -> bool:
        pending = any(slot.asked is asked for slot in self._slots.values())
        return pending and len(self._have(asked)) < self._wanted

    def _is_settled(self, newest: Checkpoint) -> bool:
        """Whether the newest checkpoint stands there with enough cosignatures."""
        shown = durable.read(self._public / publishing.CHECKPOINT)
        keys = [witness.key for witness in self._slots]
        trusted = cosignatures.witnessed(self._signer.verifier, keys, self._wanted)
        try:
            return shown is not None and checkpoints.read(shown, trusted) == newest
        except ProofBroken:
            return False

    def _shown_size(self) -> int:
        try:
            return publishing.latest(self._public, self._signer.verifier)[0].size
        except (NothingPublished, ProofBroken):
            return -1

    def _say_alone(self, *, alone: bool) -> None:
        """That witnesses are required and none is named; checkpoints then carry our name alone."""
        if alone and not self._alone:
            self._log.warning("no-witness", count=self._default)
        self._alone = alone

    def _say(self, code: str) -> None:
        """Once, not at every round."""
        if code and code != self._said:
            self._log.error("nothing-published", code=code)
        self._said = code
