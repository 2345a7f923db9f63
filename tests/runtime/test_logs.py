"""A log line holds what we know to be harmless, and nothing that somebody typed."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path

from keepword.runtime import logs
from tests.runtime.house import PATIENCE

TYPED = "홍길동 010-1234-5678"


def test_an_event_keeps_known_fields_and_drops_the_rest(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from keepword.runtime import logs\n"
        "logs.configure(Path(sys.argv[1]))\n"
        "logs.logger('web').info('seen', count=3, patient=sys.argv[2])\n"
    )
    path = tmp_path / "log" / "web.log"
    subprocess.run([sys.executable, "-c", script, str(path), TYPED], check=True, timeout=PATIENCE)
    line = json.loads(path.read_text("utf-8"))
    assert TYPED not in path.read_text("utf-8")
    assert (line["event"], line["count"], line["dropped"]) == ("seen", 3, ["patient"])
    assert line["time"].endswith("Z")
    assert path.stat().st_mode & 0o077 == 0


def test_a_librarys_record_is_cut_to_its_template_and_the_places_in_the_code() -> None:
    formatter = logs.DiscreetFormatter("web")
    try:
        raise ValueError(TYPED)
    except ValueError:
        record = logging.getLogger("django.request").makeRecord(
            "django.request", logging.ERROR, __file__, 1, "Internal Server Error: %s",
            (f"/search/{TYPED}",), sys.exc_info(), extra={"status_code": 500},
        )  # fmt: skip
    text = formatter.format(record)
    assert TYPED not in text
    line = json.loads(text)
    assert line["event"] == "Internal Server Error: %s"
    assert (line["status"], line["exception"]) == (500, "ValueError")
    assert line["at"][0].startswith(__file__)


def test_a_full_log_makes_room_and_keeps_the_last_one(tmp_path: Path) -> None:
    import os

    path = tmp_path / "web.txt"
    with path.open("wb") as file:
        file.truncate(logs.ROTATE_AT + 1)
    os.close(logs.open_for_output(path))
    assert path.stat().st_size == 0
    assert (tmp_path / "web.txt.1").stat().st_size > logs.ROTATE_AT
    path.write_text("".join(f"{n}\n" for n in range(20)), "utf-8")
    assert logs.tail(path, 2) == "18\n19"


def test_a_traceback_inside_a_message_is_cut_to_its_places_too(tmp_path: Path) -> None:
    text = (
        "Application callable raised an exception\n"
        "Traceback (most recent call last):\n"
        '  File "a.py", line 3, in f\n'
        f"    find({TYPED!r})\n"
        '  File "b.py", line 7, in find\n'
        f"keepword.errors.NotFound: {TYPED}\n"
    )
    record = logging.LogRecord("_granian", logging.ERROR, "", 0, text, (), None)
    written = logs.DiscreetFormatter("web").format(record)
    assert TYPED not in written
    assert json.loads(written)["at"] == ["a.py:3", "b.py:7"]
    log = tmp_path / "web.log"
    log.write_text(f'{written}\n{{"event": "later", "level": "info"}}\n', "utf-8")
    said = "Application callable raised an exception keepword.errors.NotFound b.py:7"
    assert logs.last_error(log) == said
