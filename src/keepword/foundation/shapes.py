"""Where a path leads inside a model: the node that stands there, and the names it knows."""

from __future__ import annotations

from typing import Any, get_args, get_origin

from pydantic import BaseModel

from keepword.foundation.marked_yaml import Path


def model_at(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """The model that a value at `path` inside a `model` has to be; None where it is no node."""
    here: Any = model
    for step in path:
        here = _inside(here, step)
    return next(iter(_models(here)), None)


def field_names(model: type[BaseModel]) -> tuple[str, ...]:
    """The names of a model's fields as they are written in a file."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


def required_names(model: type[BaseModel]) -> tuple[str, ...]:
    """Those of `field_names` that may not be left out."""
    return tuple(
        field.alias or name for name, field in model.model_fields.items() if field.is_required()
    )


def _inside(annotation: Any, step: str | int) -> Any:
    for model in _models(annotation):
        for name, field in model.model_fields.items():
            if step in (name, field.alias):
                return field.annotation
    for part in (annotation, *get_args(annotation)):
        members = get_args(part)
        origin = get_origin(part)
        if origin is dict:
            return members[1]
        if origin in (tuple, list, set, frozenset):
            return members[0]
    return None


def _models(annotation: Any) -> list[type[BaseModel]]:
    """The models an annotation names itself, not those inside a list or mapping of it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (tuple, list, set, frozenset, dict):
        return []
    return [model for part in get_args(annotation) for model in _models(part)]
