"""The key tree: a root wraps page keys, a page key wraps data keys (P66).

Wrapping is sealing with the child's name as the place: a wrapped key moved to another page, root
generation, person, unit or generation does not unwrap. Keys are 32 random bytes.
"""

from __future__ import annotations

import os
from uuid import UUID

from keepword.vault.errors import SealBroken
from keepword.vault.sealing import KEY_BYTES, encoded, framed, number, seal, unseal

_PAGE = "keepword/page-key"
_DATA = "keepword/data-key"


def new_key() -> bytes:
    """A fresh key."""
    return os.urandom(KEY_BYTES)


def wrap_page_key(root_key: bytes, generation: int, page: str, key: bytes) -> bytes:
    """The key of `page` under the root's key of `generation`."""
    return seal(root_key, key, _page_place(page, generation))


def unwrap_page_key(root_key: bytes, generation: int, page: str, wrapped: bytes) -> bytes:
    """The key of `page`.

    Raises:
        SealBroken: not this page's key, not under this root, or changed.
    """
    return _key(unseal(root_key, wrapped, _page_place(page, generation)))


def wrap_data_key(page_key: bytes, subject: UUID, unit: UUID, generation: int, key: bytes) -> bytes:
    """The data key of a unit's generation under its page's key."""
    return seal(page_key, key, _unit_place(subject, unit, generation))


def unwrap_data_key(
    page_key: bytes, subject: UUID, unit: UUID, generation: int, wrapped: bytes
) -> bytes:
    """The data key of a unit's generation.

    Raises:
        SealBroken: not this unit's and generation's key, not under this page, or changed.
    """
    return _key(unseal(page_key, wrapped, _unit_place(subject, unit, generation)))


def _page_place(page: str, generation: int) -> bytes:
    return framed(_PAGE, encoded(page), number(generation))


def _unit_place(subject: UUID, unit: UUID, generation: int) -> bytes:
    return framed(_DATA, subject.bytes, unit.bytes, number(generation))


def _key(plain: bytes) -> bytes:
    if len(plain) != KEY_BYTES:
        raise SealBroken
    return plain
