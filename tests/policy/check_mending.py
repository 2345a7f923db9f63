"""Editing the files of a policy by the path of a datum, and loading what comes out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from keepword.law.model import LawPack
from keepword.policies import library
from keepword.policy.check import Finding, findings
from keepword.policy.loading import LoadedPolicy, load

TODAY = date(2026, 11, 24)
POLICIES = Path(__file__).parent.parent / "policies"
_ASAN = Path(library.__file__).parent / "asan" / "2021-01-14"
FOLDERS = {"asan": _ASAN, "meadow": POLICIES / "meadow", "least": POLICIES / "least"}
NAMED_BY = ("id", "item", "topic")

Edit = Mapping[str, Any]


def texts(policy: str) -> dict[str, str]:
    """The files of one of the three policies."""
    return library.folder_texts(FOLDERS[policy])


def mends(policy: str) -> dict[str, list[Edit]]:
    """Finding id to the edits that mend it."""
    text = (POLICIES / "mends" / f"{policy}.yaml").read_text(encoding="utf-8")
    found: dict[str, list[Edit]] = yaml.safe_load(text)
    return found


def law() -> LawPack:
    """The Korean pack."""
    return library.laws()["kr"]


@cache
def unmended(policy: str) -> tuple[Finding, ...]:
    """The findings on a policy as it stands."""
    return found(load(texts(policy), library.laws()))


def found(
    loaded: LoadedPolicy, on: date = TODAY, pack: LawPack | None = None
) -> tuple[Finding, ...]:
    """The findings on a loaded policy."""
    return findings(loaded.policy, pack or law(), on, loaded.prose)


def mended(policy: str, edits: Iterable[Edit]) -> LoadedPolicy:
    """The policy after `edits`; it has to load."""
    files = texts(policy)
    for edit in edits:
        name = str(edit["file"])
        table = name.endswith(".csv")
        files[name] = _edit_table(files[name], edit) if table else _edit_yaml(files[name], edit)
    return load(files, library.laws())


def _edit_yaml(text: str, edit: Edit) -> str:
    value: Any = yaml.load(text, Loader=yaml.CSafeLoader)
    if "without" in edit:
        _remove_blocks(value, edit["without"])
    else:
        *around, last = str(edit["at"]).split(".")
        _apply(_walk(value, around), last, edit)
    return yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)


def _apply(holder: Any, last: str, edit: Edit) -> None:
    key: Any = _position(holder, last) if isinstance(holder, list) else last
    before = holder[key] if isinstance(holder, list) else holder.get(key)
    if edit.get("drop"):
        del holder[key]
        return
    after = [*(before or []), edit["add"]] if "add" in edit else edit["to"]
    assert after != before, f"{edit['at']} is {before!r} already"
    holder[key] = after


def _walk(value: Any, path: Iterable[str]) -> Any:
    for step in path:
        value = value[_position(value, step)] if isinstance(value, list) else value[step]
    return value


def _position(members: list[Any], name: str) -> int:
    return next(n for n, member in enumerate(members) if name in [member.get(k) for k in NAMED_BY])


def _remove_blocks(prose: Any, words: str) -> None:
    gone = 0
    for section in prose["sections"]:
        kept = [block for block in section["blocks"] if words not in str(block)]
        gone += len(section["blocks"]) - len(kept)
        section["blocks"] = kept
    assert gone, f"no block of the prose holds {words!r}"


def _edit_table(text: str, edit: Edit) -> str:
    row, column = str(edit["at"]).split(".")
    reader = csv.DictReader(text.splitlines())
    out = io.StringIO()
    writer = csv.DictWriter(out, reader.fieldnames or (), lineterminator="\n")
    writer.writeheader()
    for cells in reader:
        if cells["id"] == row:
            assert cells[column] != edit["to"]
            cells[column] = edit["to"]
        writer.writerow(cells)
    return out.getvalue()
