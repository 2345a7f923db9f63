"""Faults of form in the data: YAML, chapters, fields, values."""

from __future__ import annotations

from tests.policy.broken.case import Expected, case

_NOT_THEIRS = (
    'label: {en: "The data are not about the person asking", '
    'ko: "요구한 사람의 개인정보가 아닌 경우"}'
)

NOT_YAML = (
    case(
        "a quote is not closed",
        "people.yaml",
        'menu: {en: "My Chart menu", ko',
        'menu: {en: "My Chart menu, ko',
        Expected("bad-yaml", "menu: {en:", (("quotation mark", "따옴표"),), ("\\",)),
    ),
    case(
        "a quote is not closed at the end of its line",
        "purposes.yaml",
        'en: "To provide medical treatment and care services"',
        'en: "To provide medical treatment and care services',
        Expected("bad-yaml", 'en: "To provide medical treatment and', (), ("\\",)),
    ),
    case(
        "a quote is not closed, and the next line has none",
        "policy.yaml",
        'name: {en: "My Chart in My Hand", ko: "내 손안의 차트"}',
        'name: {en: "My Chart in My Hand", ko: "내 손안의 차트}',
        Expected("bad-yaml", 'name: {en: "My Chart', (("quotation mark", "따옴표"),), ("\\",)),
    ),
    case(
        "a colon is forgotten",
        "retention.yaml",
        "  trigger: filmed",
        "  trigger filmed",
        Expected(
            "bad-yaml",
            "trigger filmed",
            (("name: value", "이름: 값"),),
            (("colon", "쌍점"), "'- '"),
        ),
    ),
    case(
        "a space after a colon is forgotten",
        "retention.yaml",
        "  trigger: filmed",
        "  trigger:filmed",
        Expected("bad-yaml", "trigger:filmed", (), (("space", "빈칸"),)),
    ),
    case(
        "a line is indented too far",
        "retention.yaml",
        "  trigger: filmed",
        "    trigger: filmed",
        Expected("bad-yaml", "trigger: filmed", (), (("indentation", "들여쓰기"),)),
    ),
    case(
        "a bracket is not closed",
        "policy.yaml",
        "clauses: [P69]}",
        "clauses: [P69}",
        Expected("bad-yaml", "clauses: [P69}", (("bracket", "괄호"),), (("comma", "쉼표"),)),
    ),
    case(
        "a list is not closed at the end of its line",
        "cameras.yaml",
        "purposes: [CV1, CV2, CV3]",
        "purposes: [CV1, CV2, CV3",
        Expected("bad-yaml", "purposes: [CV1", (("bracket", "괄호"),), (("comma", "쉼표"),)),
    ),
    case(
        "a tab indents a line",
        "cameras.yaml",
        "  units: 2165",
        "\tunits: 2165",
        Expected("tab", "\tunits", (("tab", "탭"),), (("spaces", "빈칸"),)),
    ),
    case(
        "a colon within plain text",
        "cameras.yaml",
        "hours: 24",
        "hours: all day: 24",
        Expected("bad-yaml", "hours: all day", (("colon", "쌍점"),), (("quotes", "따옴표"),)),
    ),
    case(
        "an alias without its anchor",
        "people.yaml",
        f"{_NOT_THEIRS}, readings: *ground}}",
        f"{_NOT_THEIRS}, readings: *grond}}",
        Expected("bad-yaml", "*grond", (("*name", "*이름"),), ("&",)),
    ),
    case(
        "a group that holds itself",
        "policy.yaml",
        "readings: {all: G78}",
        "readings: &self {all: *self}",
        Expected("too-deep", "&self", (("inside themselves", "자기 자신"),), ("*",)),
    ),
    case(
        "a tag of its own",
        "cameras.yaml",
        "units: 2165",
        "units: !!python/tuple 2165",
        Expected("strange-value", "units:", ("2165",), ("!",)),
    ),
    case(
        "a character that nobody sees",
        "cameras.yaml",
        '{en: "lobby", ko: "로비"}',
        '{en: "lobby\u2028", ko: "로비"}',
        Expected("unseen-character", 'en: "lobby', ("U+2028",), (("type", "입력"),)),
    ),
    case(
        "a doubled key",
        "retention.yaml",
        "period: 30 days",
        "period: 30 days\n  period: 60 days",
        Expected("doubled-key", "period: 60 days", ("period",), (("one of the two", "하나만"),)),
    ),
)

CHAPTERS = (
    case(
        "a chapter in two files",
        "office.yaml",
        "",
        "\nchannels: []\n",
        Expected("chapter-twice", "channels: []", ("channels", "channels.yaml"), ("channels",)),
    ),
    case(
        "the processors in the table and in a file",
        "office.yaml",
        "",
        "\nprocessors: []\n",
        Expected(
            "chapter-twice", "organisation_en", ("office.yaml",), ("processors",), "processors.csv"
        ),
    ),
    case(
        "a chapter is missing",
        "retention.yaml",
        "",
        None,
        Expected("missing-chapter", "", ("retention",), ("retention:",), "policy.yaml"),
    ),
    case(
        "policy.yaml is missing",
        "policy.yaml",
        "",
        None,
        Expected("missing-chapter", "", ("meta",), ("meta:",)),
    ),
    case(
        "a chapter is misspelt",
        "cameras.yaml",
        "\ncameras:\n",
        "\ncamreas:\n",
        Expected("unknown-chapter", "camreas:", ("camreas",), ("cameras:",)),
    ),
    case(
        "a file that is a list",
        "channels.yaml",
        "\nchannels:\n",
        "\n",
        Expected("no-chapters", "# The ten ways", (("chapter", "장"),), ("purposes:",)),
    ),
    case(
        "a chapter with nothing in it",
        "items.yaml",
        "",
        "\nstatements:\n",
        Expected("empty", "statements:", ("statements",), (("value", "값"),)),
    ),
)

FIELDS = (
    case(
        "a field is missing",
        "cameras.yaml",
        "  hours: 24\n",
        "",
        Expected("missing-field", "cameras:\n", ("hours",), ("hours:",)),
    ),
    case(
        "a rule without trigger",
        "retention.yaml",
        "  trigger: filmed\n",
        "",
        Expected("missing-field", "id: R10\n", ("trigger",), ("trigger:",)),
    ),
    case(
        "a field is misspelt",
        "retention.yaml",
        "  schedule: medical-records",
        "  shedule: medical-records",
        Expected("unknown-field", "shedule:", ("shedule",), (("Did you mean", "혹시"), "schedule")),
    ),
    case(
        "a field that belongs elsewhere",
        "channels.yaml",
        "{id: CH1, ",
        "{id: CH1, period: 1 year, ",
        Expected("unknown-field", "{id: CH1, ", ("period",), (("remove", "지우"), "label")),
    ),
    case(
        "a text without its Korean",
        "items.yaml",
        'label: {en: "Service use record", ko: "서비스 이용기록"}',
        'label: {en: "Service use record"}',
        Expected(
            "missing-language", '"Service use record"', ("label", ("Korean", "한국어")), ("ko:",)
        ),
    ),
    case(
        "a text in one language",
        "items.yaml",
        'label: {en: "Service use record", ko: "서비스 이용기록"}',
        'label: "Service use record"',
        Expected("wrong-type", '"Service use record"', ("label",), ("{en: …, ko: …}",)),
    ),
    case(
        "an empty text",
        "items.yaml",
        'en: "Service use record"',
        'en: ""',
        Expected("missing-language", 'en: ""', ("label", ("English", "영어")), ("en:",)),
    ),
    case(
        "nothing after a field's name",
        "cameras.yaml",
        "hours: 24",
        "hours:",
        Expected("empty", "hours:\n", ("hours:",), (("value", "값"),)),
    ),
    case(
        "an empty list",
        "cameras.yaml",
        "purposes: [CV1, CV2, CV3]",
        "purposes: []",
        Expected("empty", "purposes: []", ("purposes",), (("at least one", "하나 이상"),)),
    ),
)

VALUES = (
    case(
        "a value that is not among the choices",
        "retention.yaml",
        "trigger: filmed",
        "trigger: filmd",
        Expected("not-a-choice", "trigger: filmd", ("filmd", "trigger"), ("'filmed'", "logged")),
    ),
    case(
        "a yes without quotes",
        "people.yaml",
        'ways: {in-person: "yes", web: notice',
        "ways: {in-person: yes, web: notice",
        Expected("not-a-choice", "in-person: yes", ("in-person",), ('"yes"', '"no"')),
    ),
    case(
        "a principle that no decision rests on",
        "principles.yaml",
        "  scope: [P16]",
        "  scoop: [P16]",
        Expected("not-a-choice", "scoop:", ("scoop", "principles"), ("'scope'",)),
    ),
    case(
        "an id of another form",
        "items.yaml",
        "- id: ip-address",
        "- id: IP_address",
        Expected("bad-id", "id: IP_address", ("IP_address", "id"), ("mobile-phone",)),
    ),
    case(
        "a numbered id of another form",
        "retention.yaml",
        "- id: R10",
        "- id: R010",
        Expected("bad-id", "id: R010", ("R010",), ("R1",)),
    ),
    case(
        "a purpose of no family",
        "collection.yaml",
        "purposes: [PU21]",
        "purposes: [PR21]",
        Expected("bad-id", "purposes: [PR21]", ("PR21", "purposes"), ("PU1", "CK1", "CV1")),
    ),
    case(
        "a single value where a list is wanted",
        "cameras.yaml",
        "purposes: [CV1, CV2, CV3]",
        "purposes: CV1",
        Expected("wrong-type", "purposes: CV1", ("purposes",), ("purposes: [",)),
    ),
    case(
        "a telephone number without quotes",
        "office.yaml",
        'phone: "118"',
        "phone: 118",
        Expected("wrong-type", "phone: 118", ("phone",), ('phone: "…"',)),
    ),
    case(
        "words where a number is wanted",
        "cameras.yaml",
        "units: 2165",
        "units: many",
        Expected("bad-number", "units: many", ("many", "units"), ("24",)),
    ),
    case(
        "a number out of range",
        "cameras.yaml",
        "hours: 24",
        "hours: 25",
        Expected("out-of-range", "hours: 25", ("25", "hours"), ("24",)),
    ),
    case(
        "a flag that is neither true nor false",
        "policy.yaml",
        "tertiary_hospital: true",
        "tertiary_hospital: perhaps",
        Expected("not-a-choice", "tertiary_hospital:", ("perhaps",), ("true", "false")),
    ),
    case(
        "a period that cannot be read",
        "office.yaml",
        "within: 5 days",
        "within: five days",
        Expected("bad-period", "within: five", ("within",), ("30 days", "6 months", "3 years")),
    ),
    case(
        "a period of nothing",
        "office.yaml",
        "within: 5 days",
        "within: 0 days",
        Expected("bad-period", "within: 0", ("within",), ("30 days",)),
    ),
    case(
        "a period without its unit",
        "office.yaml",
        "within: 5 days",
        "within: 5",
        Expected("bad-period", "within: 5\n", ("within",), ("30 days",)),
    ),
    case(
        "a day that no calendar has",
        "policy.yaml",
        "\n  effective: 2021-01-14",
        "\n  effective: 2021-02-30",
        Expected("bad-date", "  effective: 2021-02-30", ("2021-02-30",), ("2021-01-14",)),
    ),
    case(
        "a date in another order",
        "policy.yaml",
        "noticed: 2021-01-07",
        "noticed: 7.1.2021",
        Expected("bad-date", "noticed:", ("7.1.2021", "noticed"), ("2021-01-14",)),
    ),
    case(
        "words where a group is wanted",
        "policy.yaml",
        "    profile:\n      sector: private\n      tertiary_hospital: true\n"
        "      people_at_least: 1000000\n      staff_at_least: 30\n      readings: {all: G78}\n",
        "    profile: private\n",
        Expected("wrong-type", "profile: private", ("profile",), ("sector", "staff_at_least")),
    ),
)

FORM = (*NOT_YAML, *CHAPTERS, *FIELDS, *VALUES)
