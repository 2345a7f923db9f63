"""`keepword decide`: may this be done? A question as JSON on standard input, the answer out."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from keepword.cli.exits import Exit
from keepword.cli.policy.reading import find_policy, language_option, policy_option, spoken
from keepword.foundation.errors import Message
from keepword.foundation.nodes import Language
from keepword.policies import library
from keepword.policy.decisions import Decision, Denied, judge
from keepword.policy.decisions.parsing import QuestionNotReadable, read_question
from keepword.policy.decisions.report import report
from keepword.policy.decisions.words import DUTIES, REFUSALS
from keepword.runtime import clock

_MOST_BYTES = 1_000_000


@click.command("decide")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON. · JSON으로 답합니다.")
@policy_option
@language_option
def decide(as_json: bool, named: str, lang: Language | None) -> int:
    """May this be done? · 해도 됩니까?

    Reads one question (docs/decisions.md) from standard input. Status 0: allowed; 1: denied;
    2: the question cannot be read.
    """
    question = read_question(_json(sys.stdin.buffer.read(_MOST_BYTES + 1)))
    loaded = find_policy(named)
    law = library.laws()[loaded.policy.meta.law]
    now = question.time(clock.now())
    answer = judge(loaded.policy, law).decide(question.request(), question.facts.facts(), now)
    if as_json:
        click.echo(json.dumps(report(answer), ensure_ascii=False, indent=2))
    else:
        for line in _lines(answer, spoken(lang)):
            click.echo(line)
    return Exit.REFUSED if isinstance(answer, Denied) else Exit.GOOD


def _json(raw: bytes) -> Any:
    if len(raw) > _MOST_BYTES:
        raise QuestionNotReadable.because(
            Message("The question is larger than 1 MB.", "질문이 1MB를 넘습니다."),
            Message("Ask about fewer items at a time.", "한 번에 더 적은 항목을 물어보세요."),
        )
    try:
        return json.loads(raw)
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise QuestionNotReadable.because(
            Message("Standard input is not JSON.", "표준 입력이 JSON이 아닙니다."),
            Message(
                'Send an object such as {"act": "use", "actor": "staff", "point": "C8"}.',
                '{"act": "use", "actor": "staff", "point": "C8"}처럼 보내세요.',
            ),
        ) from None


def _lines(answer: Decision, lang: str) -> list[str]:
    heads = {
        "ko": ("허용", "거절", "항목", "제외", "근거", "할 일", "해결"),
        "en": ("Allowed", "Denied", "Items", "Left out", "Rests on", "Duties", "Remedy"),
    }
    yes, no, items, left, rests, duties, remedy = heads[lang]
    if isinstance(answer, Denied):
        words = REFUSALS[answer.reason]
        lines = [f"{no}: {words.message.say(lang)}", f"  {remedy}: {words.remedy.say(lang)}"]
    else:
        lines = [yes]
    if answer.items:
        lines.append(f"  {items}: {', '.join(sorted(answer.items))}")
    for item, cause in sorted(answer.withheld.items()):
        lines.append(f"  {left}: {item} ({REFUSALS[cause].message.say(lang)})")
    lines.append(f"  {rests}: {', '.join(answer.citations)}")
    lines.append(f"  {duties}: {' '.join(DUTIES[d].say(lang) for d in answer.duties)}")
    return lines
