"""What is said of findings in the entries of the database."""

from __future__ import annotations

from keepword.ledger.verifying.kinds import Kind, Part, kind

ENTRIES: dict[str, Kind] = {
    "entry-missing": kind(
        Part.ENTRIES,
        "No entry stands at this index.",
        "이 번호에 항목이 없습니다.",
        "The row was deleted or moved. Pruning leaves rows in their places.",
        "행이 지워졌거나 옮겨졌습니다. 보존 기간이 끝나도 행은 제자리에 남습니다.",
    ),
    "index-wrong": kind(
        Part.ENTRIES,
        "The index is another entry's already, or is none.",
        "이미 다른 항목이 있는 번호이거나 번호가 아닙니다.",
        "The row was put in or moved by hand.",
        "행이 손으로 삽입되었거나 옮겨졌습니다.",
    ),
    "entry-twice": kind(
        Part.ENTRIES,
        "One id stands twice.",
        "같은 ID가 두 번 나옵니다.",
        "A row was copied.",
        "행이 복사되었습니다.",
    ),
    "leaf-unfit": kind(
        Part.ENTRIES,
        "Time or commitment cannot be those of an entry.",
        "시각이나 커밋값이 항목의 것일 수 없습니다.",
        "The row was changed; it has no place in any tree.",
        "행이 바뀌어 어떤 트리에도 들어갈 수 없습니다.",
    ),
    "month-differs": kind(
        Part.ENTRIES,
        "The entry stands in a month that is not its time's.",
        "항목이 그 시각의 달에 있지 않습니다.",
        "The row was moved to another month's partition, where its term would end at another time.",
        "행이 다른 달의 파티션으로 옮겨져, 보존 기간이 다르게 끝나게 됩니다.",
    ),
    "tree-differs": kind(
        Part.ENTRIES,
        "The tree in the database is not that of its entries.",
        "데이터베이스의 트리가 항목들의 것이 아닙니다.",
        "The tree's row or the entries were changed by hand; nothing more will be signed.",
        "트리 행이나 항목이 손으로 바뀌었습니다. 더 이상 서명되지 않습니다.",
    ),
}

BODIES: dict[str, Kind] = {
    "body-closed": kind(
        Part.BODIES,
        "The body does not open with its month's key.",
        "본문이 그 달의 키로 열리지 않습니다.",
        "Body, id or time was changed, the row was moved, or the key or the body is gone without "
        "an announced pruning.",
        "본문·ID·시각이 바뀌었거나 행이 옮겨졌거나, 예고된 정리 없이 키나 본문이 없어졌습니다.",
    ),
    "body-malformed": kind(
        Part.BODIES,
        "The body lacks what every body has.",
        "본문에 있어야 할 내용이 없습니다.",
        "It was written by something that holds the month's key and is not our writer.",
        "그 달의 키를 가진, 기록기가 아닌 무언가가 쓴 것입니다.",
    ),
    "commitment-differs": kind(
        Part.BODIES,
        "The body is not the one that was committed to.",
        "본문이 커밋값과 맞지 않습니다.",
        "Body, nonce or commitment was changed by somebody who holds the month's key.",
        "그 달의 키를 가진 누군가가 본문, 논스 또는 커밋값을 바꾸었습니다.",
    ),
    "time-differs": kind(
        Part.BODIES,
        "The body gives another time.",
        "본문의 시각이 다릅니다.",
        "When the act happened is not shown.",
        "언제 있었던 일인지 증명되지 않습니다.",
    ),
    "id-differs": kind(
        Part.BODIES,
        "The body gives another id.",
        "본문의 ID가 다릅니다.",
        "The body is another entry's.",
        "다른 항목의 본문입니다.",
    ),
    "tag-differs": kind(
        Part.BODIES,
        "The entry cannot be found by the person it concerns.",
        "해당 정보주체로 찾을 수 없는 항목입니다.",
        "The tag was changed to hide the act from that person, or to show it to another.",
        "그 사람에게 숨기거나 다른 사람에게 보이도록 태그가 바뀌었습니다.",
    ),
    "tags-differ": kind(
        Part.BODIES,
        "The entry cannot be found by all the people it concerns.",
        "해당 정보주체 모두가 찾을 수 있는 항목이 아닙니다.",
        "Tags were changed, taken out or added: somebody does not see the act, or sees another's.",
        "태그가 바뀌거나 빠지거나 더해져, 누군가 자신의 처리를 보지 못하거나 남의 것을 봅니다.",
    ),
    "people-closed": kind(
        Part.BODIES,
        "The people of an act on many do not open with the month's key.",
        "여러 사람에 대한 처리의 대상자 목록이 그 달의 키로 열리지 않습니다.",
        "The sealed list was changed or taken out, or it is another entry's.",
        "봉인된 목록이 바뀌었거나 지워졌거나 다른 항목의 것입니다.",
    ),
    "people-differ": kind(
        Part.BODIES,
        "The people of an act on many are not those that the body commits to.",
        "여러 사람에 대한 처리의 대상자가 본문에 기록된 것과 다릅니다.",
        "Somebody was added to the list, taken out of it, or moved within it.",
        "대상자가 목록에 더해지거나 빠지거나 순서가 바뀌었습니다.",
    ),
}

WRITERS: dict[str, Kind] = {
    "number-missing": kind(
        Part.WRITERS,
        "Numbers of a writer are missing: rows were taken out before they were integrated.",
        "기록기의 번호가 빠져 있습니다. 통합되기 전에 지워진 행이 있습니다.",
        "Each number was a committed act. What it was can no longer be known from the log.",
        "번호마다 확정된 처리가 있었습니다. 어떤 처리였는지는 기록에서 더는 알 수 없습니다.",
    ),
    "number-twice": kind(
        Part.WRITERS,
        "A number of a writer stands twice.",
        "기록기의 같은 번호가 두 번 나옵니다.",
        "One of the two was put in by somebody who holds the month's key.",
        "둘 중 하나는 그 달의 키를 가진 누군가가 넣은 것입니다.",
    ),
}

PRUNING: dict[str, Kind] = {
    "prune-malformed": kind(
        Part.PRUNING,
        "An entry that announces a pruning does not say what it prunes.",
        "정리를 예고한 항목에 무엇을 정리하는지 적혀 있지 않습니다.",
        "It announces nothing: bodies that are gone count as taken out.",
        "예고로 인정되지 않습니다. 없어진 본문은 지워진 것으로 봅니다.",
    ),
    "prune-unannounced": kind(
        Part.PRUNING,
        "A month is marked as pruned, and no entry announces it.",
        "정리된 것으로 표시된 달을 예고한 항목이 없습니다.",
        "The mark was set by hand.",
        "표시가 손으로 만들어졌습니다.",
    ),
    "prune-undone": kind(
        Part.PRUNING,
        "A month that is marked as pruned still has bodies.",
        "정리된 것으로 표시된 달에 본문이 남아 있습니다.",
        "What should have ended was kept, or put back from an older copy.",
        "끝났어야 할 내용이 남아 있거나 이전 사본에서 되돌려졌습니다.",
    ),
}
