"""Looking somebody up: the task first, then the person, then what the purpose opens."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from keepword.foundation.nodes import Language
from keepword.policies.tasks import Task
from keepword.runtime import clock, house
from keepword.site import in_force, words
from keepword.site.desk.form import Asked, LookUpForm
from keepword.site.desk.granted import book, tasks_of
from keepword.site.desk.looking import Vain, for_task, look
from keepword.site.desk.page import cards, given, show, tells_trouble
from keepword.site.desk.result import Result, result
from keepword.site.signing_in import current


@require_http_methods(["GET", "HEAD", "POST"])
@current.staff_only()
@tells_trouble
def look_up(request: HttpRequest, language: Language) -> HttpResponse:
    """The form of the task; sent, what opens. A value to find by comes in the body only."""
    granted = tasks_of(current.the_staff(request), clock.now())
    sent = given(request)
    name = sent.get("task") if sent else request.GET.get("task")
    # A task that is not theirs can be asked for all the same: the door refuses it, on record (P86).
    choosable = tuple(book()) if sent else granted
    task = next((t for t in choosable if t.id == name), None)
    if task is None:
        return _pick(request, language, granted, unknown=name is not None)
    form = LookUpForm(in_force.policy(), task, language, sent)
    if form.asked is None:
        return _form(request, language, granted, task, form)
    return _look(request, language, granted, task, form, form.asked)


def _pick(
    request: HttpRequest, language: Language, granted: tuple[Task, ...], *, unknown: bool
) -> HttpResponse:
    if len(granted) == 1 and not unknown:
        form = LookUpForm(in_force.policy(), granted[0], language, {})
        return _form(request, language, granted, granted[0], form)
    context = {
        "title": words.say("look-up.title", language),
        "here": "look-up",
        "tasks": cards(granted, language),
        "unknown_task": unknown,
    }
    return show(request, language, "look_up", context, status=422 if request.POST else 200)


def _form(
    request: HttpRequest,
    language: Language,
    granted: tuple[Task, ...],
    task: Task,
    form: LookUpForm,
    *,
    vain: Vain | None = None,
) -> HttpResponse:
    several = vain is not None and vain.several
    said = "look-up.several" if several else "look-up.nobody" if vain else "look-up.title"
    context = {
        "title": words.say(said, language),
        "here": "look-up",
        "several_tasks": len(granted) > 1,
        "task": task,
        "form": form,
        "purpose": form.purposes[0].name.say(language),
        "wrong": form.wrong,
        "nobody": vain is not None and not several,
        "several": several,
    }
    return show(request, language, "look_up", context, status=422 if form.wrong else 200)


def _look(
    request: HttpRequest,
    language: Language,
    granted: tuple[Task, ...],
    task: Task,
    form: LookUpForm,
    asked: Asked,
) -> HttpResponse:
    now = clock.now()
    acting = for_task(current.acting_of(request), task, granted=task in granted)
    looks = look(house.door(), acting, now, task, asked)
    if isinstance(looks, Vain):
        return _form(request, language, granted, task, form, vain=looks)
    purpose = in_force.policy().purpose_index[asked.purpose]
    again = f"{reverse('desk-look-up', args=[language])}?task={task.id}"
    about = Result(task.name.say(language), purpose.name.say(language), now, again)
    return result(request, language, looks, about)
