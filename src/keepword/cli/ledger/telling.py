"""What the verbs that verify share: reading a key, and telling what was found."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from keepword.foundation.errors import KeepwordError, Message
from keepword.foundation.nodes import Language
from keepword.ledger.errors import NotAKey
from keepword.ledger.notes import VerifierKey
from keepword.ledger.verifying.kinds import Part
from keepword.ledger.verifying.report import Finding
from keepword.runtime.wording import in_one_line, languages

MOST = 40
"""Findings of one code that are told; JSON has them all."""

_LARGEST = 10_000_000


class Misused(click.UsageError):
    """A usage error in the terminal's languages."""

    def __init__(self, message: Message) -> None:
        super().__init__(in_one_line(message, languages(os.environ)))


def read_file(path: Path) -> bytes:
    """A file that was named.

    Raises:
        Misused: it cannot be read, or is far too large to be what it should be.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError:
        raise _unreadable(path) from None
    if len(data) > _LARGEST:
        raise _unreadable(path)
    return data


def read_key(path: Path) -> VerifierKey:
    """A verifier key from its file.

    Raises:
        Misused: it cannot be read or is none.
    """
    try:
        return VerifierKey.read(read_file(path).decode("utf-8"))
    except UnicodeDecodeError:
        raise _unreadable(path) from None
    except NotAKey as error:
        raise Misused(_whole(error)) from None


def tell_json(record: dict[str, Any]) -> None:
    """A report for machines."""
    click.echo(json.dumps(record, ensure_ascii=False, indent=1))


def tell(good: Message, findings: Sequence[Finding]) -> None:
    """The good word, or what was found with what it means, in each language spoken here.

    Findings stand under the part of the log that they are about; of one code the first ones.
    """
    for language in languages(os.environ):
        if not findings:
            click.echo(good.say(language))
            continue
        click.echo(_count(findings).say(language))
        for part in Part:
            of_part = [each for each in findings if each.kind.part is part]
            if of_part:
                click.echo(f"\n{part.value.say(language)}")
                _tell_part(of_part, language)


def _tell_part(findings: Sequence[Finding], language: Language) -> None:
    for code in dict.fromkeys(each.code for each in findings):
        alike = [each for each in findings if each.code == code]
        kind = alike[0].kind
        click.echo(f"  {code}: {kind.says.say(language)}")
        click.echo(f"    → {kind.means.say(language)}")
        for finding in alike[:MOST]:
            why = f" {finding.why.say(language)}" if finding.why else ""
            if finding.where or why:
                click.echo(f"    - {finding.where}{why}")
        if len(alike) > MOST:
            click.echo(f"    - {_more(len(alike) - MOST).say(language)}")


def _count(findings: Sequence[Finding]) -> Message:
    number, kinds = len(findings), len({each.code for each in findings})
    return Message(
        en=f"It does not hold. Findings: {number}, of kinds: {kinds}.",
        ko=f"증명되지 않습니다. 발견한 것: {number}건, 종류: {kinds}가지.",
    )


def _more(number: int) -> Message:
    return Message(
        en=f"and {number} more; --json names all of them.",
        ko=f"그 밖에 {number}건이 더 있습니다. --json에 모두 나옵니다.",
    )


class Meter:
    """Says on the standard error how far a long run is: on a terminal in one line that is written
    over, elsewhere a line for every twentieth."""

    def __init__(self, *, terminal: bool) -> None:
        self._terminal = terminal
        self._told = 0

    def __call__(self, done: int, total: int) -> None:
        """See `progress.Progress`."""
        step = (100 if self._terminal else 20) * done // max(1, total)
        if step == self._told:
            return
        self._told = step
        line = f"{done:,} / {total:,}"
        click.echo(f"\r{line}" if self._terminal else line, err=True, nl=not self._terminal)

    def end(self) -> None:
        """The line is free for what comes next."""
        if self._terminal and self._told:
            click.echo("\r\033[K", err=True, nl=False)


def _whole(error: KeepwordError) -> Message:
    return Message(
        en=f"{error.message.en} {error.remedy.en}", ko=f"{error.message.ko} {error.remedy.ko}"
    )


def _unreadable(path: Path) -> Misused:
    return Misused(
        Message(
            en=f"'{path}' cannot be read. Name the right file.",
            ko=f"'{path}'을(를) 읽을 수 없습니다. 파일을 확인하세요.",
        )
    )
