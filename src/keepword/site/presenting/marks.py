"""Marks on the page: which clause an element renders, where its anchor is, what opens it.

Every element that renders clauses carries `data-clause`, one clause an element (several are
nested), so that a reader of the page can find each by a plain attribute match. The first element
in the words of the policy has the clause's id as its anchor. Ids of data (PU, C, R …) stand in
`data-datum`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from keepword.foundation.nodes import Language
from keepword.site import addresses, words

NOTHING = SafeString("")
"""No HTML at all."""


def is_clause(mark: str) -> bool:
    """Whether `mark` is the id of a clause (`P27`), not of a datum (`PU1`)."""
    return mark[0] == "P" and mark[1].isdigit()


@dataclass
class Marks:
    """What has been anchored and linked so far, walking down one page."""

    language: Language
    _anchored: set[str] = field(default_factory=set)
    _linked: set[str] = field(default_factory=set)

    def wrap(self, html: SafeString, ids: Sequence[str], tag: str = "span") -> SafeString:
        """`html` inside an element a clause; data ids go on the outermost one."""
        for clause in reversed([i for i in ids if is_clause(i)]):
            html = format_html(
                "<{0}{1}>{2}</{0}>", SafeString(tag), self.attributes([clause]), html
            )
        return html

    def attributes(self, ids: Iterable[str]) -> SafeString:
        """`id`, `data-clause` and `data-datum` of an element that renders `ids`."""
        ids = list(dict.fromkeys(ids))
        clauses = [i for i in ids if is_clause(i)]
        data = [i for i in ids if not is_clause(i)]
        fresh = next((i for i in (*data, *clauses) if i not in self._anchored), None)
        parts = []
        if fresh:
            self._anchored.add(fresh)
            parts.append(format_html(' id="{}"', fresh))
        if clauses:
            parts.append(format_html(' data-clause="{}"', " ".join(clauses)))
        if data:
            parts.append(format_html(' data-datum="{}"', " ".join(data)))
        return SafeString("".join(parts))

    def pending(self, ids: Iterable[str]) -> list[str]:
        """Those of `ids` that have no anchor yet."""
        return [i for i in dict.fromkeys(ids) if i not in self._anchored]

    def links(self, ids: Iterable[str], *, again: bool = True) -> SafeString:
        """Small links to the clauses among `ids`; without `again`, only those not linked yet."""
        wanted = [i for i in dict.fromkeys(ids) if is_clause(i)]
        if not again:
            wanted = [i for i in wanted if i not in self._linked]
        self._linked.update(wanted)
        return clause_links(wanted, self.language)


def clause_links(clauses: Iterable[str], language: Language) -> SafeString:
    """A small link for each clause."""
    return format_html_join(
        "",
        ' <a class="cite" href="{}" data-open aria-label="{}">{}</a>',
        (
            (
                addresses.entry(language, clause),
                words.say("cite.clause", language, id=clause),
                clause,
            )
            for clause in clauses
        ),
    )


def reading_link(reading: str | None, language: Language) -> SafeString:
    """The quiet mark on whatever is our reading and not the document's words."""
    if reading is None:
        return NOTHING
    return format_html(
        ' <a class="reading" href="{}" data-open aria-label="{}">{}</a>',
        addresses.entry(language, reading),
        words.say("reading.open", language, id=reading),
        words.say("reading.mark", language),
    )
