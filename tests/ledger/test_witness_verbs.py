"""`keepword ledger witness` and `--witness`, as operators and outside checkers use them (P88)."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from keepword.cli.ledger.proof import verb
from keepword.cli.ledger.witness import witness
from keepword.ledger import publishing, receipts, witnesses
from keepword.ledger.cosignatures import CosignerKey
from keepword.ledger.receipts import Kind
from keepword.ledger.witnesses import Known, Memory
from keepword.runtime import config
from tests.ledger.book import ORIGIN, Book
from tests.ledger.test_receipts import CONSENT, LOOK, issued
from tests.ledger.test_verbs import keepword
from tests.ledger.within import ended
from tests.ledger.witness import TestWitness

A, B = TestWitness("w.example/a", 1, {}), TestWitness("w.example/b", 2, {})
VERIFY = verb(Kind.CONSENT_RECEIPT)


@pytest.fixture
def var(book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house whose ledger is the book's."""
    book.integrate()
    (tmp_path / "var" / "ledger").mkdir(parents=True)
    book.public.rename(tmp_path / "var" / "ledger" / "public")
    own = config.load({"KEEPWORD_VAR": str(tmp_path / "var")})
    monkeypatch.setattr(config, "current", lambda: own)
    return tmp_path / "var"


def test_witnesses_are_named_listed_and_given_up(var: Path) -> None:
    def run(*words: object) -> int:
        return ended(witness, *words)

    folder = var / "ledger"
    assert run("add", A.vkey, "https://a.example/w/") == 0
    assert run("add", B.vkey, "http://127.0.0.1:9/w") == 0
    assert run("add", B.vkey, "https://b.example") == 1
    assert run("policy", "--quorum", 2) == 0
    assert run("policy", "--quorum", 3) == 1
    assert run("policy", "--quorum", -1) == 2
    assert run("remove", "w.example/b") == 1  # two are needed
    assert run("remove", "w.example/c") == 1
    assert stat.S_IMODE((folder / witnesses.LIST_FILE).stat().st_mode) == 0o600
    memory = Memory.read(folder)
    memory.note(witnesses.read(folder).witnesses[0].key, Known(7, 1_790_000_000))
    memory.note(witnesses.read(folder).witnesses[1].key, Known(failed="not-reached", since=5))
    listed = keepword("ledger", "witness", "list", var=var, lang="en_GB.UTF-8").stdout
    for part in ("2 named, 2 needed", A.vkey, "https://a.example/w\n", "7 entries", "not-reached"):
        assert part in listed
    assert run("policy", "--quorum", 1) == 0
    assert run("remove", "w.example/b") == 0
    assert [w.key.name for w in witnesses.read(folder).witnesses] == ["w.example/a"]


def test_the_log_is_not_its_own_witness(book: Book, var: Path) -> None:
    own = CosignerKey("w.example/a", book.signer.verifier.public)
    assert ended(witness, "add", own, "https://a.example") == 1


@pytest.mark.parametrize("vkey", ["", "a", "the log's own"])
def test_what_is_no_witness_is_refused(book: Book, var: Path, vkey: str) -> None:
    own = book.signer.vkey if vkey == "the log's own" else vkey
    assert ended(witness, "add", own, "https://a.example") == 2
    assert not (var / "ledger" / witnesses.LIST_FILE).exists()


def test_a_file_is_verified_for_who_trusts_witnesses(book: Book, tmp_path: Path) -> None:
    issued(book, Kind.CONSENT_RECEIPT, CONSENT)
    note, checkpoint = (book.public / publishing.CHECKPOINT), tmp_path / "checkpoint"
    text = note.read_text().partition("\n\n")[0] + "\n"
    note.write_bytes(note.read_bytes() + A.line(text))
    checkpoint.write_bytes(note.read_bytes())
    with book.cursor() as cur:
        (entry,) = [e.entry for e in book.reader.walk(cur) if e.body["act"] == "collect"]
        made = receipts.receipt(cur, book.reader, book.public, entry, Kind.CONSENT_RECEIPT)
    assert made is not None
    assert A.line(text).decode() in made["proof"]
    (tmp_path / "file").write_bytes(receipts.as_file(made))
    words = [tmp_path / "file", "--vkey", book.public / "vkey", "--checkpoint", checkpoint]
    for more, status in (
        ([], 0),
        (["--witness", A.vkey], 0),
        (["--witness", A.vkey, "--witness", B.vkey], 0),
        (["--witness", A.vkey, "--witness", B.vkey, "--quorum", "2"], 3),
        (["--witness", B.vkey], 3),
        (["--witness", B.vkey, "--quorum", "0"], 0),
        (["--quorum", "1"], 2),
        (["--witness", "x"], 2),
    ):
        assert ended(VERIFY, *words, *more) == status, more
    checkpoint.write_bytes(checkpoint.read_bytes() + B.line("x\n"))
    assert ended(VERIFY, *words, "--witness", B.vkey, "--quorum", "0") == 3


def test_a_receipt_of_any_entry_verifies_as_a_receipt(book: Book, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(receipts.as_file(issued(book, Kind.ENTRY_RECEIPT, LOOK)))
    given = ["--vkey", book.public / "vkey", "--checkpoint", book.public / "checkpoint"]
    done = keepword("receipt", "verify", file, *given, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["type"] == "keepword/entry-receipt@v1"
    assert keepword("certificate", "verify", file, *given).returncode == 3
    assert ORIGIN in file.read_text()
