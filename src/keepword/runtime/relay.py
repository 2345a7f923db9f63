"""How a child process tells the supervisor what it did or why it could not."""

from __future__ import annotations

import json
from dataclasses import asdict

from keepword.foundation.errors import KeepwordError, Message


class Relayed(KeepwordError):
    """An error that happened in a child process, with its own code and words."""

    def __init__(self, code: str, message: Message, remedy: Message) -> None:
        super().__init__(message, remedy)
        self.code = code


def progress(message: Message) -> str:
    """One line for the person at the terminal, while the work goes on."""
    return json.dumps({"progress": asdict(message)})


def success(**figures: int) -> str:
    """One line that says it went well."""
    return json.dumps({"ok": True, **figures})


def failure(error: KeepwordError) -> str:
    """One line that carries `error` whole."""
    words = {"message": asdict(error.message), "remedy": asdict(error.remedy)}
    return json.dumps({"ok": False, "code": error.code, **words})


def shown(line: str) -> Message | None:
    """What `progress` wanted said; None for the last line, which says how it went."""
    said = json.loads(line)
    return Message(**said["progress"]) if "progress" in said else None


def read(line: str) -> dict[str, int]:
    """The figures of a success.

    Raises:
        Relayed: the line carries an error.
    """
    said = json.loads(line)
    if not said.pop("ok"):
        raise Relayed(said["code"], Message(**said["message"]), Message(**said["remedy"]))
    return {name: int(value) for name, value in said.items()}
