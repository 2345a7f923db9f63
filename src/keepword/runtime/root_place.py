"""Where roots are kept, and the way from one place to another (P66).

A root stays with the provider that made it until a turn has made the next. So after `KEEPWORD_ROOT`
was changed both are needed: the new one and, in `KEEPWORD_ROOT_BEFORE`, the former. Key files need
not be named: they are always read.

RuntimeRefusal
├── RootElsewhere   the root in force is with a provider that no setting names
└── SameKind        a former provider of the same kind could not be told from the new one
"""

from __future__ import annotations

from collections.abc import Mapping

from keepword.foundation.errors import Message
from keepword.runtime.config import Config
from keepword.runtime.errors import RuntimeRefusal
from keepword.storage.sql import Cursor
from keepword.vault import roots
from keepword.vault.providers import Provider, choosing
from keepword.vault.providers.keyfile import KeyFiles


class RootElsewhere(RuntimeRefusal):
    """Nothing was changed; nothing opens until it is settled."""

    code = "root-elsewhere"

    def __init__(self, provider: str) -> None:
        super().__init__(
            Message(
                en=f"The root in force is kept by '{provider}', and KEEPWORD_ROOT names another "
                "provider.",
                ko=f"현재 최상위 키는 '{provider}'에 있는데 KEEPWORD_ROOT는 다른 제공자를 "
                "가리킵니다.",
            ),
            Message(
                en="Put the former value of KEEPWORD_ROOT into KEEPWORD_ROOT_BEFORE, start, run "
                "`keepword keys turn`, and take KEEPWORD_ROOT_BEFORE away again.",
                ko="KEEPWORD_ROOT의 이전 값을 KEEPWORD_ROOT_BEFORE에 적고 시작한 뒤 `keepword keys "
                "turn`을 실행하고 KEEPWORD_ROOT_BEFORE를 지우세요.",
            ),
        )


class SameKind(RuntimeRefusal):
    """Nothing was changed. The setting's text is not repeated."""

    code = "root-same-kind"

    def __init__(self, provider: str) -> None:
        super().__init__(
            Message(
                en=f"KEEPWORD_ROOT and KEEPWORD_ROOT_BEFORE both name a '{provider}'.",
                ko=f"KEEPWORD_ROOT와 KEEPWORD_ROOT_BEFORE가 모두 '{provider}'입니다.",
            ),
            Message(
                en="Go by way of key files: KEEPWORD_ROOT=file, the former in "
                "KEEPWORD_ROOT_BEFORE, `keepword keys turn`; then KEEPWORD_ROOT as wanted without "
                "KEEPWORD_ROOT_BEFORE, and another turn.",
                ko="키 파일을 거치세요. KEEPWORD_ROOT=file로 하고 이전 값을 KEEPWORD_ROOT_BEFORE에 "
                "적어 `keepword keys turn`을 실행한 다음, KEEPWORD_ROOT를 원하는 값으로 바꾸고 "
                "KEEPWORD_ROOT_BEFORE를 지워 한 번 더 교체하세요.",
            ),
        )


def providers(
    settings: Config, tenant: str, environ: Mapping[str, str]
) -> tuple[dict[str, Provider], str]:
    """Every provider that a root may be kept by, by name, and which of them makes new ones.

    Raises:
        SameKind: the former one is of the same kind as the new one.
        BadRootSetting, ProviderFailed, UnsafeKeyFile, BrokenKeyFile, OSError: see `choosing`.
    """
    chosen = choosing.provider(settings.root, settings.keys, tenant, environ)
    files = KeyFiles(settings.keys)
    known: dict[str, Provider] = {files.name: files, chosen.name: chosen}
    if settings.root_before and settings.root_before != settings.root:
        before = choosing.provider(settings.root_before, settings.keys, tenant, environ)
        if before.name == chosen.name != files.name:
            raise SameKind(chosen.name)
        known.setdefault(before.name, before)
    return known, chosen.name


def check(cur: Cursor, known: Mapping[str, Provider]) -> None:
    """That every root in force is with a provider that is known.

    Raises:
        RootElsewhere: one is not.
    """
    for row in roots.rows(cur):
        if row.destroyed_at is None and row.provider not in known:
            raise RootElsewhere(row.provider)
