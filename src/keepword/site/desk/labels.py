"""What the items of a collection point are called there."""

from __future__ import annotations

from collections.abc import Mapping

from keepword.foundation.nodes import Language
from keepword.policy.model import Policy
from keepword.policy.model.collection import Point
from keepword.site.presenting.wording import capitalised


def labels(policy: Policy, point: Point, language: Language) -> Mapping[str, str]:
    """Item to label, in the order of the point; the point's own wording goes before the item's."""
    own = {entry.item: entry.label for entry in point.entries}
    return {
        item: capitalised((own.get(item) or policy.item_index[item].label).say(language))
        for item in dict.fromkeys(point.items())
    }
