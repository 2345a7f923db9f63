"""Outside bodies people are sent to."""

from __future__ import annotations

from collections.abc import Iterator

from keepword.foundation.errors import Message
from keepword.policy.check.finding import Flaw
from keepword.policy.check.lawful.figures import Nothing
from keepword.policy.check.sight import Sight, first_clause
from keepword.policy.prose.formats import format_date


def body_ceased(sight: Sight, params: Nothing) -> Iterator[Flaw]:
    """A body that no longer stands under its name."""
    remedies = sight.policy.remedies
    if remedies is None:
        return
    for n, named in enumerate(remedies.bodies):
        body = sight.law.body_index[named.registry]
        if body.stands(sight.day) or body.until is None:
            continue
        message = Message(
            f"“{named.name.en}” ceased on {format_date(body.until, 'en')}.",
            f"‘{named.name.ko}’: {format_date(body.until, 'ko')}에 없어졌습니다.",
        )
        if body.successor:
            message = Message(
                f"{message.en} Its work went to {body.successor.en}.",
                f"{message.ko} 이어받은 기관: {body.successor.ko}.",
            )
        place = ("remedies", "bodies", n)
        yield Flaw(named.id, first_clause(named, remedies), place, message)
