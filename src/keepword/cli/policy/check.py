"""`keepword policy check`: where a policy offers less than the law, and what is doubtful in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import click

from keepword.cli.exits import Exit
from keepword.cli.policy.layout import ends, wrap
from keepword.cli.policy.reading import DEFAULT_POLICY, find_policy, language_option, spoken
from keepword.foundation.errors import Message
from keepword.foundation.nodes import Language
from keepword.law.day import civil_day
from keepword.policies import library
from keepword.policy.check import Finding, Severity, findings
from keepword.policy.loading import LoadedPolicy
from keepword.policy.prose.formats import format_date
from keepword.runtime import clock

HEADS = {
    Severity.FORBIDDEN: Message("The law forbids it", "법이 금지하는 것"),
    Severity.SHORTFALL: Message("Less than the law grants", "법이 보장하는 것보다 적은 것"),
    Severity.MISSING: Message("Must be said and is not", "적어야 하는데 없는 것"),
    Severity.STALE: Message("No longer so", "이제는 맞지 않는 것"),
    Severity.DOUBTFUL: Message("Not a matter of law, but look", "법 위반은 아니나 확인할 것"),
}


@click.command("check", short_help="Check it against the law. · 법에 비추어 점검합니다.")
@click.argument("named", metavar="[DIR]", default=DEFAULT_POLICY)
@click.option("--json", "as_json", is_flag=True, help="A list as JSON. · JSON 목록으로.")
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The law of this day; default: today. · 이 날의 법으로(기본: 오늘).",
)
@language_option
def check(named: str, as_json: bool, day: datetime | None, lang: Language | None) -> int:
    """Check a policy against the law. · 방침을 법에 비추어 점검합니다.

    Status 0: nothing found; 1: findings; 2: the policy cannot be loaded.
    """
    loaded = find_policy(named)
    law = library.laws()[loaded.policy.meta.law]
    on = day.date() if day else civil_day(clock.now())
    found = findings(loaded.policy, law, on, loaded.prose)
    if as_json:
        told = [as_record(finding) for finding in found]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for line in _lines(loaded, found, on, spoken(lang)):
            click.echo(line)
    return Exit.REFUSED if found else Exit.GOOD


def as_record(finding: Finding) -> dict[str, Any]:
    """A finding as JSON has it; message and remedy in both languages."""
    return {
        "id": finding.id,
        "severity": finding.severity.value,
        "clause": finding.clause,
        "article": finding.article,
        "message": {"en": finding.message.en, "ko": finding.message.ko},
        "remedy": {"en": finding.remedy.en, "ko": finding.remedy.ko},
    }


def _lines(
    loaded: LoadedPolicy, found: Sequence[Finding], on: date, language: Language
) -> Iterator[str]:
    meta = loaded.policy.meta
    law = Message(f"under the law of {format_date(on, 'en')}", f"{format_date(on, 'ko')}의 법 기준")
    yield f"{meta.controller.name.say(language)} · {meta.version} · {law.say(language)}"
    yield _count(found).say(language)
    for severity in Severity:
        group = [finding for finding in found if finding.severity is severity]
        if group:
            yield ""
            yield f"{HEADS[severity].say(language)} ({len(group)})"
        for finding in group:
            yield ""
            yield from _one(loaded, finding, language)


def _count(found: Sequence[Finding]) -> Message:
    if not found:
        return Message("Nothing found.", "찾은 것이 없습니다.")
    by_law = len(found) - Counter(f.severity for f in found)[Severity.DOUBTFUL]
    return Message(
        f"{len(found)} findings: {by_law} by law, {len(found) - by_law} doubtful.",
        f"모두 {len(found)}건: 법에 따른 것 {by_law}건, 확인할 것 {len(found) - by_law}건.",
    )


def _one(loaded: LoadedPolicy, finding: Finding, language: Language) -> Iterator[str]:
    file, line = loaded.places.where(finding.place)
    marks = " · ".join(mark for mark in (finding.clause, finding.article) if mark)
    yield ends(f"  {finding.id}", marks)
    yield f"    {file}:{line}"
    yield from wrap(finding.message.say(language), "    ")
    yield from wrap(finding.remedy.say(language), "    → ", "      ")
