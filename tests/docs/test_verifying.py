"""Verifying the ledger as its document tells outsiders: example log, commands, script."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from keepword.ledger import merkle, publishing, tiles
from keepword.ledger.text import to_base64
from keepword.ledger.tiles import Tile
from tests.docs import sample
from tests.docs.markdown import blocks
from tests.docs.repository import read
from tests.docs.test_commands import Example, examples, matches, run
from tests.ledger.authority import Authority
from tests.ledger.witness import TestWitness

TEXT = read("docs/verifying-the-ledger.md")
WHOLE, SCRIPT, COSIGNED = (block.body for block in blocks(TEXT) if block.kind == "python")
STAMPED, SIGNED = (block.body for block in blocks(TEXT) if block.kind == "sh")
PRINTS = next(block.body for block in blocks(TEXT) if block.body.startswith("Entry 5 of 7"))
LEADS = next(block.body for block in blocks(TEXT) if block.body.startswith("7 entries at"))


def alone(script: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A script of the document, with nothing of ours within its reach."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", script, *arguments], cwd=folder, text=True,
        capture_output=True, timeout=30, check=False,
    )  # fmt: skip


def inclusion(file: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """The first of them on `file`."""
    return alone(SCRIPT, folder, str(file))


def shell(block: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A block of commands; the first that fails ends it."""
    return subprocess.run(
        ["sh", "-e", "-c", block], cwd=folder, text=True, capture_output=True, timeout=30,
        check=False,
    )  # fmt: skip


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` by its path."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_the_example_log_is_what_the_code_writes(tmp_path: Path) -> None:
    sample.write(tmp_path)
    assert files_of(sample.FOLDER) == files_of(tmp_path)


@pytest.mark.parametrize("example", examples(TEXT), ids=lambda example: example.command[:40])
def test_an_example_prints_what_is_shown(example: Example, tmp_path: Path) -> None:
    printed = run(example.command, tmp_path)
    assert matches(example.shown, printed), printed


@pytest.mark.parametrize("name", ["certificate.json", "receipt.json"])
def test_the_script_needs_the_standard_library_only(name: str, tmp_path: Path) -> None:
    done = inclusion(sample.FOLDER / name, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == PRINTS or name == "receipt.json"


def test_what_the_script_writes_is_what_was_signed(tmp_path: Path) -> None:
    assert inclusion(sample.FOLDER / "certificate.json", tmp_path).returncode == 0
    key = publishing.published_key(sample.FOLDER)
    note = (tmp_path / "note").read_text(encoding="utf-8")
    assert key.verifies((tmp_path / "note.sig").read_bytes(), note)


def test_the_whole_log_leads_to_its_root_by_the_standard_library_only(tmp_path: Path) -> None:
    done = alone(WHOLE, tmp_path, str(sample.FOLDER))
    assert (done.stdout, done.stderr) == (LEADS, "")


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 700, 256_001])
def test_it_does_so_for_logs_of_any_size(size: int, tmp_path: Path) -> None:
    """Up to the first full tile and beyond it, with names of more groups than one."""
    entries = [bytes([at % 251]) for at in range(size)]
    root = to_base64(merkle.root_of(list(map(merkle.leaf_hash, entries))))
    for first in range(0, size, tiles.WIDTH):
        some = entries[first : first + tiles.WIDTH]
        bundle = tmp_path / Tile(tiles.ENTRIES, first // tiles.WIDTH, len(some)).path
        bundle.parent.mkdir(parents=True, exist_ok=True)
        bundle.write_bytes(b"".join(b"\0\x01" + each for each in some))
    (tmp_path / "checkpoint").write_text(f"log\n{size}\n{root}\n", encoding="utf-8")
    done = alone(WHOLE, tmp_path, str(tmp_path))
    assert done.stdout == f"{size} entries at log lead to the root {root}.\n", done.stderr


@pytest.mark.parametrize("at", [0, 1, 2, 45, 46, 300])
def test_a_byte_of_the_log_changed_is_found_by_it(at: int, tmp_path: Path) -> None:
    shutil.copytree(sample.FOLDER, tmp_path / "log")
    bundle = tmp_path / "log" / "tile/entries/000.p/7"
    data = bytearray(bundle.read_bytes())
    data[at] ^= 1
    bundle.write_bytes(data)
    assert alone(WHOLE, tmp_path, str(tmp_path / "log")).returncode == 1


def test_openssl_verifies_the_signature_as_shown(tmp_path: Path) -> None:
    shutil.copytree(sample.FOLDER, tmp_path / "docs" / "verifying")
    assert inclusion(sample.FOLDER / "certificate.json", tmp_path).returncode == 0
    assert "Verified Successfully" in shell(SIGNED, tmp_path).stdout
    note = tmp_path / "note"
    note.write_bytes(note.read_bytes().replace(b"7", b"8"))
    assert shell(SIGNED, tmp_path).returncode != 0


def test_openssl_verifies_a_witness_as_shown(tmp_path: Path) -> None:
    witness = TestWitness("witness.example/7", 7, {})
    note = (sample.FOLDER / "checkpoint").read_text(encoding="utf-8")
    cosigned = tmp_path / "checkpoint"
    cosigned.write_bytes(note.encode() + witness.line(note.partition("\n\n")[0] + "\n"))
    assert alone(COSIGNED, tmp_path, str(cosigned), witness.name).returncode == 0
    (tmp_path / "docs" / "verifying").mkdir(parents=True)
    (tmp_path / "docs" / "verifying" / "vkey").write_text(f"{witness.vkey}\n", encoding="utf-8")
    assert "Verified Successfully" in shell(SIGNED, tmp_path).stdout


def test_a_timestamp_verifies_as_shown(tmp_path: Path) -> None:
    """By both commands; of another checkpoint by neither."""
    authority = Authority(tmp_path / "authority")
    note = (sample.FOLDER / "checkpoint").read_bytes()
    query = (
        TimestampRequestBuilder().data(note).hash_algorithm(HashAlgorithm.SHA256).build().as_bytes()
    )
    (tmp_path / "4711.tsr").write_bytes(authority.reply(query))
    (tmp_path / "4711.checkpoint").write_bytes(note)
    (tmp_path / "authority.pem").write_bytes(authority.ca.read_bytes())
    ours, theirs = STAMPED.splitlines()
    here = f"cd {shlex.quote(str(tmp_path))} && "
    assert run(here + ours, tmp_path).startswith("It holds: 4711.checkpoint existed at ")
    assert "Verification: OK" in shell(f"{theirs} 2>&1", tmp_path).stdout
    (tmp_path / "4711.checkpoint").write_bytes(note + b"x")
    assert shell(theirs, tmp_path).returncode != 0


def test_what_a_witness_signed_is_what_the_second_script_writes(tmp_path: Path) -> None:
    witness, other = (TestWitness(f"witness.example/{seed}", seed, {}) for seed in (7, 8))
    note = (sample.FOLDER / "checkpoint").read_text(encoding="utf-8")
    text = note.partition("\n\n")[0] + "\n"
    lines = b"".join(each.line(text) for each in (other, witness))
    cosigned = tmp_path / "checkpoint"
    cosigned.write_bytes(note.encode() + lines)
    done = alone(COSIGNED, tmp_path, str(cosigned), witness.name)
    assert done.stdout == f"{witness.name} cosigned at {witness.now} (Unix time).\n", done.stderr
    signed, signature = (tmp_path / "note").read_bytes(), (tmp_path / "note.sig").read_bytes()
    witness.key.public_key().verify(signature, signed)
    with pytest.raises(InvalidSignature):
        other.key.public_key().verify(signature, signed)


@pytest.mark.parametrize(
    ("field", "value"), [("outcome", "failed"), ("at", 1_795_478_760_001), ("kept", ["x"])]
)
def test_the_script_refuses_another_entry(field: str, value: object, tmp_path: Path) -> None:
    file = tmp_path / "certificate.json"
    shutil.copy(sample.FOLDER / "certificate.json", file)
    content = json.loads(file.read_text(encoding="utf-8"))
    content["entry"][field] = value
    file.write_text(json.dumps(content), encoding="utf-8")
    done = inclusion(file, tmp_path)
    assert done.returncode == 1
    assert "not in this tree" in done.stderr
