"""One article of the law, as far as this site relies on it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from keepword.foundation.nodes import Language
from keepword.site import addresses, in_force, words
from keepword.site.page import respond
from keepword.site.presenting import citing
from keepword.site.presenting.law import article_name


def show(request: HttpRequest, language: Language, slug: str) -> HttpResponse:
    """Title, gist, and how sure we are; 404 for an article the law pack does not have."""
    law = in_force.law()
    article = next((a for a in law.articles if addresses.article_slug(a.id) == slug), None)
    if article is None:
        raise Http404(slug)
    act = next((act for act in law.acts if act.id == article.id.partition(" ")[0]), None)
    policy = in_force.policy()
    context = {
        "title": article_name(law, article.id, language),
        "place": "policy",
        "article": article,
        "version": act.version.say(language) if act else "",
        "article_title": article.title.say(language),
        "gist": article.gist.say(language),
        "sure": words.say_of("sure", article.sure, language),
        "clauses": [
            c.id for c in policy.clauses if article.id in citing.articles(policy, law, c.id)
        ],
    }
    return respond(request, language, "keepword/article.html", context)
