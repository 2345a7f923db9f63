"""`keepword keys`: how the keys stand, turns, rotations, and the root in people's hands (P66)."""

from __future__ import annotations

import contextlib
import importlib
import itertools
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keepword.cli.exits import Exit
from keepword.cli.keys import keys, typed_shares
from keepword.custody.asking import Correcting
from keepword.custody.door import Door
from keepword.foundation.personal import Personal
from keepword.law.day import KOREA
from keepword.runtime import clock, config, house, root_escrow, rotation
from keepword.vault import rotating, turning
from keepword.vault.errors import SealBroken
from keepword.vault.rotating import Kind
from keepword.vault.sealing import BadSealing
from keepword.vault.shares import BadQuorum, TooFewShares
from keepword.vault.superseded import TooLate
from tests.custody.committed import door, rows
from tests.custody.scene import joined, joining, person

__all__ = ["door"]

SHARE_WORDS = 33


@pytest.fixture(autouse=True)
def terminal(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal at the tests' own house."""
    for verb in ("status", "turn", "rotate", "retire", "escrow"):
        module = importlib.import_module(f"keepword.cli.keys.{verb}")
        monkeypatch.setattr(module, "inside", contextlib.nullcontext)


def _run(*arguments: str, typed: str = "", **environ: str) -> Result:
    runner = CliRunner(env={"LANG": "en", **environ})
    with pytest.MonkeyPatch.context() as patched:
        if "KEEPWORD_SEALING" in environ:
            settings = replace(config.current(), sealing=environ["KEEPWORD_SEALING"])
            patched.setattr(config, "current", lambda: settings)
        return runner.invoke(keys, arguments, input=typed, standalone_mode=False)


def _members(door: Door, count: int) -> None:
    for number in range(count):
        asked = joining(
            login_id=f"m.{number}",
            email=f"m.{number}@example.com",
            mobile_phone=f"0105550{number:04}",
        )
        joined(door, clock.now(), asked=asked)


# ── standing, turning ────────────────────────────────────────────────────────────────────────────


def test_the_key_store_in_figures(door: Door) -> None:
    _members(door, 2)
    shown = _run("status")
    assert shown.return_value == Exit.GOOD
    generation = rows("SELECT max(generation) FROM keystore.root")[0][0]
    assert shown.output.startswith(f"Root {generation} (file), in force since ")
    assert "Erased units that wait for the next: 0." in shown.output
    figures = json.loads(_run("status", "--json").output)
    fresh = rows("SELECT count(*) FROM keystore.data_key")[0][0]
    assert (figures["fresh"], figures["waiting"], figures["step"]) == (fresh, 0, "done")
    assert fresh > 0


def test_a_turn_at_the_terminal_is_on_record(door: Door) -> None:
    _members(door, 1)
    before = rows("SELECT max(generation) FROM keystore.root")[0][0]
    done = _run("turn")
    assert done.return_value == Exit.GOOD
    assert f"Root {before + 1} is in force; 0 erased units are final" in done.output
    assert rows("SELECT count(*) FROM keystore.data_key") == [(0,)]
    assert rows(f"SELECT entry IS NULL FROM keystore.root WHERE generation = {before + 1}") == [
        (False,)
    ]


def test_two_do_not_turn_at_once(door: Door) -> None:
    with house.local_holder().connections.session_lock(turning.TURN):
        refused = _run("turn")
    assert (refused.return_value, refused.output) == (
        Exit.REFUSED, "Another process is turning.\n",
    )  # fmt: skip


def test_an_interrupted_turn_shows(door: Door) -> None:
    def killed(step: str, done: int) -> None:
        if step == turning.PAGES:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        turning.turn(house.local_holder(), clock.now(), killed)
    assert "A turn is under way (step 'pages')" in _run("status").output
    assert _run("turn").return_value == Exit.GOOD
    assert "under way" not in _run("status").output


# ── rotating ─────────────────────────────────────────────────────────────────────────────────────


def test_data_and_index_keys_where_nothing_is_said(door: Door) -> None:
    _members(door, 3)
    done = _run("rotate")
    assert done.return_value == Exit.GOOD
    assert done.stdout == (
        "Replaced: data keys, of 3 people.\nReplaced: index keys, of 3 people.\n"
    )
    assert "data keys 3/3" in done.stderr
    assert rows("SELECT DISTINCT generation FROM vault.item") == [(2,)]
    assert rows("SELECT count(*) FROM keystore.index_generation WHERE generation <> 2") == [(0,)]


def test_what_was_broken_off_goes_on_first(door: Door) -> None:
    _members(door, 2)
    with door.act(rotation._SYSTEM, clock.now()) as act:
        rotating.begin(act.cursor, Kind.DATA, 2, act.now)
    assert _run("rotate").stdout == "Replaced: data keys, of 2 people.\n"
    assert _run("rotate", "--index").stdout == "Replaced: index keys, of 2 people.\n"


def test_another_scheme_is_named_by_the_environment(door: Door) -> None:
    _members(door, 2)
    done = _run("rotate", "--sealing", KEEPWORD_SEALING="2")
    assert done.stdout == "Replaced: sealing, of 2 people.\n"
    assert rows("SELECT DISTINCT get_byte(sealed, 0) FROM vault.item") == [(2,)]
    again = _run("rotate", "--sealing", KEEPWORD_SEALING="2")
    assert again.stdout == "Replaced: sealing, of 0 people.\n"
    assert isinstance(_run("rotate", KEEPWORD_SEALING="9").exception, BadSealing)


def test_what_does_not_open_is_said(door: Door) -> None:
    _members(door, 1)
    rows("UPDATE vault.item SET sealed = 'x' WHERE item = 'email' RETURNING 1")
    done = _run("rotate", "--data")
    assert done.return_value == Exit.REFUSED
    assert "1 units do not open and stay as they are" in done.stderr


# ── retiring ─────────────────────────────────────────────────────────────────────────────────────


def test_keys_of_older_backups_go_when_their_day_is_named(door: Door) -> None:
    subject = joined(door, clock.now() - timedelta(days=9))
    for days in (8, 2):
        with door.act(person(subject), clock.now() - timedelta(days=days)) as act:
            email = Personal(f"moved.{days}@example.com")
            act.correct(Correcting(subject, "C1", {"email": email}, "web"))
    rows(
        "INSERT INTO keystore.superseded (subject, unit, generation, at) "
        "SELECT subject, unit, n, now() - interval '1 day' * (14 - 6 * n) "
        "FROM (SELECT DISTINCT subject, unit FROM vault.item WHERE item = 'email') AS u, "
        "generate_series(1, 2) AS n ON CONFLICT DO NOTHING RETURNING 1"
    )
    day = (clock.now().astimezone(KOREA) - timedelta(days=4)).date()
    would = _run("retire", "--before", f"{day}", "--dry-run")
    assert would.output == "1 keys of 1 units would go; nothing was changed.\n"
    of = "SELECT generation FROM keystore.data_key WHERE generation > 1 OR unit IN "
    of += "(SELECT unit FROM vault.item WHERE item = 'email') ORDER BY 1"
    assert rows(of) == [(1,), (2,), (3,)]
    done = _run("retire", "--before", f"{day}")
    assert done.output.startswith("1 keys of 1 units are retired; ")
    assert rows(of) == [(2,), (3,)]
    assert _run("retire", "--before", f"{day}").output == f"No key was replaced before {day}.\n"
    assert isinstance(_run("retire", "--before", "2999-01-01").exception, TooLate)


# ── the root in people's hands ───────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A keys' folder of this test's own, without a root in it."""
    made = tmp_path / "keys"
    made.mkdir(mode=0o700)
    settings = replace(config.current(), keys=made)
    monkeypatch.setattr(config, "current", lambda: settings)
    return made


def _shares(shown: str) -> list[str]:
    """What the holders read off their pages."""
    found = []
    for page in shown.split("\f"):
        lines = [line for line in page.splitlines() if line[:2].strip().isdecimal()]
        words = [word for line in lines for word in line.split() if word.isalpha()]
        if words:
            found.append(" ".join(words))
    return found


def _root() -> tuple[int, bytes]:
    """Generation and file of the root in force."""
    ((generation,),) = rows("SELECT max(generation) FROM keystore.root")
    house_keys = house.local_holder().roots.escrow
    assert house_keys is not None
    return generation, (house_keys / f"root-{generation}.key").read_bytes()


def _made(folder: Path, *more: str) -> tuple[list[str], Path]:
    """The shares of an escrow, and the sealed root."""
    done = _run("escrow", "make", "--holders", "5", "--quorum", "3", *more)
    assert done.return_value == Exit.GOOD
    return _shares(done.output), folder / f"escrow-{_root()[0]}.sealed"


def _away(folder: Path, sealed: Path) -> Path:
    """The sealed root elsewhere; the folder is empty."""
    copy = folder.parent / sealed.name
    copy.write_bytes(sealed.read_bytes())
    for path in folder.iterdir():
        path.unlink()
    return copy


def test_a_quorum_puts_the_root_back(folder: Path) -> None:
    shares, sealed = _made(folder)
    assert [len(share.split()) for share in shares] == [SHARE_WORDS] * 5
    copy = _away(folder, sealed)
    done = _run("escrow", "recover", "--sealed", str(copy), typed="\n".join(shares[1:4]) + "\n")
    assert done.return_value == Exit.GOOD
    generation, content = _root()
    (path,) = folder.iterdir()
    assert (path.name, path.read_bytes()) == (f"root-{generation}.key", content)
    assert path.stat().st_mode & 0o777 == 0o600


def test_each_holder_has_a_page_in_both_languages_and_no_file(folder: Path) -> None:
    shown = _run("escrow", "make", "--holders", "3", "--quorum", "2").output
    pages = shown.split("\f")[:-1]
    assert len(pages) == 3
    mark = _run("escrow", "status").output.splitlines()[0].removeprefix("Fingerprint: ")
    for number, page in enumerate(pages, 1):
        assert f"Escrow share {number} of 3" in page
        assert "Any 2 of the 3 shares" in page
        assert "이 조각 3개 중 2개가 모이면" in page
        assert mark in page
    written = b"".join(path.read_bytes() for path in folder.iterdir())
    assert not any(word.encode() in written for word in _shares(shown)[0].split())


def test_shares_become_files_only_where_that_is_asked_for(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "sheets"
    done = _run("escrow", "make", "--holders", "2", "--quorum", "2", "--out", str(out))
    assert _shares(done.output) == []
    files = sorted(out.iterdir())
    assert [path.name for path in files] == ["share-1.txt", "share-2.txt"]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert len({*_shares(files[0].read_text()), *_shares(files[1].read_text())}) == 2


def test_no_shares_beside_the_sealed_root(folder: Path) -> None:
    there = str(folder / "sheets")
    refused = _run("escrow", "make", "--holders", "2", "--quorum", "2", "--out", there)
    assert refused.exception is not None
    assert list(folder.iterdir()) == []


def test_an_escrow_is_replaced_only_when_that_is_said(folder: Path) -> None:
    first, _ = _made(folder)
    refused = _run("escrow", "make", "--holders", "2", "--quorum", "2")
    assert isinstance(refused.exception, root_escrow.EscrowThere)
    second, sealed = _made(folder, "--replace")
    assert not {*first} & {*second}
    copy = _away(folder, sealed)
    wrong = _run("escrow", "recover", "--sealed", str(copy), typed="\n".join(first))
    assert wrong.exception is not None
    assert list(folder.iterdir()) == []


def test_a_quorum_of_one_is_none(folder: Path) -> None:
    refused = _run("escrow", "make", "--holders", "5", "--quorum", "1")
    assert isinstance(refused.exception, BadQuorum)
    assert list(folder.iterdir()) == []


def test_whether_the_root_in_force_can_be_put_back(folder: Path) -> None:
    none = _run("escrow", "status")
    assert (none.return_value, none.output) == (Exit.GOOD, "There is no escrow.\n")
    _, sealed = _made(folder)
    found = _run("escrow", "status")
    assert (found.return_value, "can be put back" in found.output) == (Exit.GOOD, True)
    sealed.unlink()
    found = _run("escrow", "status")
    assert (found.return_value, "is not sealed to it" in found.output) == (Exit.REFUSED, True)


def test_where_a_root_is_none_is_put(folder: Path) -> None:
    shares, sealed = _made(folder)
    copy = _away(folder, sealed)
    (folder / "root-1.key").write_bytes(b"something")
    refused = _run("escrow", "recover", "--sealed", str(copy), typed="\n".join(shares))
    assert isinstance(refused.exception, root_escrow.RootThere)
    assert [path.read_bytes() for path in folder.iterdir()] == [b"something"]


def test_a_file_by_another_name_needs_its_generation(folder: Path) -> None:
    shares, sealed = _made(folder)
    generation = _root()[0]
    copy = _away(folder, sealed).rename(folder.parent / "copy.bin")
    typed = "\n\n".join(share.replace(" ", "\n", 9) for share in shares[:3])
    unnamed = _run("escrow", "recover", "--sealed", str(copy), typed=typed)
    assert isinstance(unnamed.exception, root_escrow.WhichRoot)
    other = ("--generation", str(generation + 1))
    wrong = _run("escrow", "recover", "--sealed", str(copy), *other, typed=typed)
    assert isinstance(wrong.exception, SealBroken)
    assert list(folder.iterdir()) == []
    right = ("--generation", str(generation))
    done = _run("escrow", "recover", "--sealed", str(copy), *right, typed=typed)
    assert done.return_value == Exit.GOOD


def test_too_few_shares_write_nothing(folder: Path) -> None:
    shares, sealed = _made(folder)
    copy = _away(folder, sealed)
    typed = "\n".join([shares[0], shares[1], shares[1]])
    refused = _run("escrow", "recover", "--sealed", str(copy), typed=typed)
    assert isinstance(refused.exception, TooFewShares)
    assert list(folder.iterdir()) == []


def test_at_a_terminal_each_share_is_asked_for_unseen(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistyped one is asked for again; the same one twice does not count."""
    shares, sealed = _made(folder)
    copy = _away(folder, sealed)
    monkeypatch.setattr(typed_shares, "at_a_terminal", lambda: True)
    slip = " ".join(reversed(shares[1].split()))
    typed = "\n".join([shares[0], slip, shares[0], shares[1], shares[2], ""])
    done = _run("escrow", "recover", "--sealed", str(copy), typed=typed)
    assert done.return_value == Exit.GOOD
    assert "Share 2: a word is not the right one" in done.stderr
    words = shares[0].split()  # some of which are words of any sentence
    assert not any(" ".join(pair) in done.output for pair in itertools.pairwise(words))
    assert (folder / f"root-{_root()[0]}.key").read_bytes() == _root()[1]
