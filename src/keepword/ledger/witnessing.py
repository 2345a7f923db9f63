"""A log asks a witness to cosign its checkpoint (C2SP tlog-witness, `add-checkpoint`).

The witness is shown that the tree continues the last one it cosigned. It refuses a log that went
back or forked, whatever database, keys and memories were restored on this side (P88).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from keepword.foundation.errors import Message
from keepword.ledger import checkpoints, cosignatures, notes
from keepword.ledger.cosignatures import CosignerKey
from keepword.ledger.errors import LedgerError, NotANote
from keepword.ledger.notes import Signature
from keepword.ledger.posting import Answer, Post
from keepword.ledger.text import from_decimal, to_base64
from keepword.ledger.witnesses import Witness

ATTEMPTS = 3
"""Requests to one witness for one checkpoint: it may be at another size than is remembered."""

Prove = Callable[[int], Sequence[bytes]]
"""`prove(old)`: consistency proof from a tree of `old` entries to the checkpoint's."""

_CONFLICT = 409
_KIND = "text/plain; charset=utf-8"
_REFUSALS = {
    400: Message("it says that the request is malformed", "요청 형식이 잘못되었다고 합니다"),
    403: Message("it does not know the log's key", "기록의 키를 모른다고 합니다"),
    404: Message("it does not know this log", "이 기록을 모른다고 합니다"),
    422: Message(
        "it has cosigned a tree that this one does not continue",
        "이 트리가 잇지 않는 다른 트리에 이미 서명했습니다",
    ),
}


class WitnessRefused(LedgerError):
    """A witness does not cosign: it does not know the log, or has seen another one by its name."""

    code = "witness-refused"


class WitnessAhead(WitnessRefused):
    """A witness has cosigned more entries than there are: the log was rolled back."""

    code = "witness-ahead"


class WitnessForked(WitnessRefused):
    """A witness has cosigned a tree that is not the beginning of this one: the log was forked."""

    code = "witness-forked"


class WitnessUnfit(LedgerError):
    """What a witness answered is no cosignature of this checkpoint by its key."""

    code = "witness-unfit"
    way_out = Message(
        "Check the witness's vkey and address; ask who runs it.",
        "증인의 vkey와 주소를 확인하고 운영하는 곳에 문의하세요.",
    )


def request(old: int, path: Sequence[bytes], note: bytes) -> bytes:
    """The body of `add-checkpoint`: old size, consistency proof, blank line, checkpoint."""
    lines = [f"old {old}", *map(to_base64, path), ""]
    return "".join(f"{line}\n" for line in lines).encode() + note


def ask(witness: Witness, note: bytes, prove: Prove, remembered: int, post: Post) -> Signature:
    """The witness's cosignature of the checkpoint `note`, verified.

    Args:
        witness: whom to ask.
        note: the checkpoint as the log signed it.
        prove: shows that it continues the tree of any smaller size.
        remembered: the size that the witness cosigned last, as far as is known.
        post: sends and waits.

    Raises:
        NotReached: no answer.
        WitnessRefused: it will not cosign; nothing that this log publishes is to be relied on
            before it is known why.
        WitnessUnfit: its answer cannot be used.
        ProofBroken: the proof cannot be made from the log's own tiles.
    """
    checkpoint, parsed = checkpoints.parse(note)
    old = min(remembered, checkpoint.size)
    for _ in range(ATTEMPTS):
        answer = post(f"{witness.url}/add-checkpoint", request(old, prove(old), note), _KIND)
        if answer.status != _CONFLICT:
            return _cosignature(witness.key, answer, parsed.text)
        cosigned = _size(witness.key, answer)
        if cosigned > checkpoint.size:
            raise _ahead(witness.key, cosigned, checkpoint.size)
        if cosigned == old:
            break
        old = cosigned
    raise _unfit(witness.key, "it contradicts itself", "말이 엇갈립니다")


def _cosignature(key: CosignerKey, answer: Answer, text: str) -> Signature:
    """What a 200 holds.

    Raises:
        WitnessRefused, WitnessUnfit: another status, or no cosignature of `key` over `text`.
    """
    refusal = _REFUSALS.get(answer.status)
    if refusal is not None:
        kind = WitnessForked if answer.status == 422 else WitnessRefused
        raise kind(
            f"The witness '{key.name}' does not cosign: {refusal.en}.",
            f"증인 '{key.name}'이(가) 서명하지 않습니다. {refusal.ko}.",
        )
    if answer.status != 200:
        raise _unfit(key, f"status {answer.status}", f"상태 {answer.status}")
    try:
        lines = notes.signature_lines(answer.body.decode("utf-8"))
        return cosignatures.pick(lines, key, text)
    except UnicodeDecodeError:
        raise _unfit(key, "it is not text", "글이 아닙니다") from None
    except NotANote as error:
        raise _unfit(key, error.message.en, error.message.ko) from error


def _size(key: CosignerKey, answer: Answer) -> int:
    """The size in the answer to an old size that was not the witness's."""
    text = answer.body.decode("utf-8", "replace").removesuffix("\n")
    size = from_decimal(text)
    if size is None:
        raise _unfit(key, "it gives no size", "크기를 알려 주지 않습니다")
    return size


def _ahead(key: CosignerKey, cosigned: int, size: int) -> WitnessAhead:
    return WitnessAhead(
        f"The witness '{key.name}' has cosigned {cosigned} entries; this log has {size}.",
        f"증인 '{key.name}'은(는) 항목 {cosigned}개에 서명했는데 이 기록에는 {size}개뿐입니다.",
    )


def _unfit(key: CosignerKey, en: str, ko: str) -> WitnessUnfit:
    return WitnessUnfit(
        f"The answer of the witness '{key.name}' cannot be used: {en}.",
        f"증인 '{key.name}'의 응답을 쓸 수 없습니다: {ko}.",
    )
