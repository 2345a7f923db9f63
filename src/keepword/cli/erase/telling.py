"""A request as the terminal shows it: in words, or as JSON. Nothing in it names a person."""

from __future__ import annotations

import json
import os
from datetime import datetime
from typing import Any

import click

from keepword.foundation.errors import Message
from keepword.law.day import KOREA
from keepword.runtime.wording import in_one_line, languages
from keepword.safeguards.mass_states import MassErasure, Step
from keepword.safeguards.mass_texts import STATES


def tell(request: MassErasure, now: datetime, *, as_json: bool) -> None:
    """One request."""
    if as_json:
        click.echo(json.dumps(record(request, now), ensure_ascii=False, indent=1))
        return
    click.echo(in_one_line(_said(request, now), languages(os.environ)))


def record(request: MassErasure, now: datetime) -> dict[str, Any]:
    """One request for machines; times in ISO 8601."""
    progress = request.progress
    return {
        "id": str(request.id),
        "state": request.state(now).value,
        "of": request.scope.kind.value,
        "name": request.scope.name,
        "people": request.people,
        "asked": _step(request.asked),
        "needs": request.needs,
        "approvals": [_step(each) for each in request.approvals],
        "not_before": _time(request.not_before),
        "stopped": _step(request.stopped),
        "begun": _time(request.begun_at),
        "gone_through": progress.people,
        "erased": progress.erased,
        "units": progress.units,
        "kept": progress.kept,
        "entries": [str(entry) for entry in progress.entries],
        "finished": _step(request.finished),
    }


def _said(request: MassErasure, now: datetime) -> Message:
    state = STATES[request.state(now)]
    progress, approved = request.progress, f"{len(request.approvals)}/{request.needs}"
    done = f"{progress.people:,}/{request.people:,}"
    begins = request.not_before
    since = f"{begins.astimezone(KOREA):%Y-%m-%d %H:%M}" if begins else "-"
    return Message(
        en=f"{request.id}: {state.en}; approvals {approved}; begins {since}; people {done}, "
        f"of whom {progress.erased:,} erased; units {progress.units:,}, kept {progress.kept:,}.",
        ko=f"{request.id}: {state.ko}. 승인 {approved}, 시작 {since}, 대상 {done}명, 그중 삭제 "
        f"{progress.erased:,}명, 파기 단위 {progress.units:,}개, 보관 {progress.kept:,}개.",
    )


def _step(step: Step | None) -> dict[str, str] | None:
    if step is None:
        return None
    return {"account": str(step.account), "at": step.at.isoformat(), "entry": str(step.entry)}


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
