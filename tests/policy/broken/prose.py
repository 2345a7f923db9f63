"""Faults of the prose: its form, what it draws from the data, one language against the other."""

from __future__ import annotations

from tests.policy.broken.case import Expected, case

EN, KO = "prose.en.yaml", "prose.ko.yaml"

OF_FORM = (
    case("a prose file is missing", KO, "", None, Expected("no-prose", "", (KO,), (KO,))),
    case(
        "prose in another language than its file's name",
        KO,
        "\nlanguage: ko\n",
        "\nlanguage: en\n",
        Expected("prose-language", "language: en", ("'en'",), ("language: ko",)),
    ),
    case(
        "prose without a language",
        KO,
        "\nlanguage: ko\n",
        "\n",
        Expected("missing-field", "sections:", ("language",), ("language:",)),
    ),
    case(
        "prose that is a list",
        KO,
        "\nlanguage: ko\nsections:\n",
        "\n",
        Expected("no-sections", "# The Korean", (("sections", "장"),), ("language:", "sections:")),
    ),
    case(
        "a mark is not closed",
        EN,
        "access control procedure is established and enforced.]]",
        "access control procedure is established and enforced.",
        Expected("mark-not-closed", "[[P89|", ("[[P89|", ("not closed", "닫히지 않은")), ("]]",)),
    ),
    case(
        "a mark inside another",
        EN,
        "with the Personal Data Protection Act.]]",
        "with [[P2|the Personal Data Protection Act.]]]]",
        Expected("mark-in-mark", "[[P2|the Personal Data", ("[[P2|", "[[P1|"), ("[[P1 P2|",)),
    ),
    case(
        "a mark is closed that was not opened",
        EN,
        "[[P4|This Privacy Policy",
        "This Privacy Policy",
        Expected("mark-not-opened", '- p: "This Privacy Policy', ("]]",), ("[[P1|",)),
    ),
    case(
        "a mark without ids",
        EN,
        "[[P4|This Privacy Policy",
        "[[p4|This Privacy Policy",
        Expected("bad-mark", "[[p4|", ("[[p4|",), ("[[P1| … ]]",)),
    ),
    case(
        "two kinds in a block",
        EN,
        '  - title: "Privacy Policy"\n',
        '  - title: "Privacy Policy"\n    h: "Privacy Policy"\n',
        Expected("block-kind", 'title: "Privacy Policy"', ("title, h",), ("title, h",)),
    ),
    case(
        "a block of no kind",
        EN,
        "  - each: cookies\n",
        "  - bullet: true\n    clauses: [P91]\n",
        Expected(
            "block-kind",
            "- bullet: true\n    clauses: [P91]",
            (("no kind", "종류가 없는"),),
            ("p, b",),
        ),
    ),
    case(
        "a kind of block that is misspelt",
        EN,
        "  - each: cookies\n",
        "  - eech: cookies\n",
        Expected("unknown-field", "eech:", ("eech",), ("'each'",)),
    ),
    case(
        "a family of purposes that is not one",
        EN,
        "  - each: cookies\n",
        "  - each: cooky\n",
        Expected("not-a-choice", "each: cooky", ("cooky",), ("services, cookies",)),
    ),
    case(
        "a block with an empty text",
        EN,
        '  - h3: "Destruction method"\n',
        '  - h3: ""\n',
        Expected("empty", 'h3: ""', ("h3",), (("value", "값"),)),
    ),
)

AGAINST_THE_DATA = (
    case(
        "a section stands twice",
        KO,
        "- section: 13\n",
        "- section: 12 # again\n",
        Expected("section-twice", "# again", (("Section 12", "12장"),), ("section: 12",)),
    ),
    case(
        "a section before an earlier one",
        EN,
        "- section: 1\n",
        "- section: 16\n",
        Expected(
            "section-order",
            "- section: 2\n",
            (("Section 2", "2장"), ("section 16", "16장")),
            (("section 16", "16장"), "section: 2"),
        ),
    ),
    case(
        "a clause left out",
        EN,
        "[[P25|The Hospital",
        "[[P24|The Hospital",
        Expected("clause-left-out", "- id: P25\n", ("P25", EN), ("[[P25|",), "clauses.yaml"),
        Expected("translation-marks", "[[P25|", ("P25", EN), (("remove P25", "P25"),), KO),
    ),
    case(
        "a clause whose sentence stays blank",
        "retention.yaml",
        "  period: 6 months\n",
        "",
        *(
            Expected(
                "clause-blank",
                "[[P11 R4|",
                ("P11", "{R4.period}"),
                ("{R4.period}", "[[P11| … ]]"),
                file,
            )
            for file in (EN, KO)
        ),
    ),
    case(
        "a mark of a clause that is not there",
        EN,
        "[[P16|The Hospital",
        "[[P16 P160|The Hospital",
        Expected("dangling-clause", "P160", ("P160",), ("P160", "'P16'")),
    ),
    case(
        "a block under a clause that is not there",
        EN,
        "    clauses: [P54, P55]\n",
        "    clauses: [P54, P555]\n",
        Expected("dangling-clause", "P555", ("P555",), ("'P55'",)),
    ),
    case(
        "a binding to a field that is not there",
        EN,
        "{officer.department}",
        "{officer.departement}",
        Expected("prose-binding", "departement", ("departement", "officer"), ("'department'",)),
    ),
    case(
        "a binding to an id that is not there",
        EN,
        "{R4.period|words}",
        "{R44.period|words}",
        Expected("prose-binding", "R44", ("{R44.period}", "'R44'"), ("'R4'",)),
    ),
    case(
        "a binding to a chapter that is not there",
        EN,
        "{commissioning.statute}",
        "{comissioning.statute}",
        Expected("prose-binding", "comissioning", ("comissioning",), ("'commissioning'",)),
    ),
    case(
        "a binding to something without words",
        EN,
        "{cameras.manager.title}",
        "{cameras.manager}",
        Expected(
            "unworded-binding",
            "{cameras.manager}",
            ("{cameras.manager}",),
            ("{cameras.manager.title}", "{cameras.manager.team}"),
        ),
    ),
    case(
        "a binding to a flag",
        EN,
        "{cameras.units|number}",
        "{cameras.audio}",
        Expected(
            "unworded-binding", "{cameras.audio}", ("{cameras.audio}",), (("number", "숫자"),)
        ),
    ),
    case(
        "a list without a format",
        EN,
        "{rights.identity_documents|commas}",
        "{rights.identity_documents}",
        Expected(
            "list-without-format",
            "{rights.identity_documents}",
            ("{rights.identity_documents}",),
            ("{rights.identity_documents|commas}", "or, arrows"),
        ),
    ),
    case(
        "a list in a format that lists do not have",
        EN,
        "{rights.identity_documents|commas}",
        "{rights.identity_documents|comma}",
        Expected("unknown-format", "|comma}", ("'comma'",), ("'commas'",)),
    ),
    case(
        "a period in a format that periods do not have",
        EN,
        "{safeguards.audit.every|frequency}",
        "{safeguards.audit.every|frequent}",
        Expected("unknown-format", "|frequent}", ("'frequent'",), ("'frequency'",)),
    ),
    case(
        "braces that bind nothing",
        EN,
        "{officer.department}",
        "{officer department}",
        Expected(
            "stray-brace", "{officer department}", ("{officer department}",), (("spaces", "빈칸"),)
        ),
    ),
    case(
        "a line of items for a point that is not there",
        EN,
        "  - items: {point: C13, ",
        "  - items: {point: C133, ",
        Expected("unknown-id", "C133", ("C133", ("collection point", "수집 지점")), ("'C13'",)),
    ),
    case(
        "a line of items that lists none",
        EN,
        "  - items: {point: C13, requirement: unlabelled}\n",
        "  - items: {point: C13, requirement: optional}\n",
        Expected(
            "items-line-empty", "point: C13, ", ("C13", "'optional'"), ("requirement", "unlabelled")
        ),
    ),
)

AGAINST_THE_ORIGINAL = (
    case(
        "a block that the translation leaves out",
        KO,
        '  - p: "[[P110|2) 그 밖에 정보주체의 열람 요구를 거절할 정당한 사유가 있는 경우]]"\n',
        "",
        Expected(
            "translation-blocks",
            '"영상정보에 대한 기술적·관리적·물리적 보호조치"',
            ("25", "26"),
            (EN,),
        ),
    ),
    case(
        "a section that the translation leaves out",
        KO,
        "- section: 15\n",
        "- section: 16\n",
        Expected(
            "translation-sections",
            "- section: 16\n",
            (("no section 16", "16장이 없"),),
            (("section 16", "16장"),),
        ),
        Expected(
            "translation-sections",
            "- section: 16\n",
            (("Section 15", "15장"),),
            (("section 15", "15장"),),
        ),
    ),
    case(
        "a block of another kind than the original",
        KO,
        '  - h: "개인정보의 열람"\n',
        '  - p: "개인정보의 열람"\n',
        Expected("translation-kind", 'p: "개인정보의 열람"', ("'p'", "'h'"), ("'h'", EN)),
    ),
    case(
        "a mark that the translation leaves out",
        KO,
        "[[P17 P18|",
        "[[P17|",
        Expected("translation-marks", "[[P16|", ("P18", EN), ("[[P18| … ]]",)),
    ),
    case(
        "a mark that the translation adds",
        KO,
        "[[P16|",
        "[[P16 P15|",
        Expected("translation-marks", "[[P16 P15|", ("P15", EN), (("Remove P15", "P15"), EN)),
    ),
    case(
        "a binding that the translation leaves out",
        KO,
        "{R4.period|words}",
        "6개월",
        Expected("translation-bindings", "종료 후 6개월", ("{R4.period}", EN), ("{R4.period}",)),
    ),
    case(
        "a binding that the translation changes",
        KO,
        "{R4.period|words}",
        "{R10.period|words}",
        Expected(
            "translation-bindings",
            "종료 후 {R10.period|words}",
            ("{R4.period}", "{R10.period}"),
            ("{R4.period}", "{R10.period}"),
        ),
    ),
    case(
        "a line of items of another point than the original",
        KO,
        "  - items: {point: C5, requirement: required,",
        "  - items: {point: C6, requirement: required, # another\n     ",
        Expected("translation-bindings", "# another", ("C5", "C6"), ("C5", "C6")),
    ),
    case(
        "other purposes than in the original",
        KO,
        "  - each: cookies\n",
        "  - each: services # another\n",
        Expected(
            "translation-kind", "# another", ("each: services", "each: cookies"), ("each: cookies",)
        ),
    ),
)

PROSE = (*OF_FORM, *AGAINST_THE_DATA, *AGAINST_THE_ORIGINAL)
