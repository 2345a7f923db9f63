"""The operating system account that the embedded server runs as. PostgreSQL refuses root."""

from __future__ import annotations

import os
import pwd
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from keepword.runtime.errors import NoAccountForPostgres

CANDIDATES = ("keepword", "postgres", "nobody")
"""Accounts tried in this order when root starts us and names none."""


class SpawnAs(TypedDict, total=False):
    """Arguments of `subprocess.Popen` that change the account; empty when it stays the same."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class OsUser:
    """An account by name and numbers. `switch` says whether we must change to it."""

    name: str
    uid: int
    gid: int
    switch: bool

    @property
    def spawn(self) -> SpawnAs:
        """How to start a child as this account, without any other group."""
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give `path` to this account."""
        if self.switch:
            os.chown(path, self.uid, self.gid)

    def can_walk_to(self, folder: Path) -> bool:
        """Whether the account may enter `folder` and all above it, by plain permissions.

        An access control list may allow more; taking it for closed costs only a detour.
        """
        if not self.switch:
            return os.access(folder, os.X_OK)
        folder = folder.resolve()
        return all(self._may_enter(each) for each in (folder, *folder.parents))

    def _may_enter(self, folder: Path) -> bool:
        found = folder.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def choose(
    data: Path,
    named: str | None,
    *,
    euid: int | None = None,
    lookup: Callable[[str], pwd.struct_passwd] = pwd.getpwnam,
) -> OsUser:
    """Who runs the server on `data`.

    An ordinary account runs it itself. Root hands it to whom the data belongs already, else to
    the account `named`, else to the first of `CANDIDATES` that exists.

    Raises:
        NoAccountForPostgres: started as root and none of them exists.
    """
    if (os.geteuid() if euid is None else euid) != 0:
        mine = pwd.getpwuid(os.geteuid())
        return OsUser(mine.pw_name, mine.pw_uid, mine.pw_gid, switch=False)
    if data.exists() and (owner := data.stat().st_uid) != 0:
        entry = pwd.getpwuid(owner)
        return OsUser(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=True)
    names = (named,) if named else CANDIDATES
    for name in names:
        try:
            entry = lookup(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return OsUser(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=True)
    raise NoAccountForPostgres(names)
