"""Faults of sense in the data: unknown and doubled ids, data that mean nothing."""

from __future__ import annotations

from tests.policy.broken.case import Expected, case

UNKNOWN = (
    case(
        "an unknown purpose",
        "collection.yaml",
        "purposes: [PU21]",
        "purposes: [PU211]",
        Expected("unknown-id", "[PU211]", ("PU211", ("purpose", "목적")), ("PU21",)),
    ),
    case(
        "an unknown item",
        "collection.yaml",
        "{item: card-issuer,",
        "{item: card-issuers,",
        Expected(
            "unknown-id", "card-issuers", ("card-issuers", ("item", "항목")), ("card-issuer'",)
        ),
    ),
    case(
        "an unknown implied item",
        "collection.yaml",
        "implied: [voice-recording]",
        "implied: [voice-record]",
        Expected("unknown-id", "[voice-record]", ("voice-record",), ("voice-recording",)),
    ),
    case(
        "an unknown channel",
        "collection.yaml",
        "channels: [CH2, CH4, CH8]",
        "channels: [CH2, CH4, CH88]",
        Expected("unknown-id", "CH88", ("CH88", ("channel", "수집 경로")), ("'CH8'",)),
    ),
    case(
        "an unknown retention rule of a point",
        "collection.yaml",
        "retention: R4",
        "retention: R44",
        Expected(
            "unknown-id", "retention: R44", ("R44", ("retention rule", "보유 규칙")), ("'R4'",)
        ),
    ),
    case(
        "an unknown retention rule of the cameras",
        "cameras.yaml",
        "retention: R10",
        "retention: R100",
        Expected("unknown-id", "retention: R100", ("R100",), ("'R10'",)),
    ),
    case(
        "an unknown retention rule of a safeguard",
        "office.yaml",
        "keeps: R9",
        "keeps: R99",
        Expected("unknown-id", "keeps: R99", ("R99",), ("'R9'",)),
    ),
    case(
        "an unknown condition",
        "collection.yaml",
        "condition: hospital-employee",
        "condition: hospital-staff",
        Expected("unknown-id", "hospital-staff", (("condition", "조건"),), ("hospital-employee",)),
    ),
    case(
        "an unknown service of a point",
        "collection.yaml",
        "service: smart-cancer",
        "service: smart-cancers",
        Expected("unknown-id", "smart-cancers", (("service", "서비스"),), ("'smart-cancer'",)),
    ),
    case(
        "an unknown service to leave",
        "people.yaml",
        "membership: website",
        "membership: websites",
        Expected("unknown-id", "membership: websites", ("websites",), ("'website'",)),
    ),
    case(
        "an unknown collection point",
        "people.yaml",
        "guardian_point: C14",
        "guardian_point: C144",
        Expected("unknown-id", "C144", (("collection point", "수집 지점"),), ("'C14'",)),
    ),
    case(
        "an unknown clause",
        "retention.yaml",
        "clauses: [P101, P104]",
        "clauses: [P101, P1040]",
        Expected("unknown-id", "P1040", ("P1040", ("clause", "약속")), ("'P104'",)),
    ),
    case(
        "an unknown clause behind a principle",
        "principles.yaml",
        "scope: [P16]",
        "scope: [P166]",
        Expected("unknown-id", "scope: [P166]", ("P166",), ("'P16'",)),
    ),
    case(
        "an unknown reading",
        "retention.yaml",
        "readings: {trigger: G68}",
        "readings: {trigger: G688}",
        Expected("unknown-id", "G688", (("reading", "해석"),), ("'G68'",)),
    ),
    case(
        "an unknown paper",
        "parties.yaml",
        "papers: [statute]",
        "papers: [statutes]",
        Expected("unknown-id", "papers: [statutes]", (("paper", "서류"),), ("'statute'",)),
    ),
    case(
        "an unknown statutory schedule",
        "retention.yaml",
        "schedule: medical-records",
        "schedule: medical-record",
        Expected(
            "unknown-id",
            "schedule: medical-record\n",
            (("schedule", "법정 보존표"),),
            ("'medical-records'",),
        ),
    ),
    case(
        "an unknown kind of record",
        "collection.yaml",
        "record: medical-record,",
        "record: medical-recrod,",
        Expected(
            "unknown-id", "medical-recrod", (("record kind", "기록 종류"),), ("'medical-record'",)
        ),
    ),
    case(
        "an unknown public body",
        "office.yaml",
        "registry: police-cyber",
        "registry: police-cyver",
        Expected("unknown-id", "police-cyver", (("public body", "공공기관"),), ("'police-cyber'",)),
    ),
    case(
        "an unknown law pack",
        "policy.yaml",
        "law: kr",
        "law: kor",
        Expected("unknown-id", "law: kor", ("kor", ("law pack", "법령집")), ("'kr'",)),
    ),
    case(
        "a reading on a field that is not there",
        "retention.yaml",
        "readings: {trigger: G68}",
        "readings: {triger: G68}",
        Expected("unknown-field", "{triger: G68}", ("triger",), ("'trigger'", "'all'")),
    ),
)

# A thing of each kind once more: what it is called, its id, the file, where it is put, its text.
_AGAIN = (
    ("clause", "약속", "P1", "clauses.yaml", "",
     "- {id: P1, section: 0, kind: info, says: {en: A, ko: 가}}"),
    ("reading", "해석", "G1", "readings.yaml", "",
     '- {id: G1, section: "1", problem: {en: A, ko: 가}, reading: {en: A, ko: 가}}'),
    ("purpose", "목적", "PU1", "purposes.yaml", "",
     "- {id: PU1, name: {en: A, ko: 가}, says: {en: A, ko: 가}, basis: [law]}"),
    ("item", "개인정보 항목", "cookie", "items.yaml", "\nconditions:\n",
     "- {id: cookie, label: {en: A, ko: 가}}"),
    ("condition", "조건", "hospital-employee", "items.yaml", "",
     "- {id: hospital-employee, role: hospital-employee, says: {en: A, ko: 가}}"),
    ("channel", "수집 경로", "CH4", "channels.yaml", "", "- {id: CH4, label: {en: A, ko: 가}}"),
    ("collection point", "수집 지점", "C15", "collection.yaml", "\n- id: C16\n",
     "- {id: C15, section: 1, name: {en: A, ko: 가}, basis: [law], purposes: [PU1], "
     "implied: [cookie]}"),
    ("retention rule", "보유 규칙", "R12", "retention.yaml", "",
     "- {id: R12, what: {en: A, ko: 가}, says: {en: A, ko: 가}, trigger: service-ended, "
     "act: destroy}"),
    ("service", "서비스", "my-chart", "policy.yaml", "",
     "  - {id: my-chart, name: {en: A, ko: 가}}"),
    ("paper", "서류", "statute", "parties.yaml", "\n  grounds:\n",
     "  - {id: statute, label: {en: A, ko: 가}}"),
    ("ground", "제공 근거", "law", "parties.yaml", "\ncommissioning:\n",
     "  - {id: law, name: {en: A, ko: 가}, says: {en: A, ko: 가}}"),
    ("contract term", "계약 조항", "liability", "parties.yaml", "",
     "  - {id: liability, says: {en: A, ko: 가}}"),
    ("route", "권리 행사 경로", "child", "people.yaml", "\n  identity_documents:\n",
     "  - {id: child, name: {en: A, ko: 가}, rights: [access], askers: [guardian], ways: {}}"),
    ("identity document", "신분증", "passport", "people.yaml", "\n  representative_papers:\n",
     "  - {id: passport, label: {en: A, ko: 가}}"),
    ("representative’s paper", "대리인 서류", "consent-form", "people.yaml",
     "\n  refusal_grounds:\n", "  - {id: consent-form, label: {en: A, ko: 가}}"),
    ("ground for refusal", "거절 사유", "not-theirs", "people.yaml", "\nchildren:\n",
     "  - {id: not-theirs, label: {en: A, ko: 가}}"),
    ("consent method", "동의 확인 방법", "sms", "people.yaml", "\nwithdrawal:\n",
     "  - {id: sms, label: {en: A, ko: 가}}"),
    ("manner of destruction", "파기 방법", "paper", "office.yaml", "\nofficer:\n",
     "  - {id: paper, medium: {en: A, ko: 가}, methods: [{en: A, ko: 가}]}"),
    ("remedy body", "구제 기관", "police", "office.yaml", "\nsafeguards:\n",
     '  - {id: police, registry: police-cyber, name: {en: A, ko: 가}, phone: "1"}'),
    ("safeguard", "안전조치", "audit", "office.yaml", "\ncookies:\n",
     "- {id: audit, assurance: attested, name: {en: A, ko: 가}}"),
    ("cookie choice", "쿠키 선택지", "ask", "office.yaml", "\n  browsers:\n",
     "  - {id: ask, label: {en: A, ko: 가}}"),
    ("browser", "브라우저", "edge", "office.yaml", "\namendment:\n",
     "  - {id: edge, browser: {en: A, ko: 가}, path: [{en: A, ko: 가}]}"),
)  # fmt: skip

DOUBLED = tuple(
    case(
        f"a doubled {english}",
        file,
        before,
        f"{before and chr(10)}{again}{before or chr(10)}",
        Expected(
            "doubled-id",
            again,
            (name, (english, korean)),
            (("give it an id of its own", "다른 번호"),),
        ),
    )
    for english, korean, name, file, before, again in _AGAIN
)

MEANINGLESS = (
    case(
        "an item listed twice at one point",
        "collection.yaml",
        "  - {item: card-number, requirement: required}\n",
        "  - {item: card-number, requirement: required}\n"
        "  - {item: card-number, requirement: optional}\n",
        Expected(
            "doubled-entry",
            "card-number, requirement: optional",
            ("C9", "card-number"),
            (("one of the two", "하나만"),),
        ),
    ),
    case(
        "a point that collects without a purpose",
        "collection.yaml",
        "purposes: [PU21]",
        "purposes: []",
        Expected(
            "item-without-purpose", "purposes: []", ("C12", "personal-name", "19"), ("purposes",)
        ),
    ),
    case(
        "an item without a purpose beside one that has its own",
        "collection.yaml",
        "  purposes: [PU19, PU20]\n",
        "",
        Expected("item-without-purpose", "item: service-use-record", ("C3",), ("purposes",)),
        Expected("item-without-purpose", "item: cookie,", ("C3",), ("purposes",)),
        Expected("item-without-purpose", "item: other-created-", ("C3",), ("purposes",)),
    ),
    case(
        "a point without items",
        "collection.yaml",
        "  implied: [footage]\n",
        "",
        Expected("point-without-items", "id: C20\n", ("C20",), ("entries", "implied")),
    ),
    case(
        "a rule without period",
        "retention.yaml",
        "  period: 3 years\n",
        "",
        Expected("rule-without-period", "id: R7\n", ("R7",), ("period:", "schedule:")),
    ),
    case(
        "a period that no calendar holds",
        "retention.yaml",
        "period: 3 years",
        "period: 30000000000 years",
        Expected("bad-period", "period: 30000000000", ("30000000000 years",), ("1000",)),
    ),
    case(
        "a service that ends with itself",
        "policy.yaml",
        "- {id: website, ",
        "- {id: website, ends_with: website, ",
        Expected("circle", "{id: website,", ("website",), ("ends_with",)),
    ),
    case(
        "in force before it is announced",
        "policy.yaml",
        "noticed: 2021-01-07",
        "noticed: 2021-01-21",
        Expected("dates-out-of-order", "  effective:", (("announced", "공고일"),), ("effective",)),
    ),
    case(
        "a first version after this one",
        "policy.yaml",
        "first_effective: 2011-05-01",
        "first_effective: 2031-05-01",
        Expected(
            "dates-out-of-order", "first_effective:", (("first", "최초"),), ("first_effective",)
        ),
    ),
)

SENSE = (*UNKNOWN, *DOUBLED, *MEANINGLESS)
