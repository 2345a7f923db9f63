"""Building nodes from marked values: every refusal becomes a Fault with file, line and remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from keepword.foundation.errors import Fault
from keepword.foundation.marked_yaml import Path
from keepword.foundation.refusal import Refusal, Words
from keepword.foundation.refusals import words_of
from keepword.foundation.shapes import model_at

Model = TypeVar("Model", bound=BaseModel)
Where = Callable[[Path], tuple[str, int]]
Explain = Callable[[Refusal], Words | None]

_OF_A_KEY = "[key]"  # how a refused key of a mapping ends its path


def build(
    model: type[Model], value: Any, where: Where, explain: Explain | None = None
) -> Model | tuple[Fault, ...]:
    """`value` as a `model`, or the faults that keep it from being one.

    `where` tells file and line of a path inside `value`. `explain` may word a refusal better than
    it is worded by rule; None leaves it to the rule.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        return faults_of(error.errors(include_url=False), model, where, explain=explain)


def faults_of(
    errors: Iterable[ErrorDetails],
    model: type[BaseModel],
    where: Where,
    *,
    echo: bool = True,
    explain: Explain | None = None,
) -> tuple[Fault, ...]:
    """Validation errors as faults; without `echo` no given value is repeated in them."""
    faults: list[Fault] = []
    for details in errors:
        if _follows_from_another(details):
            continue
        refusal = _refusal(details, model, echo=echo)
        code, message, remedy = (explain(refusal) if explain else None) or words_of(refusal)
        faults.append(Fault(*where(refusal.path), code, message, remedy))
    return tuple(dict.fromkeys(faults))


def _follows_from_another(details: ErrorDetails) -> bool:
    """Whether a list is called too short only because its members were refused."""
    given = details["input"]
    if details["type"] != "too_short" or not isinstance(given, (list, tuple)):
        return False
    return len(given) >= int(details["ctx"]["min_length"])


def _refusal(details: ErrorDetails, model: type[BaseModel], *, echo: bool) -> Refusal:
    path = tuple(step for step in details["loc"] if step != _OF_A_KEY)
    return Refusal(
        kind=details["type"],
        path=path,
        given=details["input"],
        echo=echo,
        limits=details.get("ctx", {}),
        of_a_key=_OF_A_KEY in details["loc"],
        wanted=model_at(model, path),
        holder=model_at(model, path[:-1]),
    )
