"""Every verb of the command line, and what to type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from keepword.cli.main import cli
from tests.whole.round_terminal import Said, Terminal

Path_of_verb = tuple[str, ...]

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CLIENT = re.compile(r"client_id +(\S+)")
NOBODYS = "6dfa3d71-a95a-4ad8-bb0a-d9a5d4624663"
"""An id that nothing has."""
QUESTION = {"act": "use", "actor": "staff", "point": "C1", "purpose": "PU6"}


def verbs(command: click.Command = cli, before: Path_of_verb = ()) -> Iterator[Path_of_verb]:
    """Every verb that does something, as it is typed."""
    if not isinstance(command, click.Group):
        yield before
        return
    if before and command.invoke_without_command:
        yield before
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None
        yield from verbs(found, (*before, name))


@dataclass
class Typed:
    """What was typed at a terminal, and what it said; `folder` is for what verbs write."""

    terminal: Terminal
    folder: Path
    done: dict[Path_of_verb, list[Said]] = field(default_factory=dict)

    def type(self, verb: Path_of_verb, *arguments: str, status: int = 0, typed: str = "") -> Said:
        """One command that has to end with `status`."""
        said = self.terminal.run(*verb, *arguments, typed=typed)
        assert said.status == status, (verb, said)
        self.done.setdefault(verb, []).append(said)
        return said

    def everything(self, login: str, receipt: bytes) -> None:
        """Every verb with what it needs, for the member with this log-in id where it asks."""
        self.type(("up",), "--demo", status=1)  # it is up
        self._witnesses()
        self.type(("doctor",), "--json")
        self._policy()
        self._staff(login)
        self._client()
        self._ledger(receipt)
        self._erasure(login)
        self._keys()
        self._backup()

    def proof(self, kind: str, file: bytes) -> None:
        """Verify a receipt or certificate against an export of now."""
        export = self.folder / f"export-{kind}"
        self.type(("ledger", "export"), str(export))
        path = self.folder / f"{kind}.json"
        path.write_bytes(file)
        files = ("--vkey", str(export / "vkey"), "--checkpoint", str(export / "checkpoint"))
        self.type((kind, "verify"), str(path), *files)

    def _policy(self) -> None:
        self.type(("policy", "check"), status=1)  # it has findings
        self.type(("policy", "show"), "P27")
        self.type(("policy", "text"))
        self.type(("policy", "validate"), str(self.folder), status=2)
        self.type(("decide",), "--json", typed=json.dumps(QUESTION), status=1)

    def _staff(self, login: str) -> None:
        who = ("--login", "round.staff")
        make = ("--name", "새벽", "--role", "staff", "--department", "billing")
        self.type(("admin", "create"), *who, *make, typed="umbrella carousel pine\n")
        given = self.type(("admin", "grant"), *who, "--task", "charges", "--reason", "업무")
        self.type(("admin", "grants"))
        self.type(("admin", "grants"), "--login", login, status=1)  # a member is no staff
        found = _ID.search(given.text)
        assert found is not None
        self.type(("admin", "revoke"), found[0], "--reason", "부서 이동")
        self.type(("admin", "forget-device"), *who)
        self.type(("admin", "close"), *who)

    def _client(self) -> None:
        made = self.type(("client", "add"), "Round", "--scope", "use", "--task", "membership")
        found = _CLIENT.search(made.text)
        assert found is not None
        self.type(("client", "list"))
        self.type(("client", "revoke"), found[1])

    def _witnesses(self) -> None:
        self.type(("ledger", "witness", "add"), "nonsense", "http://127.0.0.1:1/", status=2)
        self.type(("ledger", "witness", "list"))
        self.type(("ledger", "witness", "policy"), "--quorum", "0")
        self.type(("ledger", "witness", "remove"), "nobody.example/w", status=1)

    def _ledger(self, receipt: bytes) -> None:
        self.type(("ledger", "verify"), "--json")
        self.proof("receipt", receipt)
        entry = json.loads(receipt)["entry"]["id"]
        self.type(("ledger", "receipt"), entry)
        self.type(("ledger", "receipt"), NOBODYS, status=1)
        self.type(("ledger", "prune"), "--dry-run")
        nothing = self.folder / "nothing"
        nothing.touch()
        stamp = ("--ca", str(nothing), str(nothing))
        self.type(("ledger", "timestamp", "verify"), *stamp, status=2)  # no checkpoint beside it

    def _erasure(self, login: str) -> None:
        """Many at once: whoever asks, approves or stops has to sign in, and does not."""
        people = self.folder / "people"
        people.write_text(f"{NOBODYS}\n", encoding="utf-8")
        wrong = f"{login}\n000000\n"
        asked = ("--file", str(people), "--reason", "폐업", "--as", "officer", "--json")
        self.type(("erase", "ask"), *asked, typed=wrong, status=1)
        for verb in ("approve", "stop"):
            self.type(("erase", verb), NOBODYS, "--as", "officer", typed=wrong, status=1)
        self.type(("erase", "list"), "--json")
        self.type(("erase", "run"), "--json")
        self.type(("erase", "certificate"), NOBODYS, "--subject", NOBODYS, status=1)

    def _keys(self) -> None:
        """The root is turned and the indexes get new keys while everything runs."""
        self.type(("keys", "status"), "--json")
        self.type(("keys", "turn"))
        self.type(("keys", "rotate"), "--index")
        self.type(("keys", "retire"), "--before", "2020-01-01", "--dry-run")
        self.type(("keys", "escrow", "status"))
        shares = ("--holders", "3", "--quorum", "2", "--out", str(self.folder / "shares"))
        self.type(("keys", "escrow", "make"), *shares)
        sealed = str(self.folder / "no.sealed")
        self.type(("keys", "escrow", "recover"), "--sealed", sealed, status=2)
        self.type(("db", "roles"))

    def _backup(self) -> None:
        halves = ("--data", str(self.folder / "D"), "--keys", str(self.folder / "K"))
        self.type(("backup",), *halves)
        self.type(("backup", "verify"), *halves)
        self.type(("restore",), *halves, status=1)  # somebody lives here
