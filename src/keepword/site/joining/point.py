"""Where people join who consent for themselves: the membership's own collection point (P46)."""

from __future__ import annotations

from keepword.policy.model import Policy
from keepword.policy.model.collection import Audience, Point
from keepword.policy.model.vocabulary import Basis, Way


def joining_point(policy: Policy) -> Point | None:
    """The point of `policy` where a membership begins; None where a hospital has none."""
    if policy.withdrawal is None:
        return None
    return next(
        (
            point
            for point in policy.points
            if point.service == policy.withdrawal.membership
            and point.audience is not Audience.UNDER_AGE
            and Basis.CONSENT in point.basis
            and web_channel(policy, point)
        ),
        None,
    )


def web_channel(policy: Policy, point: Point) -> str:
    """The channel of `point` that is a website; empty where it has none (P63)."""
    on_the_web = (c.id for c in policy.channels if c.way is Way.WEB and c.id in point.channels)
    return next(on_the_web, "")
