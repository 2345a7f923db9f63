"""Searching files for values that must not be there, in every form they could have taken."""

from __future__ import annotations

import base64
import json
import mmap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Sighting:
    """A value in a file, and in which form."""

    value: str
    form: str
    file: str


def forms(value: str) -> dict[str, bytes]:
    """The bytes that `value` can have become; equal ones once."""
    plain = value.encode()
    found = {
        "utf-8": plain,
        "utf-16-le": value.encode("utf-16-le"),
        "utf-16-be": value.encode("utf-16-be"),
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
        "percent": quote(value, safe="").encode(),
        "percent-all": "".join(f"%{byte:02X}" for byte in plain).encode(),
        "json": json.dumps(value)[1:-1].encode(),
        "u-all": "".join(f"\\u{ord(sign):04x}" for sign in value).encode(),
        **{f"base64-{offset}": _base64(plain, offset) for offset in range(3)},
    }
    once: dict[bytes, str] = {}
    for name, form in found.items():
        once.setdefault(form, name)
    return {name: form for form, name in once.items()}


def _base64(plain: bytes, offset: int) -> bytes:
    """What is sure to be in the base64 of any text that has `plain` at this offset (mod 3)."""
    coded = base64.b64encode(b"\0" * offset + plain)
    head = (0, 2, 3)[offset]
    tail = -4 if coded.endswith(b"=") else None
    return coded[head:tail]


def search(values: Iterable[str], places: Iterable[Path]) -> list[Sighting]:
    """Every sighting of `values` under `places`."""
    wanted = {value: forms(value) for value in values}
    return [
        sighting
        for place in places
        for file in _files(place)
        for sighting in _in_file(file, wanted)
    ]


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    for path in sorted(place.rglob("*")) if place.is_dir() else ():
        if path.is_file() and not path.is_symlink():
            yield path


def _in_file(file: Path, wanted: Mapping[str, Mapping[str, bytes]]) -> Iterator[Sighting]:
    try:
        with file.open("rb") as opened:
            if not file.stat().st_size:
                return
            with mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
                for value, by_form in wanted.items():
                    for name, form in by_form.items():
                        if content.find(form) >= 0:
                            yield Sighting(value, name, str(file))
    except FileNotFoundError:  # gone between listing and reading: a server's scratch file
        return
