"""Which witnesses a log asks, and what it knows of each: two files beside the signer's memory.

    witnesses.json   {"quorum": N?, "witnesses": [{"vkey": …, "url": …}, …]}; `keepword ledger
                     witness` writes it, nobody else
    witnessed.json   {vkey: {"size": last cosigned, "at": Unix seconds, "failed": code?,
                     "since": Unix seconds?}, …}; the integrator writes it, nobody else

Both lie outside the database and are closed to others. The second may be lost: a witness says
itself how far it has come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from keepword.foundation.errors import Message
from keepword.ledger import canonical, durable
from keepword.ledger.cosignatures import CosignerKey
from keepword.ledger.errors import LedgerError, NotAKey, NotCanonical
from keepword.ledger.notes import VerifierKey
from keepword.ledger.posting import is_address

LIST_FILE = "witnesses.json"
MEMORY_FILE = "witnessed.json"

DEFAULT_QUORUM = 1
"""Cosignatures a checkpoint needs where witnesses are named and nothing else is said."""

MOST = 16
"""Witnesses of one log: so many signatures every reader of notes takes."""


class NotWitnesses(LedgerError):
    """The list of witnesses cannot be what was asked for, or its file cannot be read."""

    code = "witnesses"
    way_out = Message(
        "See `keepword ledger witness list` and `keepword ledger witness --help`.",
        "`keepword ledger witness list`와 `keepword ledger witness --help`를 확인하세요.",
    )


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness and its submission prefix (tlog-witness), without a slash at its end."""

    key: CosignerKey
    url: str

    def __post_init__(self) -> None:
        if not is_address(self.url) or self.url.endswith("/"):
            raise NotWitnesses(
                "A witness's address is http(s)://host/path, without a question mark.",
                "증인의 주소는 물음표 없이 http(s)://host/path처럼 씁니다.",
            )


@dataclass(frozen=True, slots=True)
class Policy:
    """The witnesses, and how many of them have to cosign; `None`: as the house has it."""

    witnesses: tuple[Witness, ...] = ()
    asked: int | None = None

    def __post_init__(self) -> None:
        names = {each.key.name for each in self.witnesses}
        keys = {each.key.public for each in self.witnesses}
        if not len(names) == len(keys) == len(self.witnesses) <= MOST:
            raise NotWitnesses(
                f"Each witness has a name and a key of its own, and there are at most {MOST}.",
                f"증인마다 이름과 키가 달라야 하고 {MOST}곳까지 둘 수 있습니다.",
            )
        if self.asked is not None and not 0 <= self.asked <= len(self.witnesses):
            raise NotWitnesses(
                f"{self.asked} cosignatures of {len(self.witnesses)} witnesses cannot be had.",
                f"증인 {len(self.witnesses)}곳에서 서명 {self.asked}개를 받을 수 없습니다.",
            )

    def quorum(self, default: int = DEFAULT_QUORUM) -> int:
        """Cosignatures without which nothing is published; 0 where no witness is named.

        More than there are witnesses, if `default` is: then nothing is published until more are
        named.
        """
        if not self.witnesses:
            return 0
        return default if self.asked is None else self.asked

    def added(self, witness: Witness, log: VerifierKey | None = None) -> Policy:
        """With one more; `log`: the key of the log itself, which is nobody's witness.

        Raises:
            NotWitnesses: its name or key is there already, or it is the log's.
        """
        if log is not None and log.public == witness.key.public:
            raise NotWitnesses(
                "A log is not its own witness.", "기록이 스스로의 증인이 될 수는 없습니다."
            )
        return replace(self, witnesses=(*self.witnesses, witness))

    def removed(self, name: str) -> Policy:
        """Without the witness of this name.

        Raises:
            NotWitnesses: there is none, or too few would be left.
        """
        left = tuple(each for each in self.witnesses if each.key.name != name)
        if len(left) == len(self.witnesses):
            raise NotWitnesses(f"There is no witness '{name}'.", f"증인 '{name}'이(가) 없습니다.")
        return replace(self, witnesses=left)


def read(folder: Path) -> Policy:
    """The list in `folder`; an empty one where there is no file.

    Raises:
        NotWitnesses: the file is not what was written.
    """
    raw = durable.read(folder / LIST_FILE)
    if raw is None:
        return Policy()
    try:
        content = canonical.read(raw)
        if not isinstance(content, dict) or not content.keys() <= {"quorum", "witnesses"}:
            raise _unreadable()
        quorum = content.get("quorum")
        if quorum is not None and type(quorum) is not int:
            raise _unreadable()
        listed = content.get("witnesses")
        if not isinstance(listed, list):
            raise _unreadable()
        return Policy(tuple(map(_witness, listed)), quorum)
    except (NotCanonical, NotAKey):
        raise _unreadable() from None


def write(folder: Path, policy: Policy) -> None:
    """Put the list in its file."""
    listed = [{"vkey": str(each.key), "url": each.url} for each in policy.witnesses]
    content: dict[str, Any] = {"witnesses": listed}
    if policy.asked is not None:
        content["quorum"] = policy.asked
    durable.write(folder / LIST_FILE, canonical.encode(content) + b"\n", durable.PRIVATE)


def _witness(each: object) -> Witness:
    if not isinstance(each, dict) or each.keys() != {"vkey", "url"}:
        raise _unreadable()
    vkey, url = each["vkey"], each["url"]
    if not isinstance(vkey, str) or not isinstance(url, str):
        raise _unreadable()
    return Witness(CosignerKey.read(vkey), url)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a witness: the size it cosigned last, when (Unix seconds), and, while it
    gives no cosignature, why (an error's code) and since when."""

    size: int = 0
    at: int = 0
    failed: str = ""
    since: int = 0

    def cosigned(self, size: int, at: int) -> Known:
        """After a cosignature."""
        return Known(size, at)

    def silent(self, code: str, now: int) -> Known:
        """After an attempt that brought none."""
        return replace(self, failed=code, since=self.since or now)


@dataclass(slots=True)
class Memory:
    """What the integrator remembers of its witnesses, by vkey."""

    folder: Path
    known: dict[str, Known] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Memory:
        """From its file; what cannot be read is forgotten."""
        raw = durable.read(folder / MEMORY_FILE) or b"{}"
        try:
            content = canonical.read(raw)
        except NotCanonical:
            content = {}
        held = content if isinstance(content, dict) else {}
        return cls(folder, {vkey: _known(each) for vkey, each in held.items()})

    def of(self, key: CosignerKey) -> Known:
        """What is known of a witness."""
        return self.known.get(str(key), Known())

    def note(self, key: CosignerKey, known: Known) -> None:
        """Remember, on the disk when this returns."""
        if self.of(key) == known:
            return
        self.known[str(key)] = known
        content = {vkey: _as_record(each) for vkey, each in self.known.items()}
        durable.write(self.folder / MEMORY_FILE, canonical.encode(content), durable.PRIVATE)


def _as_record(known: Known) -> dict[str, Any]:
    record: dict[str, Any] = {"size": known.size, "at": known.at}
    return record | ({"failed": known.failed, "since": known.since} if known.failed else {})


def _known(each: object) -> Known:
    held: Mapping[str, Any] = each if isinstance(each, dict) else {}
    numbers = [held.get(name, 0) for name in ("size", "at", "since")]
    size, at, since = (n if type(n) is int and n >= 0 else 0 for n in numbers)
    failed = held.get("failed", "")
    return Known(size, at, failed if isinstance(failed, str) else "", since)


def _unreadable() -> NotWitnesses:
    return NotWitnesses(
        f"{LIST_FILE} cannot be read.",
        f"{LIST_FILE} 파일을 읽을 수 없습니다.",
        Message(
            f"Put {LIST_FILE} back as it was, or remove it and add the witnesses again.",
            f"{LIST_FILE}을(를) 되돌리거나, 지우고 증인을 다시 추가하세요.",
        ),
    )
