"""The passwords of the database's roles: random, one file each, made here and known nowhere else.

On a server of one's own a password may be there before its role is (somebody else has to make it).
It waits in `db-<role>.new` meanwhile, and nobody connects with it.
"""

from __future__ import annotations

from pathlib import Path

from keepword.runtime import secretfile
from keepword.runtime.dbroles.names import Role
from keepword.runtime.layout import Layout


def path(layout: Layout, role: Role) -> Path:
    """Where the password of a role is kept."""
    return layout.secrets / f"db-{role}"


def known(layout: Layout, role: Role) -> str | None:
    """The password of a role that can be connected with; None where there is none.

    Raises:
        UnsafeFolder: others may read the file.
    """
    file = path(layout, role)
    return secretfile.read(file) if file.exists() else None


def make_or_read(layout: Layout, role: Role) -> str:
    """The password of a role that is there."""
    return secretfile.read_or_make(path(layout, role))


def kept(layout: Layout, role: Role) -> str | None:
    """The password of a role, whether or not it can be connected with."""
    waits = _waits(layout, role)
    return known(layout, role) or (secretfile.read(waits) if waits.exists() else None)


def kept_or_made(layout: Layout, role: Role) -> str:
    """The same, made where there is none: for a role that is to be made."""
    return known(layout, role) or secretfile.read_or_make(_waits(layout, role))


def put_in_force(layout: Layout, role: Role) -> None:
    """The password opens: connect with it from now on."""
    waits, file = _waits(layout, role), path(layout, role)
    if waits.exists() and not file.exists():
        waits.rename(file)


def lay_aside(layout: Layout, role: Role) -> None:
    """It does not open (another server than before, a role not made yet): do not try."""
    waits, file = _waits(layout, role), path(layout, role)
    if file.exists():
        file.rename(waits)


def _waits(layout: Layout, role: Role) -> Path:
    return layout.secrets / f"db-{role}.new"
