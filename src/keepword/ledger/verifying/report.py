"""What a verification found, in words that name the place and nobody's data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from keepword.foundation.errors import Message
from keepword.ledger.text import to_base64

SAYS = {
    "checkpoint-missing": Message("There is no checkpoint.", "체크포인트가 없습니다."),
    "checkpoint-broken": Message(
        "The checkpoint cannot be read or is not signed by the key.",
        "체크포인트를 읽을 수 없거나 이 키로 서명되지 않았습니다.",
    ),
    "tile-missing": Message("A tile is missing or not whole.", "타일이 없거나 온전하지 않습니다."),
    "tile-differs": Message(
        "A tile does not follow from what it is made of.",
        "타일이 그 아래 내용과 맞지 않습니다.",
    ),
    "leaf-malformed": Message(
        "A published entry is not a leaf of version 1.", "공개된 항목이 버전 1의 리프가 아닙니다."
    ),
    "leaf-hash-differs": Message(
        "A published entry has not the hash that its tile gives.",
        "공개된 항목의 해시가 타일과 다릅니다.",
    ),
    "root-differs": Message(
        "The entries do not lead to the root that was signed.",
        "항목들이 서명된 루트로 이어지지 않습니다.",
    ),
    "entry-missing": Message("No entry stands at this index.", "이 번호에 항목이 없습니다."),
    "index-wrong": Message(
        "The index is another entry's already, or is none.",
        "이미 다른 항목이 있는 번호이거나 번호가 아닙니다.",
    ),
    "entry-twice": Message("One id stands twice.", "같은 ID가 두 번 나옵니다."),
    "published-otherwise": Message(
        "The entry is not the one that was published at its index.",
        "이 번호로 공개된 항목과 다릅니다.",
    ),
    "leaf-unfit": Message(
        "Time or commitment cannot be those of an entry.",
        "시각이나 커밋값이 항목의 것일 수 없습니다.",
    ),
    "body-closed": Message(
        "The body does not open with its month's key.", "본문이 그 달의 키로 열리지 않습니다."
    ),
    "body-malformed": Message(
        "The body lacks what every body has.", "본문에 있어야 할 내용이 없습니다."
    ),
    "commitment-differs": Message(
        "The body is not the one that was committed to.", "본문이 커밋값과 맞지 않습니다."
    ),
    "time-differs": Message("The body gives another time.", "본문의 시각이 다릅니다."),
    "id-differs": Message("The body gives another id.", "본문의 ID가 다릅니다."),
    "month-differs": Message(
        "The entry stands in a month that is not its time's.",
        "항목이 그 시각의 달에 있지 않습니다.",
    ),
    "tag-differs": Message(
        "The entry cannot be found by the person it concerns.",
        "해당 정보주체로 찾을 수 없는 항목입니다.",
    ),
    "number-missing": Message(
        "Numbers of a writer are missing: rows were taken out before they were integrated.",
        "기록기의 번호가 빠져 있습니다. 통합되기 전에 지워진 행이 있습니다.",
    ),
    "number-twice": Message(
        "A number of a writer stands twice.", "기록기의 같은 번호가 두 번 나옵니다."
    ),
    "tree-differs": Message(
        "The tree in the database is not that of its entries.",
        "데이터베이스의 트리가 항목들의 것이 아닙니다.",
    ),
    "signed-missing": Message(
        "The signer remembers no checkpoint.", "서명기가 기억하는 체크포인트가 없습니다."
    ),
    "signed-broken": Message(
        "What the signer remembers cannot be read.", "서명기의 기록을 읽을 수 없습니다."
    ),
    "signed-differs": Message(
        "The entries do not continue what was signed last.",
        "항목들이 마지막에 서명한 것을 잇지 않습니다.",
    ),
    "signed-behind": Message(
        "More was published than the signer remembers.",
        "서명기가 기억하는 것보다 많이 공개되어 있습니다.",
    ),
    "receipt-broken": Message("The file does not hold.", "파일이 증명되지 않습니다."),
    "receipt-kind": Message("The file is of another kind.", "다른 종류의 파일입니다."),
    "checkpoint-older": Message(
        "The checkpoint is older than the file: get a newer checkpoint.",
        "체크포인트가 파일보다 오래되었습니다. 더 새로운 체크포인트를 받으세요.",
    ),
    "checkpoint-contradicts": Message(
        "The checkpoint contradicts the file: there are two different logs.",
        "체크포인트가 파일과 모순됩니다. 서로 다른 두 기록이 있습니다.",
    ),
}
"""Every code of a finding, and what it says."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold. `where`: a file, an entry and its index, a writer's numbers."""

    code: str
    where: str = ""
    why: Message | None = None

    @property
    def message(self) -> Message:
        """What is wrong, and the particular reason where there is one."""
        said = SAYS[self.code]
        if self.why is None:
            return said
        return Message(f"{said.en} {self.why.en}", f"{said.ko} {self.why.ko}")

    def as_record(self) -> dict[str, Any]:
        """As JSON has it."""
        message = self.message
        return {
            "code": self.code,
            "where": self.where,
            "message": {"ko": message.ko, "en": message.en},
        }


@dataclass(frozen=True, slots=True)
class Report:
    """A verified log.

    `size` and `root` are those of the checkpoint (None where it cannot be relied on), `entries`
    how many entries were looked at, `waiting` how many of them are not integrated yet.
    """

    origin: str | None
    size: int | None
    root: bytes | None
    entries: int
    waiting: int
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return not self.findings

    def as_record(self) -> dict[str, Any]:
        """As JSON has it; what is not known is left out."""
        known = {
            "origin": self.origin,
            "size": self.size,
            "root": None if self.root is None else to_base64(self.root),
        }
        return {
            "ok": self.ok,
            **{name: value for name, value in known.items() if value is not None},
            "entries": self.entries,
            "waiting": self.waiting,
            "findings": [finding.as_record() for finding in self.findings],
        }
