"""Cards for what stands in the law: articles and rules."""

from __future__ import annotations

from keepword.cli.policy.cards.book import Book, rows
from keepword.cli.policy.cards.card import Card, Part
from keepword.law.model import Article, LawRule
from keepword.policy.prose.formats import format_date


def article_card(book: Book, article: Article) -> Card:
    """A provision: its gist, how sure we are of it, and the rules that cite it."""
    act = book.law.act_index[article.act]
    facts = rows(
        (book.both("act", "법령"), book.say(act.name)),
        (book.both("version read", "확인한 판"), book.say(act.version)),
        (book.both("how sure", "확인 정도"), book.name(article.sure)),
    )
    citing = tuple(
        (rule.id, book.say(rule.says)) for rule in book.law.rules if article.id in rule.articles
    )
    schedules = tuple(
        (schedule.id, ", ".join(book.say(kind.label) for kind in schedule.records))
        for schedule in book.law.schedules
        if schedule.article == article.id
    )
    return Card(
        f"{article.id} · {book.say(article.title)}",
        book.say(article.gist),
        (
            Part(book.both("Source", "출처"), facts),
            Part(book.both("Rules that cite it", "이 조문을 드는 규칙"), citing),
            Part(book.both("Periods it sets", "정하는 기간"), schedules),
        ),
    )


def law_rule_card(book: Book, rule: LawRule) -> Card:
    """A rule of the law pack: its articles, since when, and what it finds in the policy."""
    until = book.both(f", until {rule.until}", f", {rule.until} 전까지") if rule.until else ""
    since = book.both(
        f"since {format_date(rule.since, 'en')}{until}",
        f"{format_date(rule.since, 'ko')}부터{until}",
    )
    facts = rows(
        (book.both("force", "성격"), book.name(rule.force)),
        (book.both("in force", "시행"), since),
        (book.both("how sure", "확인 정도"), book.name(rule.sure)),
        (book.both("remedy", "고치는 법"), book.say(rule.remedy)),
    )
    found = tuple(
        (finding.clause or "—", book.say(finding.message))
        for finding in book.findings
        if finding.id.partition(":")[0] == rule.id
    )
    return Card(
        rule.id,
        book.say(rule.says),
        (
            Part(book.both("Rule", "규칙"), facts),
            book.articles(rule.articles),
            Part(book.both("Found in the policy", "이 방침에서 찾은 것"), found),
        ),
    )
