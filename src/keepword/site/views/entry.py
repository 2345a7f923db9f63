"""One clause of the policy (P…), or one of our readings of it (G…), opened."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from keepword.foundation.nodes import LANGUAGES, Language
from keepword.policy.model.vocabulary import Clause, Reading
from keepword.site import addresses, in_force, words
from keepword.site.page import respond
from keepword.site.presenting import citing


def show(request: HttpRequest, language: Language, entry: str) -> HttpResponse:
    """The page of a clause or of a reading; 404 for an id the policy does not have."""
    found = in_force.policy().index.get(entry)
    if isinstance(found, Clause):
        return _clause(request, language, found)
    if isinstance(found, Reading):
        return _reading(request, language, found)
    raise Http404(entry)


def _clause(request: HttpRequest, language: Language, clause: Clause) -> HttpResponse:
    policy, law = in_force.policy(), in_force.law()
    documents = tuple(in_force.document(known) for known in LANGUAGES)
    cited = citing.articles(policy, law, clause.id)
    context = {
        "title": f"{clause.id}: {clause.says.say(language)}",
        "place": "policy",
        "clause": clause,
        "kind": words.say_of("kind", clause.kind, language),
        "says": clause.says.say(language),
        "section": _section(language, clause.section),
        "section_href": addresses.section(language, clause.section),
        "place_href": addresses.policy_page(language, clause.id),
        "quotations": citing.quotations(documents, clause.id, language),
        "readings": citing.readings_of(policy, clause.id),
        "data": citing.data_of(policy, clause.id, language),
        "articles": [law.article(article) for article in cited],
        "translated": not in_force.document(language).original,
    }
    return respond(request, language, "keepword/clause.html", context)


def _reading(request: HttpRequest, language: Language, reading: Reading) -> HttpResponse:
    context = {
        "title": words.say("reading.title", language, id=reading.id),
        "place": "policy",
        "reading": reading,
        "problem": reading.problem.say(language),
        "ours": reading.reading.say(language),
        "clauses": citing.clauses_read(in_force.policy(), reading.id),
    }
    return respond(request, language, "keepword/reading.html", context)


def _section(language: Language, number: int) -> str:
    heading = next(s.heading for s in in_force.document(language).sections if s.number == number)
    return words.say("section.name", language, n=number, heading=heading) if number else ""
