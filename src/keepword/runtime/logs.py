"""Logs: one JSON object a line, one file a service, and nothing personal in any of them.

Two doors lead here. Our own events go through structlog and may carry only the fields named in
`FIELDS`; anything else is dropped and its *name* noted. Records of libraries (Django, granian)
are cut to their template, the kind of exception and the places in the code: their arguments and
exception texts may hold what somebody typed.
"""

from __future__ import annotations

import json
import logging
import os
import re
import traceback
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Any

import structlog

FIELDS = frozenset({
    "event", "level", "time", "service", "process", "exit_status", "seconds", "port", "code",
    "count", "directive", "blocked_host", "version", "probe", "policy", "signal", "url", "demo",
    "duty", "dropped", "role",
})  # fmt: skip
"""The only fields an event may carry. None can hold a personal value."""

ROTATE_AT = 10_000_000
"""Bytes after which a log starts a new file; the one before is kept as `.1`."""

_FRAME = re.compile(r'^ *File "([^"\n]+)", line (\d+)', re.MULTILINE)
_KIND = re.compile(r"^([A-Za-z_][\w.]*)(?::|$)", re.MULTILINE)

type_of_event = MutableMapping[str, Any]


def logger(service: str) -> structlog.typing.FilteringBoundLogger:
    """A logger whose lines name `service`."""
    bound: structlog.typing.FilteringBoundLogger = structlog.get_logger(service=service)
    return bound


def configure(path: Path) -> None:
    """Send this process's own events to the file `path`."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _known_fields,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=_open_text(path)),
        cache_logger_on_first_use=True,
    )


def open_for_output(path: Path) -> int:
    """A descriptor to append to `path` with, for a child's plain output; close it yourself."""
    _rotate(path)
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)


def tail(path: Path, lines: int = 12) -> str:
    """The last `lines` lines of a log, for an error that points to it."""
    if not path.is_file():
        return ""
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


class DiscreetFormatter(logging.Formatter):
    """Formats records of the standard library's logging without what they were filled with."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """One JSON line: template, level, logger, status, exception kind and code places."""
        template = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        line: dict[str, object] = {
            "event": template.split("\n", 1)[0],
            "level": record.levelname.lower(),
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "service": self._service,
            "logger": record.name,
        }
        status = getattr(record, "status_code", None)
        if isinstance(status, int):
            line["status"] = status
        return json.dumps({**line, **_crash(record, template)}, ensure_ascii=False)


def _crash(record: logging.LogRecord, template: str) -> dict[str, object]:
    """Kind and places of an exception, from the record or from a traceback in its text."""
    if record.exc_info and record.exc_info[0] is not None:
        frames = traceback.extract_tb(record.exc_info[2])
        places = [f"{frame.filename}:{frame.lineno}" for frame in frames]
        return {"exception": record.exc_info[0].__name__, "at": places}
    if "\nTraceback " not in template:
        return {}
    places = [f"{file}:{number}" for file, number in _FRAME.findall(template)]
    kinds = _KIND.findall(template)
    return {"exception": kinds[-1] if kinds else "unknown", "at": places}


def last_error(path: Path) -> str:
    """The last error in a log, in one line: what, which kind, and where; empty if there is none."""
    for text in reversed(tail(path, 500).splitlines()):
        line = json.loads(text)
        if line["level"] in ("error", "critical"):
            where = line.get("at", [""])[-1]
            return " ".join(filter(None, (line["event"], line.get("exception"), where)))
    return ""


class LogFile(WatchedFileHandler):
    """A log file that makes its folder when first written to, closed to others."""

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return super()._open()


def django_logging(path: Path, service: str) -> dict[str, Any]:
    """`LOGGING` for Django (and granian): everything from INFO up into the file `path`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "discreet": {"()": "keepword.runtime.logs.DiscreetFormatter", "service": service}
        },
        "handlers": {
            "file": {
                "class": "keepword.runtime.logs.LogFile",
                "filename": str(path),
                "delay": True,
                "encoding": "utf-8",
                "formatter": "discreet",
            }
        },
        "root": {"handlers": ["file"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "propagate": True, "level": "INFO"},
            "django.server": {"handlers": [], "propagate": True},
        },
    }


def _known_fields(_logger: object, _method: str, event: type_of_event) -> Mapping[str, Any]:
    unknown = sorted(name for name in event if name not in FIELDS)
    for name in unknown:
        del event[name]
    if unknown:
        event["dropped"] = unknown
    return event


def _open_text(path: Path) -> Any:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _rotate(path)
    fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    return os.fdopen(fd, "a", buffering=1, encoding="utf-8")


def _rotate(path: Path) -> None:
    if path.is_file() and path.stat().st_size > ROTATE_AT:
        path.rename(path.with_name(f"{path.name}.1"))
