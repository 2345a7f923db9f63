"""What is said of findings in what lies outside the database: files, notes, what was handed out."""

from __future__ import annotations

from keepword.ledger.verifying.kinds import Kind, Part, kind

KNOWN: dict[str, Kind] = {
    "known-broken": kind(
        Part.KNOWN,
        "The checkpoint that you gave is not signed by this log's key.",
        "제시하신 체크포인트가 이 기록의 키로 서명되지 않았습니다.",
        "It was changed, or it is of another log: it says nothing about this one.",
        "내용이 바뀌었거나 다른 기록의 것이므로, 이 기록에 대해 아무것도 알려 주지 않습니다.",
    ),
    "known-ahead": kind(
        Part.KNOWN,
        "The log is shorter than the checkpoint that you hold.",
        "기록이 가지고 계신 체크포인트보다 짧습니다.",
        "The log was rolled back to an older state: entries that were signed are gone.",
        "기록이 이전 상태로 되돌려졌습니다. 서명되었던 항목이 없어졌습니다.",
    ),
    "known-contradicts": kind(
        Part.KNOWN,
        "The log does not continue the checkpoint that you hold.",
        "기록이 가지고 계신 체크포인트를 잇지 않습니다.",
        "There are two different logs with one signature: you were shown another one.",
        "같은 서명을 가진 서로 다른 두 기록이 있습니다. 다른 기록을 보셨던 것입니다.",
    ),
}

SIGNED: dict[str, Kind] = {
    "checkpoint-missing": kind(
        Part.SIGNED,
        "There is no checkpoint.",
        "체크포인트가 없습니다.",
        "Nothing published can be relied on until it is back.",
        "다시 공개될 때까지 공개된 내용을 믿을 수 없습니다.",
    ),
    "checkpoint-broken": kind(
        Part.SIGNED,
        "The checkpoint cannot be read or is not signed by the key.",
        "체크포인트를 읽을 수 없거나 이 키로 서명되지 않았습니다.",
        "The note was forged or damaged, or the key is not this log's.",
        "노트가 위조되었거나 손상되었거나, 이 기록의 키가 아닙니다.",
    ),
    "checkpoint-unwitnessed": kind(
        Part.SIGNED,
        "The witnesses that you trust did not cosign the checkpoint.",
        "신뢰하시는 증인이 체크포인트에 공동 서명하지 않았습니다.",
        "Nobody but the log vouches that everybody is shown this one; others may be shown another.",
        "모두에게 같은 기록을 보인다는 것을 이 기록 말고는 아무도 보증하지 않습니다.",
    ),
    "vkey-differs": kind(
        Part.SIGNED,
        "The key that is published beside the checkpoint is another one.",
        "체크포인트와 함께 공개된 검증 키가 다릅니다.",
        "Whoever takes that key would believe a forged log.",
        "그 키를 받은 사람은 위조된 기록을 믿게 됩니다.",
    ),
    "root-differs": kind(
        Part.SIGNED,
        "The entries do not lead to the root that was signed.",
        "항목들이 서명된 루트로 이어지지 않습니다.",
        "At least one entry is not the one that was signed; others of these findings name it.",
        "서명된 것과 다른 항목이 하나 이상 있습니다. 어느 것인지는 다른 발견 항목에 나옵니다.",
    ),
    "signed-missing": kind(
        Part.SIGNED,
        "The signer remembers no checkpoint.",
        "서명기가 기억하는 체크포인트가 없습니다.",
        "Its file was taken away; until the next signature a roll-back would not be noticed by it.",
        "기억 파일이 없어졌습니다. 다음 서명 전까지 되돌림을 서명기가 알아채지 못합니다.",
    ),
    "signed-broken": kind(
        Part.SIGNED,
        "What the signer remembers cannot be read.",
        "서명기의 기록을 읽을 수 없습니다.",
        "Its file was changed. The signer signs nothing until that is cleared up.",
        "기억 파일이 바뀌었습니다. 확인될 때까지 서명기는 아무것도 서명하지 않습니다.",
    ),
    "signed-differs": kind(
        Part.SIGNED,
        "The entries do not continue what was signed last.",
        "항목들이 마지막에 서명한 것을 잇지 않습니다.",
        "Entries were changed after they had been signed, or the database is another one.",
        "서명된 뒤에 항목이 바뀌었거나 다른 데이터베이스입니다.",
    ),
    "signed-behind": kind(
        Part.SIGNED,
        "More was published than the signer remembers.",
        "서명기가 기억하는 것보다 많이 공개되어 있습니다.",
        "The signer's file was put back to an older state.",
        "서명기의 기억 파일이 이전 상태로 되돌려졌습니다.",
    ),
    "rolled-back": kind(
        Part.SIGNED,
        "The database has fewer entries than were signed.",
        "데이터베이스의 항목이 서명된 것보다 적습니다.",
        "It was rolled back, or its last entries were taken out.",
        "데이터베이스가 되돌려졌거나 마지막 항목들이 지워졌습니다.",
    ),
}

FILES: dict[str, Kind] = {
    "tile-missing": kind(
        Part.FILES,
        "A tile is missing or not whole.",
        "타일이 없거나 온전하지 않습니다.",
        "Nobody outside can verify the entries in it; the integrator makes a missing one anew.",
        "외부에서 그 안의 항목을 검증할 수 없습니다. 없는 타일은 통합기가 다시 만듭니다.",
    ),
    "tile-differs": kind(
        Part.FILES,
        "A tile does not follow from what it is made of.",
        "타일이 그 아래 내용과 맞지 않습니다.",
        "The file was changed. Proofs that are made from it do not hold.",
        "파일이 바뀌었습니다. 이 파일로 만든 증명은 성립하지 않습니다.",
    ),
    "tile-stray": kind(
        Part.FILES,
        "A file among the tiles is none.",
        "타일 폴더에 타일이 아닌 파일이 있습니다.",
        "Somebody put it there: the log writes no such file. No proof depends on it.",
        "기록이 쓰지 않는 파일을 누군가 넣었습니다. 증명에는 쓰이지 않습니다.",
    ),
    "leaf-malformed": kind(
        Part.FILES,
        "A published entry is not a leaf of version 1.",
        "공개된 항목이 버전 1의 리프가 아닙니다.",
        "The entry bundle was changed.",
        "항목 묶음 파일이 바뀌었습니다.",
    ),
    "leaf-hash-differs": kind(
        Part.FILES,
        "A published entry has not the hash that its tile gives.",
        "공개된 항목의 해시가 타일과 다릅니다.",
        "The bundle or the tile was changed; the signed root tells which.",
        "항목 묶음이나 타일이 바뀌었습니다. 어느 쪽인지는 서명된 루트로 알 수 있습니다.",
    ),
    "published-otherwise": kind(
        Part.FILES,
        "The entry is not the one that was published at its index.",
        "이 번호로 공개된 항목과 다릅니다.",
        "The database was changed after publication: an entry changed, moved or was put in.",
        "공개된 뒤 데이터베이스가 바뀌었습니다. 항목이 변경, 이동 또는 삽입되었습니다.",
    ),
}

HANDED_OUT: dict[str, Kind] = {
    "receipt-broken": kind(
        Part.KNOWN,
        "The file does not hold.",
        "파일이 증명되지 않습니다.",
        "It was changed, or it is not of this log.",
        "내용이 바뀌었거나 이 기록의 것이 아닙니다.",
    ),
    "receipt-kind": kind(
        Part.KNOWN,
        "The file is of another kind.",
        "다른 종류의 파일입니다.",
        "Verify it as what it is.",
        "해당 종류로 검증하세요.",
    ),
    "checkpoint-older": kind(
        Part.KNOWN,
        "The checkpoint is older than the file: get a newer checkpoint.",
        "체크포인트가 파일보다 오래되었습니다. 더 새로운 체크포인트를 받으세요.",
        "Nothing is shown either way.",
        "어느 쪽으로도 증명되지 않습니다.",
    ),
    "checkpoint-contradicts": kind(
        Part.KNOWN,
        "The checkpoint contradicts the file: there are two different logs.",
        "체크포인트가 파일과 모순됩니다. 서로 다른 두 기록이 있습니다.",
        "One of the two was made to deceive.",
        "둘 중 하나는 속이기 위해 만들어졌습니다.",
    ),
}
