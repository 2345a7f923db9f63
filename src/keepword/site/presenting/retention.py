"""How long data are kept: the rules of the policy and the statutory tables behind them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from keepword.law.model import LawPack, Schedule
from keepword.policy.model import Policy
from keepword.policy.model.retention import RetentionRule
from keepword.policy.prose.formats import format_duration
from keepword.site import addresses
from keepword.site.presenting.law import article_name
from keepword.site.presenting.marks import Marks, reading_link


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule: for what, how long, on what statute."""

    what: str
    says: str
    statute: str
    act: str
    attributes: SafeString
    links: SafeString
    reading: SafeString


@dataclass(frozen=True, slots=True)
class StatutoryTable:
    """The periods a law sets for each kind of record."""

    article: str
    title: str
    href: str
    rule: str
    rows: tuple[tuple[str, str], ...]
    extensions: int


@dataclass(frozen=True, slots=True)
class Retention:
    """The rules, and the tables of the law that they name."""

    rules: tuple[RuleRow, ...]
    tables: tuple[StatutoryTable, ...]


def retention(policy: Policy, law: LawPack, marks: Marks) -> Retention:
    """All retention rules of `policy`."""
    tables = (
        _table(rule, law.schedule_index[rule.schedule], law, marks)
        for rule in policy.retention
        if rule.schedule
    )
    return Retention(tuple(_row(rule, marks) for rule in policy.retention), tuple(tables))


def _row(rule: RetentionRule, marks: Marks) -> RuleRow:
    language = marks.language
    return RuleRow(
        what=rule.what.say(language),
        says=rule.says.say(language),
        statute=rule.statute.say(language) if rule.statute else "",
        act=rule.act.value,
        attributes=marks.attributes((rule.id, *rule.clauses)),
        links=marks.links(rule.clauses),
        reading=reading_link(next(iter(rule.readings.values()), None), language),
    )


def _table(rule: RetentionRule, schedule: Schedule, law: LawPack, marks: Marks) -> StatutoryTable:
    language = marks.language
    rows = ((r.label.say(language), format_duration(r.period, language)) for r in schedule.records)
    return StatutoryTable(
        article=article_name(law, schedule.article, language),
        title=law.article(schedule.article).title.say(language),
        href=addresses.article(language, schedule.article),
        rule=rule.what.say(language),
        rows=tuple(rows),
        extensions=schedule.extensions,
    )
