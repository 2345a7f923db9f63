"""`keepword doctor`: what is unsafe or in the way, and how to mend it."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator

import click

from keepword.cli.exits import Exit
from keepword.foundation.errors import KeepwordError
from keepword.runtime import config as configuration
from keepword.runtime.doctor.finding import Finding, Level, mend
from keepword.runtime.doctor.report import examine
from keepword.runtime.postgres.embedded import EmbeddedPostgres
from keepword.runtime.wording import languages

MARKS = {Level.OK: "ok  ", Level.NOTE: "note", Level.MEND: "MEND"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable. · 기계가 읽는 형식.")
def doctor(as_json: bool) -> int:
    """Look for what is unsafe or in the way. · 안전하지 않거나 막힌 곳을 찾습니다.

    The embedded PostgreSQL is started for it if it does not run. Ends with 1 if something is to
    be mended. · 내장 PostgreSQL이 꺼져 있으면 잠시 켭니다. 고칠 것이 있으면 1로 끝납니다.
    """
    findings = list(_findings())
    if as_json:
        click.echo(json.dumps([_record(each) for each in findings], ensure_ascii=False, indent=1))
    else:
        for each in findings:
            for line in _lines(each):
                click.echo(line)
    bad = any(each.level is Level.MEND for each in findings)
    return Exit.REFUSED if bad else Exit.GOOD


def _findings() -> Iterator[Finding]:
    """Every finding; a server of ours that cannot run is one of them."""
    config = configuration.current()
    with contextlib.ExitStack() as stack:
        if config.embedded:
            server = EmbeddedPostgres(config.layout, os_user=config.os_user)
            try:
                stack.enter_context(server.hold())
            except KeepwordError as error:
                yield mend("embedded-postgres", error.message, error.code, error.remedy)
        yield from examine(config)


def _lines(finding: Finding) -> Iterator[str]:
    spoken = languages(os.environ)
    what = " · ".join(dict.fromkeys(finding.what.say(language) for language in spoken))
    yield f"{MARKS[finding.level]}  {what}: {finding.seen}"
    if finding.remedy is not None:
        says = dict.fromkeys(finding.remedy.say(language) for language in spoken)
        yield from (f"        → {line}" for line in says)


def _record(finding: Finding) -> dict[str, object]:
    remedy = finding.remedy
    return {
        "id": finding.id,
        "level": finding.level.value,
        "what": {"ko": finding.what.ko, "en": finding.what.en},
        "seen": finding.seen,
        "remedy": {"ko": remedy.ko, "en": remedy.en} if remedy else None,
    }
