"""The rings hold, the pure rooms are pure, and a violation of either is caught."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import keepword
from tests.architecture.purity import impurities, modules

SOURCE = Path(keepword.__file__).parent
ROOT = SOURCE.parent.parent
PURE = ("foundation", "law", "policy")
PURE_MODULES = [module for room in PURE for module in modules(SOURCE / room)]


def test_there_are_pure_modules() -> None:
    assert len(PURE_MODULES) > 30


@pytest.mark.parametrize("module", PURE_MODULES, ids=lambda m: str(m.relative_to(SOURCE)))
def test_the_pure_rooms_are_pure(module: Path) -> None:
    assert list(impurities(module.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("planted", "caught"),
    [
        ("import os", "imports os"),
        ("from pathlib import Path", "imports pathlib"),
        ("import random", "imports random"),
        ("from django.db import models", "imports django.db"),
        ("def f():\n    import time", "imports time"),
        ("import keepword.policies.library", "imports keepword.policies.library"),
        ("open('x')", "calls open()"),
        ("print('x')", "calls print()"),
        ("from datetime import datetime\ndatetime.now()", "asks the clock with datetime.now()"),
        ("import datetime\ndatetime.date.today()", "asks the clock with date.today()"),
    ],
)
def test_an_impurity_is_caught(planted: str, caught: str) -> None:
    """Planted at the end of a real pure module."""
    source = (SOURCE / "policy" / "decisions" / "engine.py").read_text(encoding="utf-8")
    assert [i.split(": ", 1)[1] for i in impurities(f"{source}\n{planted}\n")] == [caught]


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the tree at `root`, whatever is installed."""
    code = (
        "import sys; sys.path.insert(0, 'src'); "
        "from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    )
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", root)
    ignored = shutil.ignore_patterns("__pycache__", "static", "templates", "*.yaml", "*.csv")
    shutil.copytree(SOURCE, root / "src" / "keepword", ignore=ignored)
    return root


def test_imports_point_downwards_only(tree: Path) -> None:
    result = lint(tree)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("module", "planted"),
    [
        ("policy/decisions/engine.py", "import keepword.site"),
        ("law/day.py", "import keepword.policy.model"),
        ("policies/library.py", "import keepword.runtime.config"),
        ("policy/prose/text.py", "import os"),
        ("law/loading.py", "import django"),
        ("foundation/nodes.py", "import socket"),
    ],
)
def test_an_import_against_the_rings_is_caught(tree: Path, module: str, planted: str) -> None:
    path = tree / "src" / "keepword" / module
    before = path.read_text(encoding="utf-8")
    path.write_text(f"{before}\n{planted}\n", encoding="utf-8")
    try:
        result = lint(tree)
    finally:
        path.write_text(before, encoding="utf-8")
    assert result.returncode == 1, result.stdout
    assert "BROKEN" in result.stdout
