"""What can go wrong with mail. No error names a recipient or a server's answer.

KeepwordError (foundation)
├── MailNotSent     not this time: it is tried again later
└── MailRefused     the server will never take it for this recipient
"""

from __future__ import annotations

from keepword.foundation.errors import KeepwordError, Message


class MailNotSent(KeepwordError):
    """The server could not be reached, or asked to be tried again."""

    code = "mail-not-sent"

    def __init__(self) -> None:
        super().__init__(
            Message("Mail could not be handed in.", "메일을 보내지 못했습니다."),
            Message(
                "It is tried again by itself; if it stays so, check KEEPWORD_SMTP.",
                "자동으로 다시 보냅니다. 계속되면 KEEPWORD_SMTP를 확인하세요.",
            ),
        )


class MailRefused(KeepwordError):
    """A permanent answer (RFC 5321 §4.2.1, 5yz) about the recipient."""

    code = "mail-refused"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "The mail server does not take mail for this recipient.",
                "메일 서버가 이 수신자에게 보낼 수 없다고 답했습니다.",
            ),
            Message("The address has to be corrected.", "메일 주소를 고쳐야 합니다."),
        )
