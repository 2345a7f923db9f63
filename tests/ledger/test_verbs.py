"""`keepword ledger`, `certificate` and `receipt`, as an outside checker runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from keepword.cli.ledger.telling import MOST
from keepword.cli.ledger.verify import verify
from keepword.foundation.nodes import Language
from keepword.ledger import publishing, receipts
from keepword.ledger.receipts import Kind
from keepword.ledger.verifying.catalogue import KINDS
from tests.ledger.book import Book
from tests.ledger.test_receipts import CONSENT, LEAVING, issued
from tests.ledger.witness import TestWitness

KINDS_OF_FILES = [
    ("certificate", Kind.CERTIFICATE, LEAVING),
    ("receipt", Kind.CONSENT_RECEIPT, CONSENT),
]


def keepword(*words: object, lang: str = "C", var: Path | None = None) -> Any:
    """Run the command as a process of its own, without a database to talk to."""
    environ = {name: value for name, value in os.environ.items() if name != "LC_ALL"}
    environ |= {"LANG": lang, "PYTHONIOENCODING": "utf-8", "KEEPWORD_VAR": str(var or "/nowhere")}
    command = [sys.executable, "-m", "keepword", *map(str, words)]
    return subprocess.run(command, env=environ, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture
def export(book: Book, tmp_path: Path) -> Path:
    """An exported log of 300 entries."""
    book.fill(300)
    book.integrate()
    publishing.export(book.public, tmp_path / "export")
    return tmp_path / "export"


def test_an_export_verifies_anywhere(export: Path) -> None:
    done = keepword("ledger", "verify", "--dir", export, "--vkey", export / "vkey", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["ok"], report["size"], report["findings"]) == (True, 300, [])


@pytest.mark.parametrize(
    ("lang", "said"), [("ko_KR.UTF-8", "기록이 온전합니다"), ("en_GB.UTF-8", "The log holds")]
)
def test_it_speaks_the_terminals_language(export: Path, lang: str, said: str) -> None:
    done = keepword("ledger", "verify", "--dir", export, "--vkey", export / "vkey", lang=lang)
    assert done.stdout.startswith(said)
    (export / "tile/0/000").write_bytes(b"")
    done = keepword("ledger", "verify", "--dir", export, "--vkey", export / "vkey", lang=lang)
    assert done.returncode == 3
    assert "tile-missing: " in done.stdout
    assert "    - tile/0/000\n" in done.stdout


def test_it_needs_no_django(export: Path) -> None:
    code = (
        "import sys; from keepword.cli.ledger import ledger; "
        f"ledger(['verify', '--dir', {str(export)!r}, '--vkey', {str(export / 'vkey')!r}], "
        "standalone_mode=False); sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def verified(export: Path, *words: object, lang: str = "en_GB.UTF-8") -> Result:
    """`ledger verify` of an export, within this process."""
    given = ["--dir", export, "--vkey", export / "vkey", *words]
    return CliRunner().invoke(
        verify, list(map(str, given)), standalone_mode=False, env={"LC_ALL": lang}
    )


def test_a_checkpoint_that_was_kept_has_to_be_continued(export: Path, book: Book) -> None:
    older = export.parent / "kept"
    older.write_bytes((export / "checkpoint").read_bytes())
    book.fill(10, at=1000)
    book.integrate()
    newer = book.public / "checkpoint"
    for kept in (older, newer):
        done = verified(book.public, "--checkpoint", kept, "--checkpoint", older)
        assert done.return_value == 0, done.stdout
    done = verified(export, "--checkpoint", newer)
    assert done.return_value == 3
    assert "rolled back" in done.stdout
    assert "300 < 310" in done.stdout


def test_a_reader_who_trusts_witnesses_asks_for_their_word(export: Path) -> None:
    one, two = (TestWitness(f"witness.example/{seed}", seed, {}) for seed in (1, 2))
    text = (export / "checkpoint").read_text(encoding="utf-8").partition("\n\n")[0] + "\n"
    with (export / "checkpoint").open("ab") as note:
        note.write(one.line(text))
    named = ["--witness", one.vkey, "--witness", two.vkey]
    assert verified(export, *named).return_value == 0
    done = verified(export, *named, "--quorum", "2", "--json")
    assert done.return_value == 3
    report = json.loads(done.stdout)
    assert [each["code"] for each in report["findings"]] == ["checkpoint-unwitnessed"]
    assert (report["size"], report["entries"]) == (300, 300)
    done = verified(export, "--witness", two.vkey, lang="ko_KR.UTF-8")
    assert "1곳이 필요합니다" in done.stdout


@pytest.mark.parametrize("lang", ["ko_KR.UTF-8", "en_GB.UTF-8"])
def test_the_report_says_what_each_finding_means(export: Path, lang: str) -> None:
    for tile in ("tile/0/000", "tile/0/001.p/44"):
        (export / tile).write_bytes(b"")
    done = verified(export, lang=lang)
    assert done.return_value == 3
    language: Language = "ko" if lang.startswith("ko") else "en"
    kind = KINDS["tile-missing"]
    for said in (kind.part.value, kind.says, kind.means):
        assert done.stdout.count(said.say(language)) == 1
    assert "    - tile/0/000\n    - tile/0/001.p/44\n" in done.stdout


def test_of_very_many_findings_the_first_are_told_and_json_has_all(export: Path) -> None:
    bundle = export / "tile/entries/000"
    bundle.write_bytes(bundle.read_bytes()[::-1])
    for at in range(60):
        (export / f"tile/0/stray-{at:02}").touch()
    done = verified(export)
    assert f"and {60 - MOST} more" in done.stdout
    found = json.loads(verified(export, "--json").stdout)["findings"]
    assert [each["code"] for each in found].count("tile-stray") == 60


@pytest.mark.parametrize("since", ["0", "256", "299", "2026-07-23", "2030-01-01", "checkpoint"])
def test_a_quick_run_looks_at_what_came_after(export: Path, since: str) -> None:
    asked = export / since if since == "checkpoint" else since
    done = verified(export, "--since", asked, "--json")
    assert done.return_value == 0, done.stdout
    report = json.loads(done.stdout)
    assert report["since"] == (256 if since in ("256", "299", "checkpoint") else 0)
    assert report["entries"] == 300 - report["since"]


def test_a_forged_checkpoint_to_begin_with_is_found(export: Path, tmp_path: Path) -> None:
    forged = tmp_path / "forged"
    forged.write_bytes((export / "checkpoint").read_bytes().replace(b"300", b"200"))
    done = verified(export, "--since", forged)
    assert done.return_value == 3
    assert "known-broken" in done.stdout


def test_how_far_it_is_goes_to_the_standard_error(export: Path) -> None:
    done = verified(export, "--progress", "--json")
    assert json.loads(done.stdout)["ok"]
    assert "300 / 300" in done.stderr
    assert not verified(export).stderr


@pytest.mark.parametrize(("verb", "kind", "body"), KINDS_OF_FILES)
def test_a_file_that_was_handed_out_verifies(
    book: Book, tmp_path: Path, verb: str, kind: Kind, body: dict[str, Any]
) -> None:
    file = tmp_path / "file.json"
    file.write_bytes(receipts.as_file(issued(book, kind, body)))
    given = ["--vkey", book.public / "vkey", "--checkpoint", book.public / "checkpoint"]
    done = keepword(verb, "verify", file, *given, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["ok"], report["index"], report["consistency"]) == (True, 3, "same")
    assert receipts.says(kind, report["entry"]).ko in keepword(verb, "verify", file, *given).stdout
    other = "receipt" if verb == "certificate" else "certificate"
    assert keepword(other, "verify", file, *given).returncode == 3
    file.write_bytes(file.read_bytes().replace(b"index 3", b"index 2"))
    assert keepword(verb, "verify", file, *given).returncode == 3


@pytest.mark.parametrize(
    "words",
    [
        ["ledger", "verify", "--dir", "."],
        ["ledger", "verify", "--vkey", "vkey"],
        ["ledger", "verify", "--dir", "missing", "--vkey", "vkey"],
        ["ledger", "verify", "--dir", ".", "--vkey", "missing"],
        ["ledger", "verify", "--dir", ".", "--vkey", "checkpoint"],
        ["ledger", "verify", "--dir", ".", "--vkey", "tile/0/000"],
        ["ledger", "verify", "--dir", ".", "--vkey", "vkey", "--checkpoint", "missing"],
        ["ledger", "verify", "--dir", ".", "--vkey", "vkey", "--since", "tile/0/000"],
        ["ledger", "verify", "--dir", ".", "--vkey", "vkey", "--quorum", "1"],
        ["ledger", "verify", "--dir", ".", "--vkey", "vkey", "--witness", "vkey"],
        ["ledger", "export", "."],
        ["ledger", "export"],
        ["certificate", "verify", "vkey", "--vkey", "vkey"],
        ["certificate", "verify", "missing", "--vkey", "vkey", "--checkpoint", "checkpoint"],
        ["receipt", "verify", "vkey", "--vkey", "checkpoint", "--checkpoint", "checkpoint"],
        ["receipt", "verify", "vkey", "--vkey", "vkey", "--checkpoint", "missing"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_said_and_is_no_finding(
    export: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(export)
    done = keepword(*words)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr


def test_the_export_of_a_house(book: Book, tmp_path: Path) -> None:
    var = tmp_path / "var"
    book.fill(3)
    book.integrate()
    (var / "ledger").mkdir(parents=True)
    book.public.rename(var / "ledger" / "public")
    done = keepword("ledger", "export", tmp_path / "out", var=var, lang="en_GB.UTF-8")
    assert done.returncode == 0, done.stderr
    assert "3 entries" in done.stdout
    given = ["--dir", tmp_path / "out", "--vkey", tmp_path / "out" / "vkey"]
    assert keepword("ledger", "verify", *given).returncode == 0


def test_without_a_ledger_there_is_nothing_to_export_or_verify(tmp_path: Path) -> None:
    for words in (["export", tmp_path / "out"], ["verify"]):
        done = keepword("ledger", *words, var=tmp_path / "var")
        assert done.returncode == 1
        assert "keepword up" in done.stderr
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
