"""The error tree of the pure rooms.

    KeepwordError
    ├── PolicyNotLoadable     one or more Faults found while reading a policy
    ├── UnknownId             an id that the policy does not define
    └── BindingError          a prose template asks for a value that is not there

Every error has a stable code, a message in Korean and English, and what to do next.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in both languages. `{placeholders}` are already filled in."""

    en: str
    ko: str

    def say(self, language: str) -> str:
        """The sentence in `language` ("ko"; anything else reads English)."""
        return self.ko if language == "ko" else self.en


class KeepwordError(Exception):
    """Root of the tree: a stable `code`, a `message`, and a `remedy`."""

    code = "keepword"

    def __init__(self, message: Message, remedy: Message) -> None:
        super().__init__(message.en)
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that keeps a policy from being loaded, and how to mend it.

    `line` counts from 1; 0 stands for the file as a whole.
    """

    file: str
    line: int
    code: str
    message: Message
    remedy: Message

    def say(self, language: str = "en") -> str:
        """`file:line: what is wrong. How to mend it.`"""
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.message.say(language)} {self.remedy.say(language)}"


class PolicyNotLoadable(KeepwordError):
    """A policy folder that is incoherent; `faults` names every place."""

    code = "policy-not-loadable"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(
            Message("\n".join(f.say("en") for f in faults), "\n".join(f.say("ko") for f in faults)),
            Message(
                "Mend the lines named above and load again.", "위의 줄을 고친 뒤 다시 읽으세요."
            ),
        )


class UnknownId(KeepwordError):
    """An id that stands nowhere in the policy or in the law pack."""

    code = "unknown-id"

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        super().__init__(
            Message(
                f"'{wanted}' is not an id of this policy.",
                f"'{wanted}'은(는) 이 방침에 없는 번호입니다.",
            ),
            Message(
                "Ids look like P5, PU1, C1, CH2, R4, T12 or G7.",
                "번호는 P5, PU1, C1, CH2, R4, T12, G7처럼 씁니다.",
            ),
        )


class BindingError(KeepwordError):
    """A `{binding}` in a prose template that leads to no value, or to one of the wrong kind."""

    code = "prose-binding"
