"""“May I?”: anyone picks who, what and why, and sees the answer with what it rests on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from keepword.foundation.nodes import Language
from keepword.runtime import clock
from keepword.site import in_force, words
from keepword.site.asking.answering import Answers
from keepword.site.asking.choices import Choices
from keepword.site.asking.deciding import answer
from keepword.site.asking.presets import presets
from keepword.site.asking.question import Question, Reader
from keepword.site.page import respond


def show(request: HttpRequest, language: Language) -> HttpResponse:
    """The form; with a question in the address, the answer; with a broken one, what to mend."""
    policy = in_force.policy()
    query = dict(request.GET.lists())
    reader = Reader(policy, query)
    question = reader.question() if query else None
    given = {name: reader.values(name)[0] for name in query if reader.values(name)}
    choices = Choices(policy, language)
    here = reverse("may-i", args=[language])
    context: dict[str, object] = {
        "title": words.say("may-i.title", language),
        "place": "may-i",
        "here": here,
        "first": choices.first(given),
        "presets": [(p.key, f"{here}?{p.question.query()}") for p in presets(policy)],
        "mistakes": reader.mistakes,
        "wrong": {mistake.field: mistake.key for mistake in reader.mistakes},
        "bodies": policy.remedies.bodies if policy.remedies else (),
    }
    if reader.mistakes:
        context["title"] = f"{words.say('may-i.mistake', language)}: {context['title']}"
    if question is not None:
        context |= _answered(language, question, choices)
    return respond(request, language, "keepword/may_i.html", context)


def _answered(language: Language, question: Question, choices: Choices) -> dict[str, object]:
    policy, law = in_force.policy(), in_force.law()
    decision = answer(policy, law, question, clock.now())
    worded = Answers(policy, law, language).word(question, decision)
    verdict = words.say_of("verdict", worded.verdict, language)
    return {
        "title": f"{verdict} – {words.say('may-i.title', language)}",
        "question": question,
        "point": policy.point_index[question.at],
        "purpose": policy.purpose_index.get(question.why or ""),
        "answer": worded,
        "verdict": verdict,
        "more": choices.more(question),
    }
