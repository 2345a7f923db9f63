"""Errors of the API as RFC 9457 problems, in Korean and English."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from keepword.api.schemas import FieldProblem, Problem, Words
from keepword.foundation.errors import Fault, KeepwordError, Message
from keepword.policy.decisions.parsing import question_faults

PROBLEM_TYPE = "application/problem+json"

_UNREADABLE = Message(
    "The request body is not readable JSON.", "요청 본문이 올바른 JSON이 아닙니다."
)
_SEND_JSON = Message("Send a JSON object.", "JSON 객체를 보내세요.")
_FIELDS = Message("Some fields cannot be read.", "읽을 수 없는 항목이 있습니다.")
_MEND = Message("Mend the fields named in 'errors'.", "'errors'에 표시된 항목을 고치세요.")


def problem_response(
    status: int,
    code: str,
    message: Message,
    remedy: Message,
    errors: tuple[FieldProblem, ...] = (),
) -> JsonResponse:
    """A problem with `status`; `code` is stable, the texts are for people."""
    problem = Problem(
        type=f"/api/v1/problems#{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=message.en,
        code=code,
        words=_words(message),
        remedy=_words(remedy),
        errors=list(errors),
    )
    return JsonResponse(
        problem.model_dump(),
        status=status,
        content_type=PROBLEM_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )


def register(api: NinjaAPI) -> None:
    """Have `api` answer every error it can meet as a problem."""

    @api.exception_handler(ValidationError)
    def unreadable_fields(
        request: HttpRequest, error: ValidationError | type[ValidationError]
    ) -> Any:
        details = error.errors if isinstance(error, ValidationError) else []
        faults = question_faults([_without_body(e) for e in details])
        return problem_response(422, "fields", _FIELDS, _MEND, tuple(map(_field, faults)))

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, error: HttpError | type[HttpError]) -> Any:
        status = error.status_code if isinstance(error, HttpError) else 400
        return problem_response(status, "unreadable", _UNREADABLE, _SEND_JSON)

    @api.exception_handler(KeepwordError)
    def known_error(request: HttpRequest, error: KeepwordError | type[KeepwordError]) -> Any:
        message = error.message if isinstance(error, KeepwordError) else _UNREADABLE
        remedy = error.remedy if isinstance(error, KeepwordError) else _SEND_JSON
        return problem_response(422, error.code, message, remedy)


def _without_body(details: Any) -> Any:
    """Ninja puts `body` and the argument's name before a field's path."""
    return {**details, "loc": tuple(details["loc"][2:]), "input": ""}


def _field(fault: Fault) -> FieldProblem:
    return FieldProblem(
        field=fault.file,
        code=fault.code,
        detail=_words(fault.message),
        remedy=_words(fault.remedy),
    )


def _words(message: Message) -> Words:
    return Words(en=message.en, ko=message.ko)
