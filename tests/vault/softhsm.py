"""A software token for tests: SoftHSM2, really installed. Missing, it fails a test; never skips."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PIN = "correct-horse-4711"
SO_PIN = "officer-0815"

_USUAL = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so")
_SCRIPT = Path(__file__).parents[2] / ".ci" / "softhsm"


def module() -> Path:
    """The library: named, at a usual path, or where `.ci/softhsm` puts it."""
    named = (os.environ.get("KEEPWORD_SOFTHSM", ""), *_USUAL)
    there = [Path(path) for path in named if path and Path(path).is_file()]
    if there and shutil.which("softhsm2-util"):
        return there[0]
    ran = subprocess.run(
        ["sh", str(_SCRIPT)],
        cwd=_SCRIPT.parents[1],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if ran.returncode != 0:
        pytest.fail(ran.stderr, pytrace=False)
    return Path(ran.stdout.strip())


@dataclass(frozen=True)
class SoftHsm:
    """A folder of tokens of this process's own."""

    module: Path
    folder: Path

    @property
    def tokens(self) -> Path:
        """Where the tokens' files are."""
        return self.folder / "tokens"

    def add_token(self, label: str) -> None:
        """Make a token with `PIN`."""
        subprocess.run(
            ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN,
             "--so-pin", SO_PIN],
            env={**os.environ, "SOFTHSM2_CONF": str(self.folder / "softhsm2.conf")},
            capture_output=True,
            check=True,
        )  # fmt: skip


@contextmanager
def running(folder: Path) -> Iterator[SoftHsm]:
    """SoftHSM2 with its tokens in `folder`, for this process; let go of at the end."""
    import pkcs11

    found = SoftHsm(module(), folder)
    found.tokens.mkdir(parents=True)
    (folder / "softhsm2.conf").write_text(
        f"directories.tokendir = {found.tokens}\nobjectstore.backend = file\nlog.level = ERROR\n",
        encoding="utf-8",
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        yield found
        pkcs11.unload(str(found.module))
