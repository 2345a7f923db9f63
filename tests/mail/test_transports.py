"""How mail leaves: to a mail server of the test's own, and into the demo's folder."""

from __future__ import annotations

import email
import re
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from pathlib import Path
from uuid import uuid4

import pytest

from keepword.foundation.personal import Personal
from keepword.mail.errors import MailNotSent, MailRefused
from keepword.mail.outbox import MailMessage, Queued
from keepword.mail.transports import FileTransport, SmtpTransport
from tests.custody.scene import NOW

KEY = bytes(range(32))
TO = "gaon.nuri@example.com"


def _mail(to: str = TO, body: str = "두루미 일곱 마리\n") -> Queued:
    message = MailMessage("left", "ko", "회원 탈퇴가 끝났습니다", body, "BCDF")
    return Queued(uuid4(), NOW, Personal(to), message)


@dataclass(frozen=True)
class Server:
    """Where the test's server is."""

    port: int
    host: str = "127.0.0.1"
    security: str = "local"
    user: str = ""
    password: str = ""


class _Smtp(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs to hand in one mail."""

    server: _House

    def handle(self) -> None:
        self._say("220 test")
        for line in self.rfile:
            word = line.split()[0].upper()
            if word == b"DATA":
                self._say("354 go on")
                self.server.taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self._say("250 taken")
            elif word == b"RCPT":
                self._say(self.server.recipient)
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 8BITMIME" if word == b"EHLO" else "250 ok")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _House(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Smtp)
        self.taken: list[bytes] = []
        self.recipient = "250 ok"


@pytest.fixture
def house() -> Iterator[_House]:
    """A mail server of this test's own."""
    with _House() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def _transport(house: _House, security: str = "local") -> SmtpTransport:
    server = Server(house.server_address[1], security=security)
    return SmtpTransport(server, "privacy@hospital.example")


@pytest.mark.parametrize("body", ["두루미 일곱 마리\n", "가" * 900 + "\n"])
def test_a_mail_server_gets_the_whole_mail(house: _House, body: str) -> None:
    mail = _mail(body=body)
    _transport(house).send(mail, KEY, NOW)
    (taken,) = house.taken
    read = email.message_from_bytes(taken, policy=policy.default)
    assert (read["To"], read["From"]) == (TO, "privacy@hospital.example")
    assert read["Subject"] == mail.message.subject
    assert read["Message-ID"] == f"<{mail.id}@hospital.example>"
    assert read.get_content().replace("\r\n", "\n") == body


@pytest.mark.parametrize(
    ("answer", "error"), [("550 no such", MailRefused), ("450 later", MailNotSent)]
)
def test_what_the_server_says_of_the_recipient_is_kept_to_itself(
    house: _House, answer: str, error: type[Exception]
) -> None:
    house.recipient = f"{answer} <{TO}>"
    with pytest.raises(error) as caught:
        _transport(house).send(_mail(), KEY, NOW)
    assert TO not in f"{caught.value!r}{caught.value.__cause__}"
    assert caught.value.__suppress_context__


def test_no_server_and_no_tls_where_it_is_wanted_are_tried_again(house: _House) -> None:
    with pytest.raises(MailNotSent):
        _transport(house, security="starttls").send(_mail(), KEY, NOW)
    house.server_close()
    with pytest.raises(MailNotSent):
        SmtpTransport(Server(1), "privacy@hospital.example").send(_mail(), KEY, NOW)
    assert house.taken == []


@pytest.mark.parametrize("to", ["no address", "two@at@signs", "line\nbreak@example.com", ""])
def test_what_is_no_address_is_refused_for_good(house: _House, to: str) -> None:
    with pytest.raises(MailRefused):
        _transport(house).send(_mail(to), KEY, NOW)
    assert house.taken == []


def test_the_demo_gets_files_without_an_address(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"
    transport = FileTransport(folder)
    transport.send(_mail(), KEY, NOW)
    (file,) = folder.iterdir()
    assert file.name == "20261124T030000Z-BCDF.eml"
    assert file.stat().st_mode & 0o077 == 0
    assert "gaon" not in file.read_text(encoding="utf-8")
    read = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    assert re.fullmatch(r"[0-9a-f]{16}@outbox\.invalid", read["To"])
    assert read.get_content().replace("\r\n", "\n") == "두루미 일곱 마리\n"


def test_an_alias_is_the_same_for_the_same_address_only(tmp_path: Path) -> None:
    transport = FileTransport(tmp_path)
    aliases = []
    for to in (TO, TO.upper(), "other@example.com"):
        transport.send(_mail(to), KEY, NOW)
        read = email.message_from_bytes((tmp_path / "20261124T030000Z-BCDF.eml").read_bytes())
        aliases.append(read["To"])
    assert aliases[0] == aliases[1] != aliases[2]


def test_a_folder_that_cannot_be_made_is_tried_again(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(MailNotSent):
        FileTransport(blocked / "outbox").send(_mail(), KEY, NOW)
