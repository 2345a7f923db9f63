"""Running things as an account without any rights, even when the tests run as root.

Python or the checkout may lie under `/root`, where such an account cannot go; then what it needs
is copied to a place where it can.
"""

from __future__ import annotations

import os
import pwd
import shutil
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import keepword
from keepword.runtime.postgres.osuser import OsUser

_NOT_NEEDED = shutil.ignore_patterns(
    "__pycache__", "test", "tests", "idlelib", "site-packages", "config-*", "*.a", "playwright",
    "mypy", "mypyc", "ruff*", "hypothesis", "pytest*", "_pytest", "pip", "include",
)  # fmt: skip


@dataclass(frozen=True)
class Ordinary:
    """An unprivileged account with a Python that has Keepword."""

    user: OsUser
    python: Path
    path: str
    home: Path

    def own(self, folder: Path) -> Path:
        """A new folder of this account."""
        folder.mkdir(mode=0o700)
        self.user.own(folder)
        return folder

    @property
    def environment(self) -> dict[str, str]:
        """What its processes start with."""
        return {
            "PATH": os.defpath, "HOME": str(self.home), "LANG": "C", "PYTHONPATH": self.path,
            "PYTHONDONTWRITEBYTECODE": "1", "LD_LIBRARY_PATH": str(self.home / "python" / "lib"),
        }  # fmt: skip


def ordinary(folder: Path) -> Ordinary:
    """The account `nobody` when we are root, else our own. `folder` is a place for copies."""
    if os.geteuid() != 0:
        mine = pwd.getpwuid(os.geteuid())
        user = OsUser(mine.pw_name, mine.pw_uid, mine.pw_gid, switch=False)
        return Ordinary(user, Path(sys.executable), os.pathsep.join(sys.path[1:]), folder)
    entry = pwd.getpwnam("nobody")
    user = OsUser(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=True)
    folder.chmod(0o755)
    source = Path(keepword.__file__).parents[1]
    packages = [source, *(Path(sysconfig.get_path(kind)) for kind in ("purelib", "platlib"))]
    reached = [_reachable(user, path, folder) for path in dict.fromkeys(packages)]
    extra = [p for p in os.environ.get("PYTHONPATH", "").split(os.pathsep) if p]
    path = os.pathsep.join([*extra, *(str(each) for each in reached)])
    return Ordinary(user, _python(user, folder), path, folder)


def _reachable(user: OsUser, path: Path, folder: Path) -> Path:
    if user.can_walk_to(path):
        return path
    copy = folder / f"{path.parent.name}-{path.name}"
    shutil.copytree(path, copy, ignore=_NOT_NEEDED)
    return copy


def _python(user: OsUser, folder: Path) -> Path:
    """An interpreter of this very version that `user` may start."""
    real = Path(sys.executable).resolve()
    if user.can_walk_to(real.parent):
        return real
    library = Path(sysconfig.get_path("stdlib"))
    bin_folder = folder / "python" / "bin"
    bin_folder.mkdir(parents=True)
    shutil.copy2(real, bin_folder / real.name)
    shutil.copytree(library, folder / "python" / "lib" / library.name, ignore=_NOT_NEEDED)
    for shared in Path(sysconfig.get_config_var("LIBDIR")).glob("libpython*.so*"):
        shutil.copy2(shared, folder / "python" / "lib")
    return bin_folder / real.name
