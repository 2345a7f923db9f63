"""Looking for what the pure rooms must never do: I/O, the clock, randomness, Django.

Imports are looked at by import-linter as well; this also sees calls that need no import.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ALLOWED_MODULES = frozenset(
    {
        "__future__", "bisect", "calendar", "collections", "collections.abc", "csv", "dataclasses",
        "datetime", "decimal", "difflib", "enum", "fractions",
        "functools", "hashlib", "heapq", "itertools", "json", "math", "operator", "pydantic",
        "pydantic_core", "re", "string", "textwrap", "types", "typing", "unicodedata", "yaml",
    }
)  # fmt: skip
ALLOWED_ROOMS = ("keepword.foundation", "keepword.law", "keepword.policy")
FORBIDDEN_CALLS = frozenset(
    {"open", "print", "input", "exec", "eval", "compile", "__import__", "breakpoint"}
)
CLOCK_CALLS = frozenset({"now", "today", "utcnow", "fromtimestamp"})


def impurities(source: str) -> Iterator[str]:
    """What a module of a pure room does that it must not, each with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield from _imported(name.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            yield from _imported(node.module or ".", node.lineno)
        elif isinstance(node, ast.Call):
            yield from _called(node)


def _imported(module: str, line: int) -> Iterator[str]:
    inside = any(module == room or module.startswith(f"{room}.") for room in ALLOWED_ROOMS)
    if module not in ALLOWED_MODULES and not inside:
        yield f"line {line}: imports {module}"


def _called(node: ast.Call) -> Iterator[str]:
    if isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_CALLS:
        yield f"line {node.lineno}: calls {node.func.id}()"
    if isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK_CALLS:
        owner = node.func.value
        name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
        if name in {"datetime", "date"}:
            yield f"line {node.lineno}: asks the clock with {name}.{node.func.attr}()"


def modules(folder: Path) -> list[Path]:
    """Every Python module below `folder`."""
    return sorted(folder.rglob("*.py"))
