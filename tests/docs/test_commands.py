"""The command as the documents show it: verbs by name, examples by running them."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from base64 import b64encode
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlsplit

import click
import pytest
from django.test import Client

from keepword.cli.exits import Exit
from keepword.cli.main import VERBS
from keepword.demo.load import PEOPLE, SEED
from keepword.demo.people import make_people
from keepword.runtime import clock, house
from tests.api.scene import HOST, VALUES, joining, system
from tests.docs.markdown import blocks, code, rows
from tests.docs.repository import ROOT, documents, read

CALL = re.compile(r"(?<![\w./\"'-])keepword ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?")


@dataclass(frozen=True)
class Example:
    """A command as shown after `$`, and what is shown below it."""

    command: str
    shown: str


def examples(text: str) -> list[Example]:
    """The examples in the `console` blocks of a document; `>` continues a command."""
    found: list[Example] = []
    for block in blocks(text):
        if block.kind == "console":
            for part in re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]:
                lines = part.splitlines()
                more = list(takewhile(lambda line: line.startswith("> "), lines[1:]))
                command = "\n".join([lines[0], *(line[2:] for line in more)])
                found.append(Example(command, "\n".join(lines[1 + len(more) :]).rstrip()))
    return found


def matches(shown: str, printed: str) -> bool:
    """Whether `printed` is what is shown; a line `…` stands for any lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line.rstrip()) + r"[ ]*\n"
        for line in shown.splitlines()
    )
    return re.fullmatch(pattern, f"{printed.rstrip()}\n" if printed.strip() else "") is not None


def run(command: str, folder: Path) -> str:
    """What `command` prints, run at the root of the repository, in English."""
    programs = folder / "bin"
    programs.mkdir()
    shim = programs / "keepword"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m keepword "$@"\n', encoding="utf-8")
    shim.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "LC_ALL": "en_GB.UTF-8",
        "PYTHONIOENCODING": "utf-8",
        "KEEPWORD_VAR": str(folder / "var"),
    }
    done = subprocess.run(
        ["sh", "-c", command], cwd=ROOT, env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    return done.stdout


EXAMPLES = examples(read("README.md"))
COMMANDS = [e for e in EXAMPLES if "keepword" in e.command and not e.command.startswith("curl")]
REQUESTS = [e for e in EXAMPLES if e.command.startswith("curl")]


def test_every_example_is_one_that_is_tried() -> None:
    assert {*COMMANDS, *REQUESTS} == set(EXAMPLES)
    assert len(COMMANDS) >= 4
    assert len(REQUESTS) >= 1


@pytest.mark.parametrize("example", COMMANDS, ids=lambda e: e.command[:60])
def test_an_example_prints_what_is_shown(example: Example, tmp_path: Path) -> None:
    printed = run(example.command, tmp_path)
    assert matches(example.shown, printed), printed


@pytest.fixture
def known(db: None) -> dict[str, str]:
    """What the shell knows in the examples: a system's id, secret and token; a member is there."""
    house.prepare(clock.now())
    caller = system()
    person = make_people(PEOPLE, SEED)[1]
    values = {
        **VALUES, "personal-name": person.name, "mobile-phone": person.phone, "email": person.email,
        "login-id": person.login, "date-of-birth": person.born.isoformat(),
    }  # fmt: skip
    answer = caller.collect(joining(values=values))
    assert answer.status_code == 201, answer.json()
    return {"ID": caller.client_id, "SECRET": caller.secret, "TOKEN": caller.token}


@pytest.mark.parametrize("example", REQUESTS, ids=lambda e: e.command[:60])
def test_a_request_is_answered_as_shown(example: Example, known: dict[str, str]) -> None:
    answer = ask(Template(example.command.partition("|")[0]).substitute(known))
    assert answer.status_code == 200
    assert looks_like(json.loads(example.shown), answer.json()), answer.json()


def ask(command: str) -> Any:
    """The answer to a call of curl: `-u`, `-H` and `-d` as curl means them."""
    words = shlex.split(command)
    given = {flag: words[n + 1] for n, flag in enumerate(words) if flag in ("-u", "-d")}
    headers = dict(words[n + 1].split(": ", 1) for n, flag in enumerate(words) if flag == "-H")
    if "-u" in given:
        headers["Authorization"] = f"Basic {b64encode(given['-u'].encode()).decode()}"
    kind = headers.pop("Content-Type", "application/x-www-form-urlencoded")
    address = urlsplit(next(word for word in words if word.startswith("http://")))
    return Client(SERVER_NAME=HOST).post(
        address.path, given["-d"], content_type=kind, headers=headers
    )


def looks_like(shown: object, found: object) -> bool:
    """Whether `found` is what is shown; a text `…` stands for any text."""
    if isinstance(shown, dict) and isinstance(found, dict):
        return shown.keys() == found.keys() and all(looks_like(shown[n], found[n]) for n in shown)
    if shown == "…":
        return isinstance(found, str) and bool(found)
    return shown == found


@pytest.mark.parametrize(
    ("found", "same"),
    [
        ({"a": "x", "b": [1]}, True),
        ({"a": "", "b": [1]}, False),
        ({"a": "x", "b": [2]}, False),
        ({"a": "x", "b": [1], "c": 1}, False),
        ({"a": "x"}, False),
    ],
)
def test_another_answer_is_caught(found: object, same: bool) -> None:
    assert looks_like({"a": "…", "b": [1]}, found) is same


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\nb", "a\nb\n", True),
        ("a\n…\nz", "a\nb\nc\nz\n", True),
        ("a\n…", "a\n", True),
        ("a\nb", "a\nc\n", False),
        ("a", "a\nb\n", False),
        ("", "a\n", False),
    ],
)
def test_other_output_is_caught(shown: str, printed: str, same: bool) -> None:
    assert matches(shown, printed) is same


def spoken() -> set[str]:
    """Every verb, and every verb under a group: `up`, `policy text`."""
    found: set[str] = set()
    for verb, entry in VERBS.items():
        command = entry.load()
        found.add(verb)
        if isinstance(command, click.Group):
            found |= {f"{verb} {under}" for under in command.commands}
    return found


def test_every_verb_is_on_the_first_page() -> None:
    text = " ".join(code(read("README.md")))
    assert [verb for verb in sorted(spoken()) if f"keepword {verb}" not in text] == []


def test_every_verb_that_a_document_names_exists() -> None:
    known = spoken()
    groups = {verb.split()[0] for verb in known if " " in verb}
    for document in documents():
        for piece in code(document.read_text(encoding="utf-8")):
            for verb, under in CALL.findall(piece):
                assert verb in known, (document.name, verb)
                assert not under or verb not in groups or f"{verb} {under}" in known, document.name


def test_the_exit_statuses_are_on_the_first_page() -> None:
    shown = {cells[0] for cells in rows(read("README.md"))}
    assert {str(status.value) for status in Exit} <= shown
