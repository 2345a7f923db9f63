"""RuntimeRefusal (runtime)
└── GrantsUnfit   the table of rights and the database do not fit each other
"""

from __future__ import annotations

from collections.abc import Sequence

from keepword.foundation.errors import Message
from keepword.runtime.errors import RuntimeRefusal


class GrantsUnfit(RuntimeRefusal):
    """`names` stand in the table of rights, and the database does not have them."""

    code = "grants-unfit"

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        listed = ", ".join(names)
        super().__init__(
            Message(
                en=f"The database lacks what rights are given on: {listed}.",
                ko=f"권한을 정해 둔 대상이 데이터베이스에 없습니다: {listed}.",
            ),
            Message(
                en="Start with `keepword up`, which migrates first; then `keepword doctor`.",
                ko="먼저 변경을 적용하는 `keepword up`으로 시작한 뒤 `keepword doctor`로 "
                "확인하세요.",
            ),
        )
