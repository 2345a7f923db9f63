"""What can go wrong in the ledger, each with a stable code and a way out.

    KeepwordError (foundation)
    └── LedgerError
        ├── NotCanonical      a value or a text that RFC 8785 has no place for in our bodies
        ├── ReservedField     a body that says what only the writer may say
        ├── NotAnEntry        not a leaf of 41 bytes, or the parts of one do not fit
        ├── BodyClosed        a sealed body that its month's key does not open
        ├── NotAKey           a verifier key or a signing key that cannot be read
        ├── KeyNotPrivate     the signing key's file is open to others
        ├── RolledBack        the tree is not what was signed before, grown on
        ├── NothingPublished  no checkpoint where one should be
        ├── NotInOrder        tree, entries and tiles that do not belong together
        ├── NotReached        a witness or an authority does not answer
        ├── NotWitnesses      the list of witnesses cannot be read, or asks for more than it names
        ├── WitnessRefused    a witness does not cosign
        │   ├── WitnessAhead      it has seen a larger tree of this log
        │   └── WitnessForked     it has seen another tree of this size
        ├── WitnessUnfit      a witness's answer is no cosignature of its key
        ├── NoAuthority       no timestamp authority is named
        ├── NotPublished      nothing to prove with yet
        ├── Busy              the connection is in the middle of a transaction
        └── ProofBroken       something that should prove does not
            ├── NotWitnessed      fewer witnesses than asked for cosigned it
            ├── NotATimestamp     not a timestamp of this checkpoint by that authority
            ├── NotANote          not a signed note, or not signed by the key that was asked for
            ├── NotACheckpoint    a note whose text is no checkpoint
            ├── NotATile          a tile, an entry bundle or the path of one that cannot be read
            ├── NotAProof         not a tlog-proof, or not of the right shape
            └── NotAReceipt       a receipt or certificate that cannot be read or does not hold

No error names a value of a body: ids, indexes, files and field names only.
"""

from __future__ import annotations

from keepword.foundation.errors import KeepwordError, Message

_GET_ANEW = Message(
    "Get the file again from where it was issued; do not rely on this one.",
    "발급한 곳에서 파일을 다시 받으시고, 이 파일은 믿지 마세요.",
)
_LOOK = Message(
    "Stop writing, keep everything as it is, and run `keepword ledger verify`.",
    "기록을 멈추고 그대로 보존한 뒤 `keepword ledger verify`를 실행하세요.",
)


class LedgerError(KeepwordError):
    """Root of this room's errors; `way_out` is what to do where nothing better is said."""

    code = "ledger"
    way_out = _LOOK

    def __init__(self, en: str, ko: str, remedy: Message | None = None) -> None:
        super().__init__(Message(en=en, ko=ko), remedy or self.way_out)


class NotCanonical(LedgerError):
    """Outside our value space (str, int, bool, list, dict), or not in RFC 8785's one form."""

    code = "not-canonical"
    way_out = Message(
        "Use text, whole numbers up to 2^53 - 1, true, false, lists and objects.",
        "문자열, 2^53-1까지의 정수, true, false, 배열, 객체만 쓰세요.",
    )


class ReservedField(LedgerError):
    """`v`, `id`, `at`, `w`, `n` and `continues` are the writer's."""

    code = "reserved-field"
    way_out = Message("Name the field otherwise.", "필드의 이름을 달리 지으세요.")


class NotAnEntry(LedgerError):
    """The parts do not make a leaf of version 1."""

    code = "not-an-entry"


class BodyClosed(LedgerError):
    """Wrong key, or sealed bytes that are not what was written."""

    code = "body-closed"


class NotAKey(LedgerError):
    """A key in a form that is not the signed-note form, or of another kind than Ed25519."""

    code = "not-a-key"
    way_out = Message(
        "Use the file `vkey` that the ledger publishes, unchanged.",
        "기록이 공개하는 `vkey` 파일을 그대로 쓰세요.",
    )


class KeyNotPrivate(LedgerError):
    """Others may read or write the signing key."""

    code = "key-not-private"
    way_out = Message(
        "Find out who could have read it; then `chmod 600` the file.",
        "누가 읽을 수 있었는지 확인한 뒤 파일 권한을 600으로 바꾸세요.",
    )


class RolledBack(LedgerError):
    """Entries that were published are gone or were changed: nothing more is signed."""

    code = "ledger-rolled-back"


class NothingPublished(LedgerError):
    """The ledger has not published a checkpoint yet."""

    code = "nothing-published"
    way_out = Message(
        "Start Keepword once (`keepword up`), then try again.",
        "Keepword를 한 번 시작한 뒤(`keepword up`) 다시 시도하세요.",
    )


class NotInOrder(LedgerError):
    """The database's tree and the published files contradict each other."""

    code = "ledger-not-in-order"


class Busy(LedgerError):
    """Entries are integrated in a transaction of their own, or they could be signed too early."""

    code = "ledger-connection-busy"
    way_out = Message(
        "Give the integrator a connection of its own.", "통합 작업에 전용 연결을 주세요."
    )


class ProofBroken(LedgerError):
    """Root of what a verifier finds."""

    code = "proof-broken"
    way_out = _GET_ANEW


class NotANote(ProofBroken):
    """Not a C2SP signed note, or one that the expected key did not sign."""


class NotACheckpoint(ProofBroken):
    """Not a C2SP tlog-checkpoint."""


class NotATile(ProofBroken):
    """Not a tile of C2SP tlog-tiles."""


class NotAProof(ProofBroken):
    """Not a C2SP tlog-proof@v1, or a path that does not lead to the root."""


class NotAReceipt(ProofBroken):
    """Not one of our receipts or certificates, or one that does not hold."""
