"""A receipt proves its entry to anyone with the log's key and a checkpoint.

P19, P66: consents; P64, P72: destruction; P87: every act that concerns a person.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepword.ledger import publishing, receipts
from keepword.ledger.checkpoints import Checkpoint
from keepword.ledger.errors import LedgerError, NotAReceipt
from keepword.ledger.merkle import EMPTY
from keepword.ledger.notes import SigningKey
from keepword.ledger.proofs import Proof
from keepword.ledger.receipt_parts import Proven
from keepword.ledger.receipts import Kind
from keepword.ledger.verifying import ReceiptReport, verify_receipt
from tests.ledger.book import CHILD_OF_MAY, ORIGIN, Book

CONSENT: dict[str, Any] = {
    "act": "collect", "outcome": "allowed", "subject": str(CHILD_OF_MAY),
    "consents": [{"id": str(UUID(int=7)), "kind": "optional", "scope": "C1", "item": "email"}],
}  # fmt: skip
LEAVING: dict[str, Any] = {
    "act": "leave", "outcome": "done", "subject": str(CHILD_OF_MAY),
    "destroyed": [{"unit": str(UUID(int=8)), "rule": "R1", "items": ["login-id", "주소"]}],
    "kept": [],
}  # fmt: skip
LOOK: dict[str, Any] = {
    "act": "use", "outcome": "denied", "reason": "no-grant", "subject": str(CHILD_OF_MAY),
    "actor": {"kind": "staff", "account": str(UUID(int=9)), "department": "er", "role": "staff"},
}  # fmt: skip
BOTH = pytest.mark.parametrize(
    ("kind", "body"),
    [(Kind.CONSENT_RECEIPT, CONSENT), (Kind.CERTIFICATE, LEAVING), (Kind.ENTRY_RECEIPT, LOOK)],
)


def issued(book: Book, kind: Kind, body: dict[str, Any]) -> dict[str, Any]:
    """A receipt for an entry in the middle of others."""
    book.fill(3, at=-10)
    entry = book.record(**body)
    book.fill(2, at=10)
    book.integrate()
    with book.cursor() as cur:
        made = receipts.receipt(cur, book.reader, book.public, entry, kind)
    assert made is not None
    return made


def checked(book: Book, file: bytes, **how: Any) -> ReceiptReport:
    note = how.pop("checkpoint", None) or (book.public / "checkpoint").read_bytes()
    return verify_receipt(file, book.signer.verifier, note, **how)


def codes(report: ReceiptReport) -> list[str]:
    return [finding.code for finding in report.findings]


@BOTH
def test_a_receipt_verifies_without_the_house(book: Book, kind: Kind, body: dict[str, Any]) -> None:
    made = issued(book, kind, body)
    report = checked(book, receipts.as_file(made), kind=kind)
    assert report.ok
    assert (report.index, report.size, report.consistency) == (3, 6, "same")
    assert report.receipt is not None
    assert report.receipt.body == made["entry"]
    assert set(made) == {"type", "entry", "nonce", "proof", "says"} | (
        {"state"} if kind is Kind.CERTIFICATE else set()
    )
    assert "2026-07-23 18:30:00" in made["says"]["ko"]
    assert made["says"]["ko"].endswith("다.")


@BOTH
def test_a_flipped_byte_anywhere_does_not_verify(
    book: Book, kind: Kind, body: dict[str, Any]
) -> None:
    made = issued(book, kind, body)
    for file in (receipts.as_file(made), json.dumps(made, indent=2).encode()):
        assert checked(book, file).ok
        spoilt = bytearray(file.rstrip())
        for at in range(len(spoilt)):
            for change in (0x01, 0x20):
                spoilt[at] ^= change
                assert not checked(book, bytes(spoilt)).ok, bytes(spoilt[at - 20 : at + 20])
                spoilt[at] ^= change


Change = Callable[[dict[str, Any]], object]
CHANGES: dict[str, Change] = {
    "another type": lambda r: r.update(type=Kind.CONSENT_RECEIPT.value),
    "an unknown type": lambda r: r.update(type="keepword/certificate@v3"),
    "the type of a final one": lambda r: r.update(type="keepword/certificate@v2"),
    "a turn without its type": lambda r: r.update(turn={}),
    "somebody among many": lambda r: r.update(person={}),
    "final before its time": lambda r: r.update(state="final"),
    "no state": lambda r: r.pop("state"),
    "more than belongs there": lambda r: r.update(note="valid"),
    "another sentence": lambda r: r["says"].update(en="Everything was destroyed."),
    "a third language": lambda r: r["says"].update(fr="Tout est détruit."),
    "more destroyed": lambda r: r["entry"]["destroyed"][0]["items"].append("email"),
    "nothing kept left out": lambda r: r["entry"].pop("kept"),
    "another time": lambda r: r["entry"].update(at=r["entry"]["at"] + 1),
    "a time that is none": lambda r: r["entry"].update(at=2**52),
    "another outcome": lambda r: r["entry"].update(outcome="denied"),
    "another act": lambda r: r["entry"].update(act="erase"),
    "an act that is none": lambda r: r["entry"].update(act=["leave"]),
    "another id": lambda r: r["entry"].update(id=str(uuid4())),
    "an id in capitals": lambda r: r["entry"].update(id=r["entry"]["id"].upper() + "A"),
    "another version": lambda r: r["entry"].update(v=2),
    "a truth for a version": lambda r: r["entry"].update(v=True),
    "a nonce in capitals": lambda r: r.update(nonce=r["nonce"].upper() + "AA"),
    "a nonce cut short": lambda r: r.update(nonce=r["nonce"][:-2]),
    "no nonce": lambda r: r.pop("nonce"),
    "a number for a proof": lambda r: r.update(proof=7),
    "another index": lambda r: r.update(proof=r["proof"].replace("index 3", "index 2")),
    "a step left out": lambda r: r.update(proof=r["proof"].replace("index 3\n", "index 3\n#", 1)),
    "a list for an entry": lambda r: r.update(entry=[r["entry"]]),
}


@pytest.mark.parametrize("change", list(CHANGES.values()), ids=list(CHANGES))
def test_a_changed_certificate_does_not_verify(book: Book, change: Change) -> None:
    made = issued(book, Kind.CERTIFICATE, LEAVING)
    change(made)
    report = checked(book, receipts.as_file(made))
    assert codes(report) == ["receipt-broken"]
    assert not report.as_record()["ok"]


def test_not_before_the_entry_is_in_a_published_tree(book: Book) -> None:
    book.integrate()
    entry = book.record(**CONSENT)

    def made() -> dict[str, Any] | None:
        with book.cursor() as cur:
            return receipts.receipt(cur, book.reader, book.public, entry, Kind.CONSENT_RECEIPT)

    assert made() is None
    shown = (book.public / "checkpoint").read_bytes()
    book.integrate()
    whole = (book.public / "checkpoint").read_bytes()
    (book.public / "checkpoint").write_bytes(shown)
    assert made() is None
    (book.public / "checkpoint").write_bytes(whole)
    assert made() is not None
    with book.cursor() as cur:
        unknown = receipts.receipt(cur, book.reader, book.public, uuid4(), Kind.CERTIFICATE)
    assert unknown is None


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (Kind.CERTIFICATE, CONSENT),
        (Kind.CONSENT_RECEIPT, LEAVING),
        (Kind.CERTIFICATE, {**LEAVING, "outcome": "denied"}),
        (Kind.CONSENT_RECEIPT, {**CONSENT, "act": "use"}),
        (Kind.ENTRY_RECEIPT, {"act": "policy-loaded", "outcome": "done"}),
    ],
)
def test_no_receipt_is_made_of_what_did_not_happen(
    book: Book, kind: Kind, body: dict[str, Any]
) -> None:
    with pytest.raises(NotAReceipt):
        issued(book, kind, body)


@pytest.mark.parametrize("more", [1, 300])
def test_against_a_newer_checkpoint(book: Book, tmp_path: Path, more: int) -> None:
    file = receipts.as_file(issued(book, Kind.CERTIFICATE, LEAVING))
    book.fill(more, at=60)
    book.integrate()
    assert checked(book, file).consistency == "not-shown"
    publishing.export(book.public, tmp_path / "export")
    report = checked(book, file, tiles_folder=tmp_path / "export")
    assert (report.ok, report.consistency) == (True, "proven")


def test_against_an_older_checkpoint_a_newer_one_is_asked_for(book: Book) -> None:
    book.integrate()
    older = (book.public / "checkpoint").read_bytes()
    file = receipts.as_file(issued(book, Kind.CERTIFICATE, LEAVING))
    report = checked(book, file, checkpoint=older)
    assert codes(report) == ["checkpoint-older"]
    assert "newer checkpoint" in report.findings[0].message.en


def other_checkpoint(book: Book, size: int) -> bytes:
    """A second history, signed with the same key."""
    keys = book.folder / "keys" / "ledger-signing-key"
    key = SigningKey.read(keys.read_text())
    root = EMPTY if size == 0 else bytes(32)
    return key.sign(Checkpoint(ORIGIN, size, root).text).encode()


def test_two_histories_of_one_key_are_told_apart(book: Book, tmp_path: Path) -> None:
    file = receipts.as_file(issued(book, Kind.CERTIFICATE, LEAVING))
    assert codes(checked(book, file, checkpoint=other_checkpoint(book, 6))) == [
        "checkpoint-contradicts"
    ]
    publishing.export(book.public, tmp_path / "export")
    (tmp_path / "export" / "checkpoint").write_bytes(other_checkpoint(book, 7))
    report = checked(
        book, file, checkpoint=other_checkpoint(book, 7), tiles_folder=tmp_path / "export"
    )
    assert codes(report) == ["checkpoint-contradicts"]


def test_a_checkpoint_of_another_key_shows_nothing(book: Book) -> None:
    file = receipts.as_file(issued(book, Kind.CERTIFICATE, LEAVING))
    other = SigningKey(ORIGIN, bytes(32))
    note = other.sign(Checkpoint(ORIGIN, 6, bytes(32)).text).encode()
    assert codes(checked(book, file, checkpoint=note)) == ["checkpoint-broken"]
    assert codes(verify_receipt(file, other.verifier, note)) == ["receipt-broken"]


def test_a_file_of_the_other_kind_is_refused(book: Book) -> None:
    file = receipts.as_file(issued(book, Kind.CONSENT_RECEIPT, CONSENT))
    assert codes(checked(book, file, kind=Kind.CERTIFICATE)) == ["receipt-kind"]


@pytest.mark.parametrize(
    "file",
    [
        b"", b"{}", b"[]", b"null", b"\xff", b"1.5", b'{"type":1}', b"[" * 50_000, b'{"a":1,"a":1}',
        b'{"type":"keepword/certificate@v1"}', b" " * 1_000_001, b'{"type":{"a":"\\ud800"}}',
        b'{"type":"\\ud83d"}',
    ],
)  # fmt: skip
def test_what_is_no_receipt_is_refused(file: bytes) -> None:
    with pytest.raises(NotAReceipt):
        receipts.read(file)


NAMES = ["type", "entry", "nonce", "proof", "says", "state", "id", "at", "v", "act",
         "outcome", "turn", "person", "people", "n", "root", "subject", "index", "path",
         "finality"]  # fmt: skip
anything = st.recursive(
    st.text(max_size=5) | st.integers() | st.none() | st.booleans() | st.floats(),
    lambda inner: st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=10,
)


@given(st.binary(max_size=60) | anything.map(lambda value: json.dumps(value).encode()))
def test_of_any_file_only_our_own_errors_come(file: bytes) -> None:
    with pytest.raises(LedgerError):
        receipts.read(file)


@given(st.data())
def test_of_a_file_with_a_part_put_in_only_our_own_errors_come(data: st.DataObject) -> None:
    """Each field of a whole file gives way to anything: a whole file, or an error of ours."""
    made: dict[str, Any] = json.loads(WHOLE)
    at = data.draw(st.sampled_from([made, made["entry"], made["turn"], made["turn"]["entry"]]))
    at[data.draw(st.sampled_from([*at, *NAMES]))] = data.draw(anything)
    with contextlib.suppress(LedgerError):
        assert receipts.read(json.dumps(made).encode()).as_record() == made


def _whole() -> str:
    """A final certificate whose parts fit, made without a ledger."""
    key = SigningKey(ORIGIN, bytes(32))
    note = key.sign(Checkpoint(ORIGIN, 2, bytes(32)).text).encode()
    common = {"v": 1, "at": 5, "id": str(UUID(int=1))}
    turn = {**common, "act": "turn", "generation": 2, "finality": "dated", "final_on": "2026-08-01"}
    shown = Proven({**common, **LEAVING}, bytes(32), Proof(0, (), note))
    turned = Proven(turn, bytes(32), Proof(1, (), note))
    return json.dumps(receipts.Receipt(Kind.CERTIFICATE, shown, turned).as_record())


WHOLE = _whole()


def test_the_whole_file_of_that_test_reads() -> None:
    assert receipts.read(WHOLE.encode()).as_record() == json.loads(WHOLE)
