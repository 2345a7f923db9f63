"""Doubts about the table of processors."""

from __future__ import annotations

from collections.abc import Iterator

from keepword.foundation.errors import Message
from keepword.policy.check.finding import Flaw
from keepword.policy.check.sight import Sight


def processor_without_point(sight: Sight) -> Iterator[Flaw]:
    """Work that fits no collection point: whose data does it concern?"""
    for n, processor in enumerate(sight.policy.processors):
        if not processor.points:
            message = Message(
                f"{processor.id} ({processor.organisation.en}, {processor.service.en}) fits no "
                "collection point: it is open whose data it concerns.",
                f"{processor.id}({processor.organisation.ko}, {processor.service.ko}): 맞는 수집 "
                "지점이 없어 누구의 정보를 다루는지 알 수 없습니다.",
            )
            remedy = Message(
                "Name its points and purposes, or take the row out.",
                "수집 지점과 목적을 적거나 행을 지우세요.",
            )
            yield Flaw(processor.id, processor.id, ("processors", n), message, remedy)


def organisation_twice(sight: Sight) -> Iterator[Flaw]:
    """An organisation that stands in an earlier row too."""
    first: dict[str, str] = {}
    for n, processor in enumerate(sight.policy.processors):
        name = processor.organisation.en
        if name not in first:
            first[name] = processor.id
            continue
        message = Message(
            f"{name} stands in {first[name]} and again in {processor.id}: one contract or two?",
            f"{processor.organisation.ko}: {first[name]}에 이어 {processor.id}에도 있습니다. "
            "계약이 하나입니까, 둘입니까?",
        )
        remedy = Message(
            "Merge the rows, or tell the contracts apart by name.",
            "행을 합치거나 이름으로 계약을 구분하세요.",
        )
        yield Flaw(processor.id, processor.id, ("processors", n), message, remedy)


def processor_country_unknown(sight: Sight) -> Iterator[Flaw]:
    """Work that shows a sign of going abroad, with no country stated."""
    for n, processor in enumerate(sight.policy.processors):
        sign = processor.overseas_sign
        if sign is not None and processor.country is None:
            message = Message(
                f"{processor.id} ({processor.organisation.en}): {sign.en}",
                f"{processor.id}({processor.organisation.ko}): {sign.ko}",
            )
            remedy = Message(
                "Ask the processor, and state the country (column ‘country’).",
                "수탁자에게 확인하고 국가를 적으세요(‘country’ 열).",
            )
            yield Flaw(processor.id, processor.id, ("processors", n), message, remedy)
