"""Which calls and which pages' keys each role may have; everything else is refused (P82).

Nothing on the wire gives a root: nobody can ask for one. The separate store's keys (`apart/`) are
never the web server's, and the keys of blind indexes (`index/`) leave the holder for an operator's
command only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from keepword.vault.holding.roles import Role
from keepword.vault.holding.wire import AskPage, Call, Check, Newest, Open, PageKey, Ping, Tags


@dataclass(frozen=True, slots=True)
class Rights:
    """Calls beside `Ping` and `Check`; how the names of pages begin whose keys `PageKey` gives."""

    calls: frozenset[type[Call]]
    pages: tuple[str, ...]


_ALL: frozenset[type[Call]] = frozenset({Open, Newest, Tags, AskPage, PageKey})

RIGHTS: Mapping[Role, Rights] = MappingProxyType({
    Role.WEB: Rights(_ALL, ("ledger/", "service/")),
    Role.WORKER: Rights(_ALL, ("ledger/", "service/", "apart/")),
    Role.INTEGRATOR: Rights(frozenset({PageKey}), ("ledger/",)),
    Role.CLI: Rights(_ALL, ("ledger/", "service/", "apart/", "index/", "data/")),
})  # fmt: skip


def allowed(role: Role, call: Call) -> bool:
    """Whether `role` may have what it asks for."""
    if isinstance(call, Ping | Check):
        return True
    rights = RIGHTS[role]
    if type(call) not in rights.calls:
        return False
    return not isinstance(call, PageKey) or call.page.startswith(rights.pages)
