"""How a refused field of a call is worded, where the words for files would not do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, cast

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from keepword.foundation.building import faults_of
from keepword.foundation.errors import Fault, Message
from keepword.foundation.refusal import Refusal, Words

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}", re.ASCII)
HIDDEN = "…"
"""What stands in place of a name that a field cannot have: it may be somebody's value."""


def faults(errors: Iterable[Any], model: type[BaseModel] | None) -> tuple[Fault, ...]:
    """Validation errors as faults, each with its place in the body; no value is repeated.

    Args:
        errors: pydantic's errors, as Ninja gives them: with `body` and the argument's name first.
        model: what the body should have been; None for a call without one.
    """
    details = [cast(ErrorDetails, _plain(error)) for error in errors]
    return faults_of(details, model or BaseModel, _where, echo=False, explain=_explain)


def _plain(error: Any) -> dict[str, Any]:
    source, *path = error["loc"]
    inner = path[1:] if source == "body" else path
    named = tuple(step if _may_be_shown(step) else HIDDEN for step in inner)
    return {**error, "loc": named, "input": ""}


def _may_be_shown(step: str | int) -> bool:
    return isinstance(step, int) or step == "[key]" or _NAME.fullmatch(step) is not None


def _where(path: tuple[str | int, ...]) -> tuple[str, int]:
    return ".".join(map(str, path)) or "body", 0


def _explain(refusal: Refusal) -> Words | None:
    word = _WORDS.get(refusal.kind)
    return word(refusal) if word else None


def _missing(refusal: Refusal) -> Words:
    name = refusal.name
    return (
        "missing-field",
        Message(f"'{name}' is missing.", f"필요한 항목이 없습니다: '{name}'."),
        Message(f"Add '{name}'.", f"'{name}' 항목을 더하세요."),
    )


def _id(refusal: Refusal) -> Words:
    return (
        "bad-id",
        Message(f"'{refusal.name}' is not a UUID.", f"UUID가 아닙니다: '{refusal.name}'."),
        Message("Send the id as it was given.", "받은 번호를 그대로 보내세요."),
    )


def _address(refusal: Refusal) -> Words:
    return (
        "bad-address",
        Message(
            f"'{refusal.name}' is not an IP address.", f"IP 주소가 아닙니다: '{refusal.name}'."
        ),
        Message("Send an address such as 192.0.2.10.", "192.0.2.10과 같은 주소를 보내세요."),
    )


def _too_long(refusal: Refusal) -> Words:
    most = refusal.limits.get("max_length")
    return (
        "too-long",
        Message(f"'{refusal.name}' is too long.", f"너무 깁니다: '{refusal.name}'."),
        Message(f"Send at most {most}.", f"{most} 이하로 보내세요."),
    )


_WORDS: dict[str, Callable[[Refusal], Words]] = {
    "missing": _missing,
    "uuid_type": _id,
    "uuid_parsing": _id,
    "uuid_version": _id,
    "ip_any_address": _address,
    "string_too_long": _too_long,
    "too_long": _too_long,
}
