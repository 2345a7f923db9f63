"""Whether every key and every value of a house is there, told by one of its own processes.

python -m tests.crash.opening    {"keys": […], "shut": […]}

Every sealed value is opened by its own key and dropped; `shut` are those that do not open, each as
subject, record and item. `keys` are the units that have any key, on a fresh page or packed into a
page of many, each as subject and unit.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from keepword.cli.inside import inside
from keepword.vault import key_page
from keepword.vault.errors import VaultError
from keepword.vault.local import LocalHolder
from keepword.vault.opening import Sealed
from keepword.vault.vault import Vault
from tests.runtime.house import House

_LONGEST = 300.0

_ITEMS = (
    "SELECT uuid_send(subject), uuid_send(record), item, uuid_send(unit), generation, sealed "
    "FROM vault.item"
)


def standing(house: House) -> dict[str, list[list[str]]]:
    """The keys of a house, and the values that do not open."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.opening"],
        env=house.env, capture_output=True, text=True, timeout=_LONGEST, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, list[list[str]]] = json.loads(done.stdout)
    return found


def _told() -> dict[str, list[list[str]]]:
    from keepword.runtime import house

    holder = house.local_holder()
    vault = Vault(house.loaded().policy.meta.id, holder)
    try:
        with holder.connections.cursor() as cur:
            cur.execute("SELECT subject, unit FROM keystore.data_key")
            keys = {(subject, unit) for subject, unit in cur.fetchall()} | _packed(cur, holder)
            cur.execute(_ITEMS)
            shut = _shut(vault, [Sealed._make(row) for row in cur.fetchall()])
    finally:
        holder.connections.close()
    return {
        "keys": sorted([str(subject), str(unit)] for subject, unit in keys),
        "shut": [[str(UUID(bytes=r.subject)), str(UUID(bytes=r.record)), r.item] for r in shut],
    }


def _packed(cur: Any, holder: LocalHolder) -> set[tuple[UUID, UUID]]:
    cur.execute("SELECT first FROM keystore.key_page")
    names = [
        key_page.read_name(entry[: key_page.NAME])
        for (first,) in cur.fetchall()
        for entry in key_page.split(holder._key_page(cur, first))
    ]
    return {(name.subject, name.unit) for name in names}


def _shut(vault: Vault, rows: Sequence[Sealed]) -> list[Sealed]:
    try:
        vault.open_many(rows)
    except VaultError:
        return [row for row in rows if not _opens(vault, row)]
    return []


def _opens(vault: Vault, row: Sealed) -> bool:
    try:
        vault.open_many([row])
    except VaultError:
        return False
    return True


if __name__ == "__main__":
    with inside():
        said = _told()
    sys.stdout.write(json.dumps(said))
