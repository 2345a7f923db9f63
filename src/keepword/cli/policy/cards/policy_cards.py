"""Cards for what stands in a policy: clauses, purposes, points, channels, rules, processors."""

from __future__ import annotations

from collections.abc import Iterable

from keepword.cli.policy.cards.book import Book, rows
from keepword.cli.policy.cards.card import Card, Part, Row
from keepword.policy.model.collection import Entry, Point
from keepword.policy.model.parties import Processor
from keepword.policy.model.retention import RetentionRule
from keepword.policy.model.vocabulary import Channel, Clause, Purpose, Reading
from keepword.policy.prose.formats import format_duration, format_way


def clause_card(book: Book, clause: Clause) -> Card:
    """A promise: its words, what rests on it, how it is read, what the law says."""
    resting = [(ref, node) for ref, node in book.cited() if clause.id in node.clauses]
    section = book.both(f"section {clause.section}", f"제{clause.section}장")
    return Card(
        f"{clause.id} · {section} · {book.name(clause.kind)}",
        book.say(clause.says),
        (
            book.words(clause.id),
            Part(
                book.both("What rests on it", "이 약속에 근거하는 것"),
                tuple((ref, book.label(node)) for ref, node in resting),
            ),
            book.readings(node for _, node in resting),
            book.mending(clause.id),
        ),
    )


def purpose_card(book: Book, purpose: Purpose) -> Card:
    """A purpose: what it rests on, where data are collected for it, who works for it."""
    policy = book.policy
    points = [p for p in policy.points if purpose.id in _purposes(p)]
    workers = [p for p in policy.processors if purpose.id in p.purposes]
    facts = rows(
        (book.both("basis", "근거"), book.name(*purpose.basis)),
        (book.both("needs", "더 필요한 것"), book.name(*purpose.needs)),
        (book.both("statute", "법령"), book.say(purpose.statute) if purpose.statute else ""),
    )
    return Card(
        f"{purpose.id} · {book.say(purpose.name)}",
        book.say(purpose.says),
        (
            Part(book.both("Rests on", "근거"), facts),
            Part(
                book.both("Collected for it", "이 목적으로 수집하는 곳"),
                tuple((p.id, _point_items(book, p, purpose.id)) for p in points),
            ),
            _processors(book, workers),
            book.clauses(purpose),
            book.readings([purpose]),
            book.mending(purpose.id),
        ),
    )


def point_card(book: Book, point: Point) -> Card:
    """A collection point: its items one by one, purposes, channels, period, processors."""
    policy = book.policy
    services = {service.id: service for service in policy.meta.services}
    rule = next((r for r in policy.retention if r.id == point.retention), None)
    period = f"{rule.id}: {book.say(rule.says)}" if rule else book.both(
        "not stated; the default rule governs", "적혀 있지 않음(기본 규칙 적용)"
    )  # fmt: skip
    facts = rows(
        (book.both("basis", "근거"), book.name(*point.basis)),
        (book.both("for whom", "대상"), book.name(point.audience)),
        (
            book.both("service", "서비스"),
            book.say(services[point.service].name) if point.service else "",
        ),
        (book.both("kept", "보유기간"), period),
    )
    implied = book.both("implied by the text", "본문에서 도출")
    items = [_entry(book, entry) for entry in point.entries]
    items += [(book.say(policy.item_index[name].label), implied, "") for name in point.implied]
    section = book.both(f"section {point.section}", f"제{point.section}장")
    return Card(
        f"{point.id} · {section}",
        book.say(point.name),
        (
            Part(book.both("Rests on", "근거"), facts),
            Part(book.both("Items", "항목"), tuple(items)),
            book.refer(book.both("Purposes", "목적"), point.purposes),
            book.refer(book.both("Channels", "수집 경로"), point.channels),
            _schedule(book, rule),
            _processors(book, [p for p in policy.processors if point.id in p.points]),
            book.clauses(point),
            book.readings([point]),
            book.mending(point.id),
        ),
    )


def channel_card(book: Book, channel: Channel) -> Card:
    """A channel and the points that take it."""
    points = [point.id for point in book.policy.points if channel.id in point.channels]
    way = format_way(channel.way, book.language) if channel.way else ""
    return Card(
        channel.id,
        book.say(channel.label),
        (
            Part(
                book.both("Taken by", "이용 방법"), rows((book.both("way", "방법"), way))
            ),
            book.refer(book.both("Points", "수집 지점"), points),
            book.clauses(channel),
            book.readings([channel]),
        ),
    )  # fmt: skip


def rule_card(book: Book, rule: RetentionRule) -> Card:
    """A retention rule: its clock, the schedule behind it, and what it governs."""
    facts = rows(
        (book.both("starts when", "기산점"), book.name(rule.trigger)),
        (
            book.both("period", "기간"),
            format_duration(rule.period, book.language) if rule.period else "",
        ),
        (book.both("ends when", "종료"), book.name(rule.ends_with) if rule.ends_with else ""),
        (book.both("then", "처리"), book.name(rule.act)),
        (book.both("statute", "법령"), book.say(rule.statute) if rule.statute else ""),
    )
    governed = [point.id for point in book.policy.points if rule.id in _rules(point)]
    articles = [s.article for s in book.law.schedules if s.id == rule.schedule]
    return Card(
        f"{rule.id} · {book.say(rule.what)}",
        book.say(rule.says),
        (
            Part(book.both("Clock", "기간의 계산"), facts),
            _schedule(book, rule),
            book.articles(articles),
            book.refer(book.both("Governs", "적용되는 수집 지점"), governed),
            book.words(rule.id),
            book.clauses(rule),
            book.readings([rule]),
            book.mending(rule.id),
        ),
    )


def processor_card(book: Book, processor: Processor) -> Card:
    """A row of the table: the work, whose data, where, and the organisation's other rows."""
    name = processor.organisation.en
    others = [
        p for p in book.policy.processors if p.organisation.en == name and p.id != processor.id
    ]
    facts = rows(
        (book.both("country", "국가"), processor.country or ""),
        (
            book.both("sign of transfer abroad", "국외 이전의 단서"),
            book.say(processor.overseas_sign) if processor.overseas_sign else "",
        ),
        (book.both("note", "참고"), book.say(processor.note) if processor.note else ""),
    )
    return Card(
        f"{processor.id} · {book.say(processor.organisation)}",
        book.say(processor.service),
        (
            Part(book.both("Known", "알려진 것"), facts),
            book.refer(book.both("Purposes", "목적"), processor.purposes),
            book.refer(book.both("Points", "수집 지점"), processor.points),
            Part(
                book.both("Other rows of the organisation", "같은 기관의 다른 행"),
                tuple((p.id, book.say(p.service)) for p in others),
            ),
            book.readings([processor]),
            book.mending(processor.id),
        ),
    )


def reading_card(book: Book, reading: Reading) -> Card:
    """An ambiguity, how it is read, and where the reading is used."""
    used = tuple(
        (ref, ", ".join(field for field, name in node.readings.items() if name == reading.id))
        for ref, node in book.cited()
        if reading.id in node.readings.values()
    )
    section = book.both(f"section {reading.section}", f"제{reading.section}장")
    return Card(
        f"{reading.id} · {section}",
        book.say(reading.problem),
        (
            Part(book.both("Our reading", "우리의 해석"), ((book.say(reading.reading),),)),
            Part(book.both("Used by", "쓰인 곳"), used),
        ),
    )


def _entry(book: Book, entry: Entry) -> Row:
    """Label, requirement, and all that is particular about the item at this point."""
    policy = book.policy
    item = policy.item_index[entry.item]
    conditions = {condition.id: condition for condition in policy.conditions}
    record = next((k for s in book.law.schedules for k in s.records if k.id == entry.record), None)
    remarks = [book.name(item.kind)] if item.kind.value != "ordinary" else []
    remarks += [book.say(conditions[entry.condition].says)] if entry.condition else []
    remarks += [entry.only_when] if entry.only_when else []
    if entry.practitioner:
        remarks.append(book.both("as a practitioner deems necessary", "의료인이 필요하다고 볼 때"))
    remarks += [", ".join(entry.purposes)] if entry.purposes else []
    remarks += [entry.retention] if entry.retention else []
    if record:
        remarks.append(f"{book.say(record.label)} {format_duration(record.period, book.language)}")
    label = book.say(entry.label or item.label)
    return label, book.name(entry.requirement), "; ".join(remarks)


def _schedule(book: Book, rule: RetentionRule | None) -> Part:
    """The statutory table behind a rule, if it names one."""
    schedule = book.law.schedule_index.get(rule.schedule or "") if rule else None
    found = tuple(
        (format_duration(kind.period, book.language), book.say(kind.label))
        for kind in (schedule.records if schedule else ())
    )
    head = schedule.article if schedule else ""
    return Part(book.both(f"Statutory periods ({head})", f"법정 보존 기간({head})"), found)


def _processors(book: Book, processors: Iterable[Processor]) -> Part:
    return Part(
        book.both("Processors", "수탁자"),
        tuple((p.id, f"{book.say(p.organisation)} — {book.say(p.service)}") for p in processors),
    )


def _purposes(point: Point) -> set[str]:
    return {*point.purposes, *(name for entry in point.entries for name in entry.purposes)}


def _rules(point: Point) -> set[str]:
    return {point.retention or "", *(entry.retention or "" for entry in point.entries)}


def _point_items(book: Book, point: Point, purpose: str) -> str:
    items = [e.item for e in point.entries if purpose in point.purposes_of(e)]
    items += point.implied if purpose in point.purposes else ()
    labels = [book.say(book.policy.item_index[name].label) for name in items]
    return f"{book.say(point.name)}: {', '.join(labels)}"
