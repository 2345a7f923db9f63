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
QUESTION = {"act": "use", "actor": "staff", "point": "C1", "purpose": "PU6"}


def verbs(command: click.Command = cli, before: Path_of_verb = ()) -> Iterator[Path_of_verb]:
    """Every verb that does something, as it is typed."""
    if not isinstance(command, click.Group):
        yield before
        return
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
        self.type(("doctor",), "--json")
        self._policy()
        self._staff(login)
        self._client()
        self._ledger(receipt)
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

    def _ledger(self, receipt: bytes) -> None:
        self.type(("ledger", "verify"), "--json")
        self.proof("receipt", receipt)

    def _backup(self) -> None:
        halves = ("--data", str(self.folder / "D"), "--keys", str(self.folder / "K"))
        self.type(("backup",), *halves)
        self.type(("restore",), *halves, status=1)  # somebody lives here
