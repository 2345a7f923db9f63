"""Who acts: what the ends know about the one at the other side, and vouch for."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from keepword.foundation.nodes import Language
from keepword.policy.decisions.question import Actor


@dataclass(frozen=True, slots=True)
class Acting:
    """One person or system at work, as authenticated by an end of the house.

    `account` is a random id: the subject of a member, the id of a staff account, of an API
    client. `source` is the network address it came from (law: a field of every access record),
    empty for the system's own runs. `task` is the id of the task that is being done. `client`
    and `human` are set where another system asks on behalf of its own user.
    """

    actor: Actor
    account: UUID
    source: str
    task: str = ""
    department: str = ""
    role: str = ""
    grants: frozenset[str] = frozenset()
    client: str = ""
    human: str = ""
    identity_verified: bool = False
    language: Language = "ko"
