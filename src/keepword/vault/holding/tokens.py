"""By what a caller shows its role: 32 random bytes, in a file that it alone can read.

Where processes share an account of the operating system, each of them could read the others'
tokens: `keepword doctor` says so.
"""

from __future__ import annotations

from pathlib import Path

from keepword.vault import keyfile
from keepword.vault.errors import BrokenKeyFile
from keepword.vault.holding.errors import BrokenToken
from keepword.vault.holding.roles import Role


def path(folder: Path, role: Role) -> Path:
    """Where the token of `role` lies in the folder of secrets."""
    return folder / f"key-token-{role}"


def make_or_read(folder: Path, role: Role) -> bytes:
    """The token of `role` (32 bytes), made first where there is none.

    Raises:
        UnsafeKeyFile: file or folder are open to others, or not this account's.
        BrokenToken: what is there is no token.
        OSError: the folder cannot be written.
    """
    try:
        return keyfile.make_or_read(path(folder, role))
    except BrokenKeyFile as error:
        raise BrokenToken(path(folder, role)) from error


def read(folder: Path, role: Role) -> bytes:
    """The token of `role`, which the supervisor made.

    Raises:
        UnsafeKeyFile: there is none that this account may read, or it is open to others.
        BrokenToken: what is there is no token.
    """
    try:
        return keyfile.read(path(folder, role))
    except BrokenKeyFile as error:
        raise BrokenToken(path(folder, role)) from error
