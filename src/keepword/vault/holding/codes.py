"""Errors as they travel: the stable code, and nothing else.

A caller knows what it asked for, so names need not come back. What only the holder's side can
mend (its provider, its key file, its database) is `NoHolder` to a caller.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from keepword.vault.errors import (
    BadPageName,
    ErasedError,
    NoHolder,
    NoKey,
    NotForYou,
    SealBroken,
    TooManyOpens,
    UnitHasKey,
    UnknownIndex,
    VaultError,
    WrongRoot,
)
from keepword.vault.holding.wire import PageKey, Request, Tags

_PLAIN: Mapping[str, Callable[[], VaultError]] = {
    ErasedError.code: ErasedError,
    NoKey.code: NoKey,
    UnitHasKey.code: UnitHasKey,
    SealBroken.code: SealBroken,
    WrongRoot.code: WrongRoot,
    TooManyOpens.code: TooManyOpens,
    NotForYou.code: NotForYou,
    NoHolder.code: NoHolder,
}
_TRAVELLING = (*_PLAIN, UnknownIndex.code, BadPageName.code)


def code_of(error: VaultError) -> str:
    """The code that says what a caller can do about `error`: its own or its next ancestor's."""
    own = [each.code for each in type(error).__mro__ if issubclass(each, VaultError)]
    return next((code for code in own if code in _TRAVELLING), NoHolder.code)


def error_of(code: str, asked: Request) -> VaultError:
    """The error that `code` stands for, to whoever asked that."""
    if code in _PLAIN:
        return _PLAIN[code]()
    match code, asked:
        case UnknownIndex.code, Tags(index):
            return UnknownIndex(index)
        case BadPageName.code, PageKey(page):
            return BadPageName(page)
        case _:
            return NoHolder()
