"""`keepword policy validate`: does a policy folder load?"""

from __future__ import annotations

from pathlib import Path

import click

from keepword.cli.exits import Exit
from keepword.cli.policy.reading import language_option, spoken
from keepword.foundation.errors import Message
from keepword.foundation.nodes import Language
from keepword.policies import library


@click.command("validate", short_help="See whether a folder loads. · 폴더를 읽어 봅니다.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@language_option
def validate(folder: Path, lang: Language | None) -> int:
    """Load the policy in DIR. · DIR의 방침을 읽어 봅니다.

    Status 0: it loads; 2: it does not, and every fault is named with file, line and remedy.
    """
    policy = library.load_folder(folder).policy
    entries = sum(len(point.entries) for point in policy.points)
    said = Message(
        f"{policy.meta.id} {policy.meta.version}: coherent. {len(policy.clauses)} clauses, "
        f"{len(policy.purposes)} purposes, {len(policy.points)} collection points with {entries} "
        f"entries, {len(policy.retention)} retention rules, {len(policy.processors)} processors.",
        f"{policy.meta.id} {policy.meta.version}: 어긋난 곳이 없습니다. "
        f"약속 {len(policy.clauses)}, 목적 {len(policy.purposes)}, "
        f"수집 지점 {len(policy.points)}(항목 {entries}), "
        f"보유 규칙 {len(policy.retention)}, 수탁자 {len(policy.processors)}.",
    )
    click.echo(said.say(spoken(lang)))
    return Exit.GOOD
