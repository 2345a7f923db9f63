"""What the policy's and the law's own terms are called."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from keepword.foundation.errors import Message
from keepword.law.model import Force, Sureness
from keepword.policy.model.collection import Audience, Requirement
from keepword.policy.model.retention import RetentionAct, Trigger
from keepword.policy.model.vocabulary import Basis, ClauseKind, ItemClass, Need

NAMES: Mapping[StrEnum, Message] = {
    ClauseKind.DUTY: Message("duty", "의무"),
    ClauseKind.LIMIT: Message("limit", "제한"),
    ClauseKind.RIGHT: Message("right", "권리"),
    ClauseKind.POWER: Message("power", "권한"),
    ClauseKind.INFO: Message("information", "공개"),
    Basis.CONSENT: Message("consent (PIPA 15(1)1)", "동의(PIPA 15(1)1)"),
    Basis.LAW: Message("law (PIPA 15(1)2)", "법률(PIPA 15(1)2)"),
    Basis.CONTRACT: Message("contract (PIPA 15(1)4)", "계약(PIPA 15(1)4)"),
    Basis.VITAL: Message("urgent interests (PIPA 15(1)5)", "급박한 이익(PIPA 15(1)5)"),
    Basis.CAMERAS: Message("fixed cameras (PIPA 25(1))", "고정형 영상정보처리기기(PIPA 25(1))"),
    Need.REASON: Message("a reason, each time", "매번 사유"),
    Need.STATUTE: Message("the statute that obliges", "의무를 지운 법령"),
    Need.CONSENT: Message("a consent of its own", "따로 받은 동의"),
    Need.AGGREGATE: Message("figures only", "통계 값만"),
    Requirement.REQUIRED: Message("required", "필수"),
    Requirement.OPTIONAL: Message("optional", "선택"),
    Requirement.AUTOMATIC: Message("automatic", "자동"),
    Requirement.UNLABELLED: Message("unlabelled", "표시 없음"),
    Audience.ANYONE: Message("anyone", "누구나"),
    Audience.FROM_AGE: Message("from the age of consent", "동의 연령 이상"),
    Audience.UNDER_AGE: Message("under the age of consent", "동의 연령 미만"),
    ItemClass.ORDINARY: Message("ordinary", "일반"),
    ItemClass.CREDENTIAL: Message("credential", "인증정보"),
    ItemClass.UNIQUE: Message("unique identifier", "고유식별정보"),
    ItemClass.HEALTH: Message("health", "건강정보(민감정보)"),
    ItemClass.SENSITIVE: Message("sensitive", "민감정보"),
    ItemClass.FAMILY: Message("family", "가족"),
    ItemClass.APPEARANCE: Message("appearance", "용모"),
    ItemClass.PAYMENT: Message("payment", "결제정보"),
    ItemClass.FOOTAGE: Message("camera images", "영상정보"),
    ItemClass.RECORDING: Message("recording", "녹음"),
    Trigger.PURPOSE_FULFILLED: Message("the purpose is met", "목적 달성"),
    Trigger.MEMBERSHIP_ENDED: Message("the membership ends", "회원 탈퇴·제명"),
    Trigger.LAST_ACTIVITY: Message("the last use", "마지막 이용"),
    Trigger.RECRUITMENT_ENDED: Message("the recruitment ends", "채용 절차 종료"),
    Trigger.EVENT_ENDED: Message("the event ends", "행사 종료"),
    Trigger.RECORD_MADE: Message("the record is made", "기록 작성"),
    Trigger.STATUTE_NAMED: Message("a statute is named", "근거 법령 지정"),
    Trigger.LOGGED: Message("the log is written", "접속기록 작성"),
    Trigger.FILMED: Message("the image is taken", "촬영"),
    Trigger.SERVICE_ENDED: Message("the service is left", "서비스 탈퇴"),
    RetentionAct.DESTROY: Message("destroy", "파기"),
    RetentionAct.KEEP_THEN_DESTROY: Message("keep, then destroy", "보존 후 파기"),
    RetentionAct.SEPARATE_THEN_DESTROY: Message("store apart, then destroy", "분리 보관 후 파기"),
    RetentionAct.HOLD: Message("hold", "보존"),
    RetentionAct.KEEP_AT_LEAST: Message("keep at least", "최소 기간 보관"),
    Sureness.READ: Message("the text was read", "원문 확인"),
    Sureness.SECONDARY: Message("as a third party states it", "다른 자료의 인용"),
    Sureness.OLD: Message("read in an older version", "옛 판으로 확인"),
    Sureness.MEMORY: Message("not confirmed", "미확인"),
    Sureness.INFERRED: Message("our inference", "추론"),
    Force.FORBIDS: Message("forbids", "금지"),
    Force.FLOOR: Message("sets a floor", "하한"),
    Force.CAP: Message("sets a cap", "상한"),
    Force.MUST_SAY: Message("wants it said", "명시 의무"),
    Force.STALE: Message("is no longer so", "변경·폐지"),
}
