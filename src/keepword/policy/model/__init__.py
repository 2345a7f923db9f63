"""The policy as frozen, self-validating data, a module a chapter."""

from keepword.policy.model.base import (
    LANGUAGES,
    AsPrinted,
    Duration,
    Language,
    Node,
    Text,
    Verbatim,
)
from keepword.policy.model.policy import Policy

__all__ = ["LANGUAGES", "AsPrinted", "Duration", "Language", "Node", "Policy", "Text", "Verbatim"]
