"""pg_dump and pg_restore: which ones, and how they are run.

The embedded server brings its own. For a server elsewhere the programs of the same version are
looked for on PATH, where Debian keeps them, and in the wheel; a newer version reads an older
server, never the other way round.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from keepword.runtime.backup.errors import NoProgram, ProgramFailed
from keepword.runtime.errors import NoPostgres
from keepword.runtime.postgres import programs as wheel

_DEBIAN = Path("/usr/lib/postgresql")
_LINES = 5
"""Lines of a program's last words that are shown."""


def fitting(connection: psycopg.Connection[tuple[object, ...]], environ: Mapping[str, str]) -> Path:
    """The folder of the programs that fit this server best: its own version, else the next newer.

    Raises:
        NoProgram: all that were found are older than the server, or none was.
    """
    return for_version(connection.info.server_version // 10_000, environ)


def for_version(major: int, environ: Mapping[str, str]) -> Path:
    """The same for a server of this major version.

    Raises:
        NoProgram: all that were found are older, or none was.
    """
    found: dict[int, Path] = {}
    for folder in _folders(major, environ):
        version = _major(folder)
        if version >= major:
            found.setdefault(version, folder)
    if not found:
        raise NoProgram(major)
    return found[min(found)]


def run(program: Path, arguments: Sequence[str], parameters: Mapping[str, str | int]) -> None:
    """Run `program` against the database of libpq's `parameters`. The password is not an argument.

    Raises:
        ProgramFailed: it ended with another status than 0.
    """
    texts = {name: str(value) for name, value in parameters.items() if name != "password"}
    _run(
        [str(program), f"--dbname={make_conninfo(**texts)}", "--no-password", *arguments],
        {**_environment(), "PGPASSWORD": str(parameters.get("password", ""))},
    )


def read(restore: Path, dump: Path) -> None:
    """Have pg_restore read a dump to its end; what it makes of it goes nowhere.

    Raises:
        ProgramFailed: it cannot be read.
    """
    _run([str(restore), "--list", str(dump)], _environment())
    _run([str(restore), f"--file={os.devnull}", str(dump)], _environment())


def _run(command: Sequence[str], environ: Mapping[str, str]) -> None:
    done = subprocess.run(
        command,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise ProgramFailed(Path(command[0]).name, "\n".join(done.stderr.splitlines()[-_LINES:]))


def _folders(major: int, environ: Mapping[str, str]) -> Iterator[Path]:
    """Folders with both programs, the likeliest first."""
    on_path = shutil.which("pg_dump", path=environ.get("PATH"))
    folders = [Path(on_path).parent] if on_path else []
    folders += [_DEBIAN / str(major) / "bin"]
    try:
        folders.append(wheel.find(major).prefix / "bin")
    except NoPostgres:
        folders += _newest_of_the_wheel()
    for folder in folders:
        if all((folder / name).is_file() for name in ("pg_dump", "pg_restore")):
            yield folder


def _newest_of_the_wheel() -> list[Path]:
    try:
        return [wheel.find().prefix / "bin"]
    except NoPostgres:
        return []


def _major(folder: Path) -> int:
    said = subprocess.run(
        [folder / "pg_dump", "--version"], capture_output=True, text=True, check=False
    ).stdout
    found = re.search(r"(\d+)(?:\.\d+|devel|beta|rc)", said)
    return int(found[1]) if found else 0


def _environment() -> dict[str, str]:
    """Ours without libpq's variables: what is connected to is in the arguments, whole."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C"}
