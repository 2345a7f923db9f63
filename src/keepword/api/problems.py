"""Errors of the API as RFC 9457 problems, in Korean and English.

No problem repeats a value that was sent, nor what a library said about it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import django.db
import psycopg
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from pydantic import BaseModel

from keepword.api.errors import (
    ApiRefusal,
    BodyTooLarge,
    FieldsRefused,
    NoSuchAddress,
    NotJson,
)
from keepword.api.schemas import FieldProblem, Problem, Words
from keepword.api.statuses import OURS, status_of
from keepword.api.wording import faults
from keepword.custody.errors import LedgerShut
from keepword.foundation.errors import Fault, KeepwordError, Message

PROBLEM_TYPE = "application/problem+json"

_BROKEN = Message("Something broke on our side.", "처리 중 오류가 났습니다.")
_TELL = Message(
    "Nothing was done by halves. Try again; if it stays, tell the hospital the time.",
    "일부만 처리된 것은 없습니다. 다시 시도하고, 계속되면 시각과 함께 병원에 알려 주세요.",
)
_DATABASE_GONE = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    django.db.OperationalError,
    django.db.InterfaceError,
)

_log = logging.getLogger("django.request")


def problem(
    status: int,
    code: str,
    message: Message,
    remedy: Message,
    errors: tuple[FieldProblem, ...] = (),
    **more: Any,
) -> dict[str, Any]:
    """A problem: `code` is stable, the texts are for people, `more` are extension members."""
    return {
        **Problem(
            type=f"/api/v1/problems#{code}",
            title=HTTPStatus(status).phrase,
            status=status,
            detail=message.en,
            code=code,
            words=words(message),
            remedy=words(remedy),
            errors=list(errors),
        ).model_dump(),
        **more,
    }


def respond(status: int, body: Mapping[str, Any]) -> JsonResponse:
    """An answer; from 400 on, a problem."""
    return JsonResponse(
        dict(body),
        status=status,
        content_type=PROBLEM_TYPE if status >= HTTPStatus.BAD_REQUEST else "application/json",
        json_dumps_params={"ensure_ascii": False},
    )


def of_error(error: KeepwordError) -> JsonResponse:
    """The answer about an error of the house."""
    named: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = {}
    status = status_of(error)
    if isinstance(error, ApiRefusal):
        status, headers = error.status, error.headers
    if isinstance(error, FieldsRefused):
        named = error.faults
    fields = tuple(map(_field, named))
    response = respond(status, problem(status, error.code, error.message, error.remedy, fields))
    for name, value in headers.items():
        response.headers[name] = value
    return response


def register(api: NinjaAPI, models: Mapping[str, type[BaseModel]]) -> None:
    """Have `api` answer every error it can meet as a problem.

    `models` are the bodies of calls by the name of the operation's argument.
    """

    def unreadable_fields(request: HttpRequest, error: Any) -> JsonResponse:
        bodies = [e["loc"][1] for e in error.errors if e["loc"][0] == "body"]
        model = models.get(bodies[0]) if bodies else None
        return of_error(FieldsRefused(faults(error.errors, model)))

    def of_ours(request: HttpRequest, error: Any) -> JsonResponse:
        return of_error(error)

    def not_json(request: HttpRequest, error: Any) -> JsonResponse:
        return of_error(NotJson())

    def too_large(request: HttpRequest, error: Any) -> JsonResponse:
        return of_error(BodyTooLarge())

    def nowhere(request: HttpRequest, error: Any) -> JsonResponse:
        return of_error(NoSuchAddress())

    def database_gone(request: HttpRequest, error: Any) -> JsonResponse:
        return of_error(LedgerShut())

    def broken(request: HttpRequest, error: Exception) -> JsonResponse:
        _log.error("Internal Server Error", exc_info=error)
        return respond(OURS, problem(OURS, "broken", _BROKEN, _TELL))

    handlers: dict[type[Exception], Any] = {
        ValidationError: unreadable_fields,
        HttpError: not_json,
        BadRequest: not_json,
        RequestDataTooBig: too_large,
        TooManyFieldsSent: too_large,
        Http404: nowhere,
        KeepwordError: of_ours,
        **dict.fromkeys(_DATABASE_GONE, database_gone),
        Exception: broken,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def words(message: Message) -> Words:
    """A sentence in both languages."""
    return Words(en=message.en, ko=message.ko)


def _field(fault: Fault) -> FieldProblem:
    return FieldProblem(
        field=fault.file,
        code=fault.code,
        detail=words(fault.message),
        remedy=words(fault.remedy),
    )
