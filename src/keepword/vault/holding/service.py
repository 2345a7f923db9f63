"""A caller's request decided, counted and answered; knows no sockets.

What a caller may not have is refused before anything is counted, and what is too much before
anything is opened. Refusals are said in the log, by role and number only.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import psycopg

from keepword.vault.errors import NoHolder, NotForYou, TooManyOpens, VaultError
from keepword.vault.holder import Holder
from keepword.vault.holding import answers, codes
from keepword.vault.holding.limits import Limits
from keepword.vault.holding.rights import allowed
from keepword.vault.holding.roles import Role
from keepword.vault.holding.tally import Report, Tally
from keepword.vault.holding.wire import (
    AskPage,
    Call,
    Check,
    Hello,
    Newest,
    Open,
    PageKey,
    Ping,
    Tags,
)

CALLER_REFUSED = "key-caller-refused"
KEY_REFUSED = "key-refused"
TOO_MANY = "too-many-opens"
HOLDER_FAILED = "key-holder-failed"
"""What is said: a wrong token or account; a key that is not for this role; too many keys; the
database, or what else the holder stands on, does not do its part."""


@dataclass(frozen=True, slots=True)
class Caller:
    """How a role shows that it is that: its token, and its account where that is known."""

    token: bytes = field(repr=False)
    uid: int | None = None


class Service:
    """Answers for one holder; for threads.

    Args:
        holder: who has the keys.
        callers: who may ask at all.
        limits: how much.
        now: nanoseconds of a clock that does not go back.
        report: takes what the log should say.
    """

    def __init__(
        self,
        holder: Holder,
        callers: Mapping[Role, Caller],
        limits: Limits,
        now: Callable[[], int],
        report: Report,
    ) -> None:
        self._holder = holder
        self._callers = callers
        self._limits = limits
        self._now = now
        self._tally = Tally(report)

    def welcome(self, hello: Hello, uid: int | None) -> bool:
        """Whether this account with this token is the role that it says it is.

        Where the account is known, a caller whose account cannot be told is refused too.
        """
        caller = self._callers.get(hello.role)
        known = caller is not None and hmac.compare_digest(caller.token, hello.token)
        if caller is None or not known or caller.uid not in (None, uid):
            self.note(CALLER_REFUSED, hello.role)
            return False
        return True

    def answer(self, role: Role, call: Call) -> bytearray:
        """The frame that answers `call`."""
        try:
            if not allowed(role, call):
                raise NotForYou
            self._count(role, call)
            return self._done(call)
        except VaultError as error:
            self._say(role, call, error)
            return answers.refused(codes.code_of(error))
        except (psycopg.Error, OSError):
            self.note(HOLDER_FAILED, role)
            return answers.refused(NoHolder.code)

    def note(self, event: str, role: str, count: int = 1) -> None:
        """Have the log say so, once a minute."""
        self._tally.note(event, role, count, self._now())

    def close(self) -> None:
        """Say what has not been said."""
        self._tally.close()

    def _count(self, role: Role, call: Call) -> None:
        match call:
            case Tags(texts=texts):
                self._limits.search(role, len(texts), self._now())
            case _ if keys := _keys(call):
                self._limits.open(role, keys, self._now())

    def _done(self, call: Call) -> bytearray:
        match call:
            case Ping():
                return answers.done()
            case Check():
                self._holder.check()
                return answers.done()
            case Open(names):
                return answers.keys(self._holder.open(names))
            case Newest(subject, unit):
                return answers.generation(self._holder.newest(subject, unit))
            case Tags(index, texts, at_least):
                return answers.tags(self._holder.tags(index, texts, at_least))
            case PageKey(page, make):
                return answers.keys([self._holder.page_key(page, make=make)])
            case AskPage():
                return answers.page(self._holder.fresh_page())

    def _say(self, role: Role, call: Call, error: VaultError) -> None:
        if isinstance(error, TooManyOpens):
            self.note(TOO_MANY, role, len(call.texts) if isinstance(call, Tags) else _keys(call))
        elif isinstance(error, NotForYou):
            self.note(KEY_REFUSED, role)
        elif codes.code_of(error) == NoHolder.code:
            self.note(HOLDER_FAILED, role)


def _keys(call: Call) -> int:
    """How many keys the answer would hold."""
    match call:
        case Open(names):
            return len(names)
        case PageKey() | AskPage():
            return 1
        case _:
            return 0
