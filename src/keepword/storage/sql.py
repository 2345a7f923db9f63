"""Named SQL statements in `.sql` files beside the code that runs them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, LiteralString

import psycopg

Cursor = psycopg.Cursor[Any]
"""A psycopg cursor; the transaction it stands in is its owner's."""


@cache
def statement(package: str, name: str) -> LiteralString:
    """The text of `sql/<name>.sql` in `package`, such as `statement("keepword.vault", "find")`."""
    # A file of this package is as fixed as a literal; psycopg asks for that to keep values out.
    text: LiteralString = _read(package, name)
    return text


def _read(package: str, name: str) -> Any:
    return files(package).joinpath("sql").joinpath(f"{name}.sql").read_text(encoding="utf-8")
