"""Every address of the public site in one language."""

from __future__ import annotations

from keepword.foundation.nodes import Language
from keepword.site import addresses, in_force
from tests.browser.pages import PAGES


def every_page(language: Language) -> list[str]:
    """Pages of the table, and the page of each clause, reading and article."""
    policy, law = in_force.policy(), in_force.law()
    entries = [*(c.id for c in policy.clauses), *(r.id for r in policy.readings)]
    return [
        *(page.address(language) for page in PAGES if page.status == 200),
        *(addresses.entry(language, entry) for entry in entries),
        *(addresses.article(language, article.id) for article in law.articles),
    ]
