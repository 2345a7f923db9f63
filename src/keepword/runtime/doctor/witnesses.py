"""The ledger's witnesses: whether there are any, whether they answer, and whether one refuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from keepword.foundation.errors import KeepwordError, Message
from keepword.ledger import witnesses as lists
from keepword.ledger.witnesses import Known, Memory, Policy
from keepword.runtime.config import Config
from keepword.runtime.doctor.finding import Finding, mend, note, ok
from keepword.runtime.doctor.house import is_demo

REFUSING = frozenset({"witness-ahead", "witness-forked"})
"""Codes that mean that this log is not the one that the witness has seen."""

_WHAT = Message(en="Witnesses of the ledger", ko="원장의 증인")
_ADD = Message(
    en="Checkpoints carry our own signature alone: nobody outside sees that the log only grows. "
    "Add one: keepword ledger witness add VKEY URL.",
    ko="체크포인트에 자체 서명만 있어, 기록이 늘기만 하는지 밖에서 보는 곳이 없습니다. 추가하세요: "
    "keepword ledger witness add VKEY URL.",
)
_REFUSES = Message(
    en="It has seen another log by this name: database or signer's memory went back. Change "
    "nothing, and run keepword ledger verify.",
    ko="이 이름의 다른 기록을 보았습니다. 데이터베이스나 서명 기록이 되돌려졌습니다. 그대로 두고 "
    "keepword ledger verify를 실행하세요.",
)
_ASK = Message(
    en="Ask who runs it, and check its address and vkey: keepword ledger witness list.",
    ko="운영하는 곳에 문의하고 주소와 vkey를 확인하세요: keepword ledger witness list.",
)


def witnesses(config: Config) -> Iterator[Finding]:
    """The quorum, then each witness that gives no cosignature (P88)."""
    try:
        policy = lists.read(config.layout.ledger)
    except KeepwordError as error:
        yield mend("witnesses", _WHAT, lists.LIST_FILE, error.remedy)
        return
    memory = Memory.read(config.layout.ledger)
    known = [(each.key.name, memory.of(each.key)) for each in policy.witnesses]
    good = sum(1 for _, each in known if not each.failed)
    yield _quorum(config, policy, good)
    yield from (_silent(name, each) for name, each in known if each.failed)


def _quorum(config: Config, policy: Policy, good: int) -> Finding:
    named, needed = len(policy.witnesses), policy.quorum(config.witness_quorum)
    if not named:
        return _none(config, needed=config.witness_quorum)
    seen = f"{named} named, {needed} needed, {good} answering"
    if good >= needed:
        return ok("witnesses", _WHAT, seen)
    remedy = Message(
        en="Nothing new is published until enough of them cosign again.",
        ko="서명이 다시 모일 때까지 새로 공개되는 것이 없습니다.",
    )
    return mend("witnesses", _WHAT, seen, remedy)


def _none(config: Config, *, needed: int) -> Finding:
    """Outside the demo one is required, unless the house says 0: then it is only worth knowing."""
    if is_demo(config):
        return ok("witnesses", _WHAT, "demo: no witness")
    if needed:
        return mend("witnesses", _WHAT, f"no witness, {needed} needed", _ADD)
    return note("witnesses", _WHAT, "no witness, 0 needed", _ADD)


def _silent(name: str, known: Known) -> Finding:
    since = datetime.fromtimestamp(min(known.since, 2**35), UTC).isoformat(timespec="seconds")
    remedy = _REFUSES if known.failed in REFUSING else _ASK
    return mend("witness-silent", _WHAT, f"{name}: {known.failed} since {since}", remedy)
