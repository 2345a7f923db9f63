"""`keepword policy text`: the whole policy as plain text."""

from __future__ import annotations

import click

from keepword.cli.exits import Exit
from keepword.cli.policy.reading import find_policy, language_option, policy_option, spoken
from keepword.foundation.nodes import Language
from keepword.policy.prose.render import render
from keepword.policy.prose.text import as_text


@click.command("text", short_help="Print the whole policy. · 방침 전문을 출력합니다.")
@language_option
@policy_option
@click.option(
    "--clean",
    is_flag=True,
    help="Without the slips of the published document. · 원문의 오기와 빈칸 없이.",
)
def text(lang: Language | None, named: str, clean: bool) -> int:
    """Print the policy. · 방침 전문을 출력합니다.

    In the language it was published in, the text comes as it was printed, slips included, unless
    --clean is given; a translation is always clean.
    """
    loaded = find_policy(named)
    language = spoken(lang)
    printed = not clean and language == loaded.policy.meta.source_language
    document = render(loaded.policy, loaded.prose[language], printed=printed)
    click.echo(as_text(document), nl=False)
    return Exit.GOOD
