"""How mail leaves: through a mail server, or in the demo as files to look at."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import smtplib
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Final, Protocol

from keepword.foundation.errors import KeepwordError
from keepword.foundation.personal import Personal
from keepword.mail.errors import MailNotSent, MailRefused
from keepword.mail.outbox import Queued
from keepword.vault.blind_index import folded
from keepword.vault.sealing import encoded

TIMEOUT: Final = 30.0
"""Seconds that a mail server is waited for."""

_PERMANENT: Final = range(500, 600)


class Transport(Protocol):
    """Takes one mail; when it returns, the mail is somebody else's to deliver."""

    def send(self, mail: Queued, key: bytes, now: datetime) -> None:
        """Send `mail`. `key` is that of its day, for keyed aliases.

        Raises:
            MailNotSent: not now.
            MailRefused: never.
        """


class Server(Protocol):
    """A mail server. `security` is `tls`, `starttls`, or `local` (no TLS, this machine)."""

    @property
    def host(self) -> str:
        """Its name."""

    @property
    def port(self) -> int:
        """Its port."""

    @property
    def security(self) -> str:
        """How the connection is closed to others."""

    @property
    def user(self) -> str:
        """Who signs in there; empty where nobody has to."""

    @property
    def password(self) -> str:
        """With which password."""


class SmtpTransport:
    """Hands mail to a mail server (RFC 5321), through TLS unless it is on this machine.

    Args:
        server: where it is.
        sender: the address that mail comes from.
        context: whose certificates are trusted; the system's, where left out.
    """

    def __init__(self, server: Server, sender: str, context: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._sender = sender
        self._context = context or ssl.create_default_context()

    def send(self, mail: Queued, key: bytes, now: datetime) -> None:
        """Hand in one mail.

        Raises:
            MailNotSent: the server is not there, not trusted, or says to try again.
            MailRefused: the server will not take mail for this recipient.
        """
        text = _message(mail, self._sender, mail.to.reveal(), now)
        try:
            with self._connection() as server:
                self._hand_in(server, text, mail.to)
        except (smtplib.SMTPException, OSError):  # its text may name the recipient
            raise MailNotSent from None

    def _hand_in(self, server: smtplib.SMTP, text: EmailMessage, to: Personal) -> None:
        try:
            server.send_message(text, self._sender, [to.reveal()])
        except smtplib.SMTPRecipientsRefused as error:
            raise _of_code(next(iter(error.recipients.values()))[0]) from None
        except smtplib.SMTPNotSupportedError:  # an address that this server cannot write
            raise MailRefused from None

    @contextlib.contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        at = self._server
        if at.security == "tls":
            with smtplib.SMTP_SSL(
                at.host, at.port, timeout=TIMEOUT, context=self._context
            ) as server:
                yield self._signed_in(server)
            return
        with smtplib.SMTP(at.host, at.port, timeout=TIMEOUT) as server:
            if at.security != "local":
                server.starttls(context=self._context)
            yield self._signed_in(server)

    def _signed_in(self, server: smtplib.SMTP) -> smtplib.SMTP:
        if self._server.user:
            server.login(self._server.user, self._server.password)
        return server


class FileTransport:
    """Writes mail into a folder, for the demo: `<UTC time>-<REFERENCE>.eml`.

    No address stands in the files: the recipient is an alias, the same for the same address on one
    day, that nobody without the day's key can lead back to it.
    """

    SENDER: Final = "hospital@outbox.invalid"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, mail: Queued, key: bytes, now: datetime) -> None:
        """Write one mail, whole or not at all.

        Raises:
            MailNotSent: the folder cannot be written.
        """
        text = _message(mail, self.SENDER, alias(key, mail), now)
        name = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{mail.message.reference}.eml"
        draft = self._folder / f".{mail.id}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            with os.fdopen(fd, "wb") as file:
                file.write(text.as_bytes())
            draft.rename(self._folder / name)
        except OSError:
            raise MailNotSent from None


def alias(key: bytes, mail: Queued) -> str:
    """A recipient that says nothing: HMAC-SHA256 of the address, 64 bits, at `outbox.invalid`."""
    own = hmac.digest(key, b"keepword/mail/alias", hashlib.sha256)  # one key, one use
    tag = hmac.digest(own, encoded(folded(mail.to.reveal())), hashlib.sha256)
    return f"{tag[:8].hex()}@outbox.invalid"


def _message(mail: Queued, sender: str, to: str, now: datetime) -> EmailMessage:
    """A mail of plain text (RFC 5322). The id stays the same when it is sent again."""
    text = EmailMessage(policy=SMTP)
    text["From"] = _address(sender)
    text["To"] = _address(to)
    text["Subject"] = mail.message.subject
    text["Date"] = now
    text["Message-ID"] = f"<{mail.id}@{sender.rpartition('@')[2]}>"
    text["Content-Language"] = mail.message.language
    text["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence notes come back
    text.set_content(mail.message.body, cte="8bit" if _short(mail.message.body) else "base64")
    return text


def _address(text: str) -> Address:
    """One address for a header; one that cannot stand in any is refused for good."""
    try:
        return Address(addr_spec=text)
    except (ValueError, IndexError, MessageError):  # its text has the address
        raise MailRefused from None


def _short(body: str) -> bool:
    """Whether no line is longer than a line of mail may be (RFC 5322 §2.1.1, in bytes)."""
    return all(len(line.encode()) <= 998 for line in body.splitlines())


def _of_code(code: int) -> KeepwordError:
    return MailRefused() if code in _PERMANENT else MailNotSent()
