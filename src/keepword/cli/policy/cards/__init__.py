"""Cards by id."""

from __future__ import annotations

from keepword.cli.policy.cards.book import Book
from keepword.cli.policy.cards.card import Card
from keepword.cli.policy.cards.law_cards import article_card, law_rule_card
from keepword.cli.policy.cards.policy_cards import (
    channel_card,
    clause_card,
    point_card,
    processor_card,
    purpose_card,
    reading_card,
    rule_card,
)
from keepword.policy.model.collection import Point
from keepword.policy.model.parties import Processor
from keepword.policy.model.retention import RetentionRule
from keepword.policy.model.vocabulary import Channel, Clause, Purpose, Reading

__all__ = ["Book", "Card", "card_of"]


def card_of(book: Book, wanted: str) -> Card:
    """The card of an id of the policy, a law rule or an article; `UnknownId` if there is none."""
    if wanted in book.law.rule_index:
        return law_rule_card(book, book.law.rule_index[wanted])
    if wanted in book.law.article_index:
        return article_card(book, book.law.article_index[wanted])
    match book.policy.find(wanted):
        case Clause() as clause:
            return clause_card(book, clause)
        case Purpose() as purpose:
            return purpose_card(book, purpose)
        case Point() as point:
            return point_card(book, point)
        case Channel() as channel:
            return channel_card(book, channel)
        case RetentionRule() as rule:
            return rule_card(book, rule)
        case Processor() as processor:
            return processor_card(book, processor)
        case Reading() as reading:
            return reading_card(book, reading)
        case other:
            raise TypeError(f"{type(other).__name__} has an id and no card")
