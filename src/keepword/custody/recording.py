"""What an entry of the ledger says: the fields the law names, and the decision (law: access log).

Account, time, source address, the person concerned and the task stand in every body. No value
of anybody's data does; a reason that staff give is part of the sealed body.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from keepword.custody.acting import Acting
from keepword.foundation.personal import Personal
from keepword.policy.decisions.answer import Decision, Denied
from keepword.policy.decisions.question import Consent

Body = dict[str, Any]


def about(acting: Acting, act: str, policy: str) -> Body:
    """Who does what, from where, for which task, under which policy."""
    actor = {"kind": acting.actor.value, "account": str(acting.account)}
    actor |= _given(department=acting.department, role=acting.role)
    body: Body = {"act": act, "actor": actor, "policy": policy}
    return body | _given(
        source=acting.source, task=acting.task, client=acting.client, human=acting.human
    )


def of_decision(decision: Decision) -> Body:
    """The answer: outcome, items, what is withheld and why, what it rests on, duties."""
    body: Body = {
        "outcome": decision.decision,
        "citations": list(decision.citations),
        "duties": [duty.value for duty in decision.duties],
    }
    body |= _given(
        items=sorted(decision.items),
        withheld={item: why.value for item, why in sorted(decision.withheld.items())},
    )
    if isinstance(decision, Denied):
        return body | {"reason": decision.reason.value}
    return body | {"basis": [basis.value for basis in decision.basis]}


def of_request(
    *,
    subject: UUID | None = None,
    point: str = "",
    record: UUID | None = None,
    purpose: str | None = None,
    channel: str = "",
    statute: str | None = None,
    emergency: bool = False,
    why: Personal | None = None,
) -> Body:
    """The question, as far as it is public; the reason's text is sealed with the body."""
    return _given(
        subject=str(subject) if subject else "",
        point=point,
        record=str(record) if record else "",
        purpose=purpose or "",
        channel=channel,
        statute=statute or "",
        emergency=emergency,
        why=why.reveal() if why else "",
    )


def of_consents(consents: Mapping[Consent, UUID] | Iterable[tuple[Consent, UUID]]) -> Body:
    """Consents with their ids, in a fixed order."""
    pairs = consents.items() if isinstance(consents, Mapping) else consents
    listed = [
        {"id": str(number), "kind": c.kind.value, "scope": c.scope, "item": c.item}
        for c, number in sorted(pairs)
    ]
    return _given(consents=listed)


def _given(**fields: Any) -> Body:
    """The fields that say something: what is absent is left out, not null."""
    return {name: value for name, value in fields.items() if value}
