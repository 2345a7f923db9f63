"""The policies and law packs that come with the package, and policy folders on disk.

This is where files are read; the pure rooms get their texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from keepword.foundation.errors import Fault, Message, PolicyNotLoadable
from keepword.law.loading import load_pack
from keepword.law.model import LawPack
from keepword.policy.loading import LoadedPolicy
from keepword.policy.loading import load as load_texts

_READ = (".yaml", ".csv")


@cache
def laws() -> Mapping[str, LawPack]:
    """Every law pack of the package, by id."""
    packs = [
        load_pack(_texts(folder))
        for folder in sorted(files("keepword.law").iterdir(), key=lambda f: f.name)
        if folder.is_dir() and folder.joinpath("pack.yaml").is_file()
    ]
    return {pack.id: pack for pack in packs}


def versions(policy: str) -> tuple[str, ...]:
    """The versions of a policy of the package, oldest first."""
    folder = files("keepword.policies").joinpath(policy)
    if not folder.is_dir():
        return ()
    return tuple(sorted(v.name for v in folder.iterdir() if v.joinpath("policy.yaml").is_file()))


@cache
def load(policy: str, version: str | None = None) -> LoadedPolicy:
    """A policy of the package, the newest version unless one is named."""
    known = versions(policy)
    chosen = version or (known[-1] if known else "")
    if chosen not in known:
        raise PolicyNotLoadable((_no_policy(f"{policy}/{chosen}".rstrip("/")),))
    folder = files("keepword.policies").joinpath(policy).joinpath(chosen)
    return load_texts(_texts(folder), laws())


def load_folder(folder: Path) -> LoadedPolicy:
    """A policy from a folder on disk."""
    if not folder.joinpath("policy.yaml").is_file():
        raise PolicyNotLoadable((_no_policy(folder.name),))
    return load_texts(folder_texts(folder), laws())


def folder_texts(folder: Path) -> dict[str, str]:
    """The files of a policy folder by name."""
    return _texts(folder)


def _texts(folder: Traversable) -> dict[str, str]:
    read = [e for e in folder.iterdir() if e.is_file() and e.name.endswith(_READ)]
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for entry in sorted(read, key=lambda e: e.name):
        try:
            texts[entry.name] = entry.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            faults.append(_not_utf8(entry, error.start))
    if faults:
        raise PolicyNotLoadable(tuple(faults))
    return texts


def _not_utf8(file: Traversable, at: int) -> Fault:
    line = file.read_bytes()[:at].count(b"\n") + 1
    return Fault(
        file.name,
        line,
        "not-utf-8",
        Message("This file is not in UTF-8.", "UTF-8로 저장된 파일이 아닙니다."),
        Message("Save it again as UTF-8.", "UTF-8로 다시 저장하세요."),
    )


def _no_policy(name: str) -> Fault:
    return Fault(
        name,
        0,
        "no-policy",
        Message("There is no policy here.", "여기에는 방침이 없습니다."),
        Message("Name a folder that holds policy.yaml.", "policy.yaml이 있는 폴더를 지정하세요."),
    )
