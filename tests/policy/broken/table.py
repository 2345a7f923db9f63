"""Faults of the table of processors."""

from __future__ import annotations

from tests.policy.broken.case import Expected, case

FILE = "processors.csv"

TABLE = (
    case(
        "a head that lacks a column",
        FILE,
        "id,organisation_en,organisation_ko,service_en,",
        "id,organisation_en,organisation_ko,",
        Expected("table-head", "id,organisation_en", ("service_en",), ("service_en,service_ko",)),
    ),
    case(
        "a head with a misspelt column",
        FILE,
        ",purposes,points,",
        ",purpose,points,",
        Expected("table-head", "id,organisation_en", ("purposes",), ("'purposes'",)),
    ),
    case(
        "a head in another order",
        FILE,
        ",purposes,points,",
        ",points,purposes,",
        Expected("table-head", "id,organisation_en", (("order", "순서"),), ("purposes,points",)),
    ),
    case(
        "a row with too few cells",
        FILE,
        "T7,UGENS,유젠스,DB maintenance,",
        "T7,UGENS,유젠스,",
        Expected("table-row", "T7,UGENS", ("14", "15"), (("comma", "쉼표"),)),
    ),
    case(
        "a comma that is not quoted",
        FILE,
        '"전화 예약, 전화 교환"',
        "전화 예약, 전화 교환",
        Expected("table-row", "T44,", ("16", "15"), (("double quotes", "큰따옴표"),)),
    ),
    case(
        "a quote that is not closed",
        FILE,
        '"전화 예약, 전화 교환"',
        '"전화 예약, 전화 교환',
        Expected("table-row", "T44,", ("15",), (("close each quote", "닫고"),)),
    ),
    case(
        "an unknown purpose",
        FILE,
        "T7,UGENS,유젠스,DB maintenance,DB 유지보수,,,PU19,",
        "T7,UGENS,유젠스,DB maintenance,DB 유지보수,,,PU199,",
        Expected("unknown-id", "T7,UGENS", ("PU199", ("purpose", "목적")), ("'PU19'",)),
    ),
    case(
        "an unknown collection point",
        FILE,
        "시험센터 CTMS,,,PU10,,",
        "시험센터 CTMS,,,PU10,C88,",
        Expected("unknown-id", "T15,", ("C88", ("collection point", "수집 지점")), ("'C8'",)),
    ),
    case(
        "a doubled id",
        FILE,
        "T8,E-Active",
        "T7,E-Active",
        Expected(
            "doubled-id", "T7,E-Active", ("T7", ("processor", "수탁자")), (("Remove", "지우"),)
        ),
    ),
    case(
        "an id of another form",
        FILE,
        "T8,E-Active",
        "8,E-Active",
        Expected("bad-id", "8,E-Active,이", ("'8'", "id"), ("T1",)),
    ),
    case(
        "an organisation without its Korean name",
        FILE,
        "T7,UGENS,유젠스,",
        "T7,UGENS,,",
        Expected("empty-cell", "T7,UGENS", ("organisation_ko",), ("organisation_ko",)),
    ),
    case(
        "a note without its Korean",
        FILE,
        ",Probably Baxter.,박스터(Baxter)로 보입니다.",
        ",Probably Baxter.,",
        Expected("empty-cell", "T36,", ("note_ko",), ("note_ko",)),
    ),
    case(
        "a slip that is printed instead of nothing",
        FILE,
        ",Boxter,Baxter,",
        ",Boxter,,",
        Expected("empty-cell", "T36,", ("printed_instead_of",), ("printed_instead_of",)),
    ),
    case(
        "a purpose of no family",
        FILE,
        "T7,UGENS,유젠스,DB maintenance,DB 유지보수,,,PU19,",
        "T7,UGENS,유젠스,DB maintenance,DB 유지보수,,,XX19,",
        Expected("bad-id", "T7,UGENS", ("XX19", "purposes"), ("PU1", "CK1")),
    ),
    case(
        "a character that nobody sees",
        FILE,
        "T7,UGENS,",
        "T7,UGENS\x00,",
        Expected("unseen-character", "T7,UGENS", ("U+0000",), (("anew", "새로"),)),
    ),
    case(
        "a table of another name",
        "processor.csv",
        "",
        "id,organisation_en\n",
        Expected("unknown-table", "", ("processor.csv",), (FILE,)),
    ),
)
