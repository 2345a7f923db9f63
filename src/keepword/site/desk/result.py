"""The page of what a look brought. It is made once, for one reader, and never kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from keepword.foundation.nodes import Language
from keepword.runtime import house
from keepword.site import words
from keepword.site.asking.answering import Verdict
from keepword.site.desk.looking import Seen
from keepword.site.desk.page import show
from keepword.site.desk.shown import Showing, Shown
from keepword.site.evidence.moments import moment


@dataclass(frozen=True, slots=True)
class Result:
    """What a look was for, when, and where to look at someone else."""

    task: str
    purpose: str
    now: datetime
    again: str
    emergency: bool = False
    told: bool = False


def result(
    request: HttpRequest, language: Language, looks: tuple[Seen, ...], about: Result
) -> HttpResponse:
    """The page; 403 where nothing opened, so that refusals are refusals to machines too."""
    showing = Showing(house.door(), language)
    shown = tuple(showing.show(seen) for seen in looks)
    verdict = _verdict(shown, language, emergency=about.emergency)
    refused = all(one.answer.verdict is Verdict.NO for one in shown)
    context = {
        "title": verdict,
        "here": "emergency" if about.emergency else "look-up",
        "verdict": verdict,
        "looks": shown,
        "task_name": about.task,
        "purpose": about.purpose,
        "when": moment(about.now, language),
        "again": about.again,
        "emergency": about.emergency and not refused,
        "told": about.told,
    }
    return show(request, language, "looked", context, status=403 if refused else 200)


def _verdict(shown: tuple[Shown, ...], language: Language, *, emergency: bool) -> str:
    verdicts = {one.answer.verdict for one in shown}
    if verdicts == {Verdict.NO}:
        return words.say("looked.none", language)
    if emergency:
        return words.say("emergency.done", language)
    return words.say("looked.all" if verdicts == {Verdict.YES} else "looked.some", language)
