"""What stands behind a clause or a reading: words, readings, data, articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from keepword.foundation.nodes import Language
from keepword.law.model import LawPack
from keepword.policy.decisions.answer import Reason
from keepword.policy.decisions.citing import PRINCIPLES, articles_of
from keepword.policy.model import Node, Policy
from keepword.policy.model.base import Cited
from keepword.policy.model.vocabulary import Reading
from keepword.policy.prose.document import Document
from keepword.site import addresses
from keepword.site.presenting.items import Link


@dataclass(frozen=True, slots=True)
class Quotation:
    """The policy's words for a clause in one language."""

    language: Language
    original: bool
    words: tuple[str, ...]


def quotations(
    documents: tuple[Document, ...], clause: str, language: Language
) -> tuple[Quotation, ...]:
    """The words of `clause` in `language`, and in the original where that is another one."""
    ordered = sorted(documents, key=lambda d: d.language != language)
    return tuple(
        Quotation(d.language, d.original, tuple(_words(d, clause)))
        for d in ordered
        if d.language == language or d.original
    )


def _words(document: Document, clause: str) -> Iterator[str]:
    for section in document.sections:
        for block in section.blocks:
            said = "".join(run.text for run in block.runs if clause in run.clauses)
            whole = block.text if clause in block.clauses else ""
            if said or whole:
                yield (said or whole).strip()


def readings_of(policy: Policy, clause: str) -> tuple[Reading, ...]:
    """Our readings of whatever rests on `clause`, in the order of their numbers."""
    cited = {g for node in _nodes(policy) if clause in node.clauses for g in node.readings.values()}
    return tuple(reading for reading in policy.readings if reading.id in cited)


def clauses_read(policy: Policy, reading: str) -> tuple[str, ...]:
    """The clauses on which the data rest that `reading` explains."""
    found = {c for n in _nodes(policy) if reading in n.readings.values() for c in n.clauses}
    return tuple(clause.id for clause in policy.clauses if clause.id in found)


def data_of(policy: Policy, clause: str, language: Language) -> tuple[Link, ...]:
    """Collection points and retention rules that rest on `clause`."""
    points = [(p.id, p.name) for p in policy.points if clause in p.clauses]
    rules = [(r.id, r.what) for r in policy.retention if clause in r.clauses]
    return tuple(
        Link(name.say(language), addresses.policy_page(language, id_))
        for id_, name in (*points, *rules)
    )


def articles(policy: Policy, law: LawPack, clause: str) -> tuple[str, ...]:
    """The law articles that decisions resting on `clause` cite with it."""
    held = {name for name, clauses in policy.principles.items() if clause in clauses}
    names = [r.value for r in Reason if held.intersection(PRINCIPLES[r])]
    return tuple(a for a in dict.fromkeys(articles_of(law, *names)) if a in law.article_index)


def _nodes(node: Node) -> Iterator[Cited]:
    """Every node of the policy that cites clauses."""
    if isinstance(node, Cited):
        yield node
    for name in type(node).model_fields:
        value = getattr(node, name)
        for member in value if isinstance(value, tuple) else (value,):
            if isinstance(member, Node):
                yield from _nodes(member)
