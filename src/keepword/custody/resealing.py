"""Re-seal: one person's values under new keys, and the tags that they are found by (P82).

An act of the house and not a look: values are opened in the vault to be sealed or tagged again, and
reach nobody. So it is on record once for all (`runtime.rotation`), not in anybody's list of looks.
What a decision about a person rests on does not change: a look that is under way goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from uuid import UUID

from keepword.custody.act import Act
from keepword.foundation.personal import Personal
from keepword.vault import index_rotating, renewing, rotating
from keepword.vault.errors import ErasedError, NoKey, SealBroken
from keepword.vault.holder import KeyName
from keepword.vault.index_rotating import Older, Tagged, Value
from keepword.vault.sealing import Scheme


def reseal(act: Act, subject: UUID, scheme: Scheme, other_than: Scheme | None = None) -> int:
    """New keys for a person's units, for all or for those with a value by another scheme; how many
    units were left as they are, because something in them does not open."""
    _lock(act, subject)
    return sum(
        _left(partial(renewing.renew, act.cursor, act.vault, subject, unit, scheme, act.now))
        for unit in rotating.units(act.cursor, subject, other_than)
    )


def retag(act: Act, subject: UUID, old: Older, made_of: Mapping[str, Sequence[str]]) -> int:
    """Tags under the newest keys of the indexes in place of older ones; how many were left as they
    are, because their values do not open.

    `made_of` names the items of an index that is made of several, in their order.
    """
    _lock(act, subject)
    return sum(
        _left(partial(_retag, act, subject, old, each, made_of.get(each.index, (each.item,))))
        for each in index_rotating.tags(act.cursor, old, subject)
    )


def _retag(act: Act, subject: UUID, old: Older, each: Tagged, items: Sequence[str]) -> None:
    with suppress(ErasedError):  # nobody is to be found by it
        found = index_rotating.values(act.cursor, subject, each.record, items)
        if len(found) == len(items):  # else nobody holds it any more
            value, *beside = _opened(act, subject, each.record, found)
            act.vault.index(
                act.cursor,
                subject=subject,
                index=each.index,
                record=each.record,
                item=each.item,
                unit=each.unit,
                value=value,
                beside=beside,
            )
    index_rotating.drop_tags(act.cursor, old, subject, each)


def _opened(act: Act, subject: UUID, record: UUID, found: Sequence[Value]) -> list[Personal]:
    names = [KeyName(subject, value.unit, value.generation) for value in found]
    keys = act.vault.open_keys(names)
    return [
        act.vault.open(keys[name], record, value.item, value.sealed)
        for name, value in zip(names, found, strict=True)
    ]


def _left(run: Callable[[], None]) -> bool:
    """Whether this could not be done. What is erased at this moment needs nothing."""
    try:
        run()
    except ErasedError:
        return False
    except (NoKey, SealBroken):
        return True
    return False


def _lock(act: Act, subject: UUID) -> None:
    """Changes of one person happen one after the other."""
    act.cursor.execute("SELECT FROM vault.subject WHERE subject = %s FOR UPDATE", (subject,))
