"""What the verbs that verify share: reading a key, and telling what was found."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from keepword.foundation.errors import KeepwordError, Message
from keepword.ledger.errors import NotAKey
from keepword.ledger.notes import VerifierKey
from keepword.ledger.verifying.report import Finding
from keepword.runtime.wording import in_one_line, languages

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
    """The good word, or every finding with its place, in each language spoken here."""
    for language in languages(os.environ):
        if not findings:
            click.echo(good.say(language))
            continue
        click.echo(_count(len(findings)).say(language))
        for finding in findings:
            place = f" ({finding.where})" if finding.where else ""
            click.echo(f"  {finding.code}{place}: {finding.message.say(language)}")


def _count(number: int) -> Message:
    return Message(
        en=f"It does not hold. Findings: {number}.",
        ko=f"증명되지 않습니다. 발견한 것: {number}건.",
    )


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
