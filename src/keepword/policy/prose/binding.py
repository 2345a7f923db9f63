"""Following a binding's path from the policy to the value it names."""

from __future__ import annotations

from typing import Any

from keepword.foundation.errors import BindingError, Message
from keepword.foundation.nodes import Node
from keepword.policy.model.collection import Point
from keepword.policy.model.policy import Policy


def resolve(policy: Policy, path: str) -> Any:
    """The value at `path`: an id (`R4`) or a chapter, then fields and ids inside it.

    `BindingError` names the step that leads nowhere.
    """
    first, *rest = path.split(".")
    value: Any = policy.index.get(first)
    if value is None:
        value = _step(policy, first, path)
    for name in rest:
        value = _step(value, name, path)
    return value


def _step(value: Any, name: str, path: str) -> Any:
    field = name.replace("-", "_")
    if isinstance(value, Point):
        entry = next((e for e in value.entries if e.item == name), None)
        if entry is not None:
            return entry
    if isinstance(value, Node) and field in type(value).model_fields:
        return getattr(value, field)
    if isinstance(value, tuple):
        for member in value:
            if getattr(member, "id", None) == name:
                return member
    raise BindingError(
        Message(
            f"'{{{path}}}' leads nowhere: there is no '{name}'.",
            f"'{{{path}}}'은(는) 없는 값을 가리킵니다: '{name}'이(가) 없습니다.",
        ),
        Message(
            "Name an id or a field that the policy's data have.",
            "방침 데이터에 있는 번호나 항목 이름을 쓰세요.",
        ),
    )
