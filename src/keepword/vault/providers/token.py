"""Work on a PKCS#11 token: log in, do it, log out. Only typed errors leave, and never a PIN.

Roots are asked for at a start and at a turn. In between no logged-in session lies about to be used
by others or to be lost.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, final

import pkcs11
from pkcs11.exceptions import (
    NoSuchToken,
    PinExpired,
    PinIncorrect,
    PinInvalid,
    PinLenRange,
    PinLocked,
    PKCS11Error,
    UserPinNotInitialized,
)
from pkcs11.types import Session

from keepword.vault.errors import ProviderFailed

if TYPE_CHECKING:
    from pkcs11._pkcs11 import lib as Library

NAME = "pkcs11"

_PIN_REFUSED = (
    PinIncorrect, PinExpired, PinInvalid, PinLenRange, PinLocked, UserPinNotInitialized,
)  # fmt: skip

_ONE_AT_A_TIME = threading.Lock()
"""Who is logged in is one state for all of a process: ending one session logs out the others."""

_T = TypeVar("_T")


@final
class Token:
    """One token of a library; for threads.

    Args:
        module: the PKCS#11 library.
        label: which token of it.
        pin: reads the user's PIN; asked whenever it is needed, and not remembered.
    """

    def __init__(self, module: Path, label: str, pin: Callable[[], str]) -> None:
        self.module = str(module)
        self.label = label
        self._pin = pin
        self._pin_refused = False

    def ask(self, work: Callable[[Session], _T]) -> _T:
        """What `work` gives back. It may be done twice: once more with the library started anew,
        for a token that was restarted or came back since.

        Raises:
            ProviderFailed: there is no such token, it refuses, or the PIN cannot be read.
            UnsafeKeyFile: the PIN's file is open to others.
        """
        with _ONE_AT_A_TIME:
            library = self._library()
            try:
                return self._once(library, work)
            except PKCS11Error:
                pass
            try:
                library.reinitialize()
                return self._once(library, work)
            except NoSuchToken:
                raise ProviderFailed(
                    NAME, f"there is no token '{self.label}'.", f"'{self.label}' 토큰이 없습니다."
                ) from None
            except PKCS11Error as error:
                # A library's own words may hold anything: the kind of error says enough.
                kind = type(error).__name__
                raise ProviderFailed(
                    NAME, f"the token refuses ({kind}).", f"토큰이 거부합니다({kind})."
                ) from None

    def _library(self) -> Library:
        try:
            return pkcs11.lib(self.module)
        except PKCS11Error:
            raise ProviderFailed(
                NAME,
                f"the library '{self.module}' does not load or does not start.",
                f"라이브러리 '{self.module}'을(를) 읽거나 시작할 수 없습니다.",
            ) from None

    def _once(self, library: Library, work: Callable[[Session], _T]) -> _T:
        with self._logged_in(library) as session:
            return work(session)

    def _logged_in(self, library: Library) -> Session:
        """A session with the PIN. A refused PIN is not tried again: tokens lock after a few."""
        refused = ProviderFailed(
            NAME,
            "the token refuses the PIN; correct it before the next start.",
            "토큰이 PIN을 거부합니다. 고친 뒤 다시 시작하세요.",
        )
        if self._pin_refused:
            raise refused
        pin = self._pin()
        try:
            token = library.get_token(token_label=self.label)
            return token.open(rw=True, user_pin=pin)
        except _PIN_REFUSED:
            self._pin_refused = True
            raise refused from None
