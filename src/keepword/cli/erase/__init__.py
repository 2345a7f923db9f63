"""`keepword erase`: many people at once, approved by two and carried out after a delay (P64)."""

from __future__ import annotations

import click

from keepword.cli.erase.approving import approve, stop
from keepword.cli.erase.asking import ask
from keepword.cli.erase.certificate import certificate
from keepword.cli.erase.running import list_, run

__all__ = ["erase"]


@click.group("erase")
def erase() -> None:
    """Erase many people. · 여러 사람의 정보를 한 번에 파기합니다.

    Up to a configured number it is done at once. Above it two officers approve, neither of whom
    asked, and it begins a day after the second approval; until then it can be stopped.
    · 정해진 수까지는 바로 합니다. 그보다 많으면 요청하지 않은 책임자 두 명이 승인하고, 두 번째
    승인에서 하루가 지나야 시작하며 그 전에는 중지할 수 있습니다.
    """


for verb in (ask, approve, stop, list_, run, certificate):
    erase.add_command(verb)
