"""An installed copy has everything: the policy is computed from its data, not from the source."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import keepword
from tests.policy.test_text import SOURCE, plain

ROOT = Path(keepword.__file__).parents[2]
KEEPWORD = "from keepword.cli.main import main; main()"


LONGEST = 120.0
"""Seconds after which a program hangs."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as pip unpacks it from a freshly built wheel, without the archived source."""
    dist = tmp_path_factory.mktemp("dist")
    target = tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(dist)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True, timeout=LONGEST)
    (wheel,) = dist.glob("*.whl")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, "--target", str(target), str(wheel)], check=True, timeout=LONGEST)
    for source in target.rglob("source.en.txt"):
        source.unlink()
    return target


def run(installed: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command from somewhere else."""
    return subprocess.run(
        [sys.executable, "-c", KEEPWORD, *words],
        cwd=installed,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST,
    )


def test_the_installed_text_is_the_published_document(installed: Path) -> None:
    result = run(installed, "policy", "text", "--lang", "en")
    assert result.returncode == 0, result.stderr
    assert plain(result.stdout) == plain(SOURCE)


def test_it_is_the_installed_copy_that_ran(installed: Path) -> None:
    where = "import keepword; print(keepword.__file__)"
    result = subprocess.run(
        [sys.executable, "-c", where],
        cwd=installed,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
        timeout=LONGEST,
    )
    assert Path(result.stdout.strip()).is_relative_to(installed)


@pytest.mark.parametrize(
    "kind", ["templates", "static/keepword", "law/korea", "policies/asan/2021-01-14"]
)
def test_the_wheel_holds_what_is_not_python(installed: Path, kind: str) -> None:
    inside = [str(p.relative_to(installed)) for p in installed.rglob("*") if p.is_file()]
    assert any(kind in name for name in inside)


def test_the_licences_are_in_it(installed: Path) -> None:
    names = {p.name for p in installed.rglob("*LICENSE*")}
    assert "LICENSE" in names
    assert any("Pretendard" in name for name in names)
