"""Shapes of figures that several checks share."""

from __future__ import annotations

from keepword.foundation.nodes import Duration, Node


class Nothing(Node):
    """A check without figures."""


class Within(Node):
    """The longest time an act may take."""

    within: Duration
