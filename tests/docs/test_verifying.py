"""Verifying the ledger as its document tells outsiders: example log, commands, script."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature

from keepword.ledger import publishing
from tests.docs import sample
from tests.docs.markdown import blocks
from tests.docs.repository import read
from tests.docs.test_commands import Example, examples, matches, run
from tests.ledger.witness import TestWitness

TEXT = read("docs/verifying-the-ledger.md")
SCRIPT, COSIGNED = (block.body for block in blocks(TEXT) if block.kind == "python")
PRINTS = next(block.body for block in blocks(TEXT) if block.body.startswith("Entry 5 of 7"))


def alone(script: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A script of the document, with nothing of ours within its reach."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", script, *arguments], cwd=folder, text=True,
        capture_output=True, timeout=30, check=False,
    )  # fmt: skip


def inclusion(file: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """The first of them on `file`."""
    return alone(SCRIPT, folder, str(file))


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
