"""What each refusal and each duty says to people, and how a refusal can be mended."""

from __future__ import annotations

from typing import NamedTuple

from keepword.foundation.errors import Message
from keepword.policy.decisions.answer import Duty, Reason

_M = Message
_R = Reason


class RefusalWords(NamedTuple):
    """Why, and what to do next."""

    message: Message
    remedy: Message


def _w(en: str, ko: str, remedy_en: str, remedy_ko: str) -> RefusalWords:
    return RefusalWords(_M(en, ko), _M(remedy_en, remedy_ko))


REFUSALS: dict[Reason, RefusalWords] = {
    _R.UNKNOWN_POINT: _w(
        "The policy has no such collection point.", "방침에 없는 수집 지점입니다.",
        "Choose one of the policy’s collection points.", "방침에 있는 수집 지점을 고르세요."),
    _R.ACTOR_MAY_NOT: _w(
        "Whoever asks may not do this.", "요청한 쪽은 이 일을 할 수 없습니다.",
        "Have someone do it whom the policy names for it.", "방침이 정한 담당자가 하도록 하세요."),
    _R.NOT_A_CHILD: _w(
        "The person is not a child, so no legal representative of a child acts for them.",
        "아동이 아니므로 법정대리인이 대신할 수 없습니다.",
        "Ask the person, or come with a power of attorney.",
        "본인이 하거나 위임장을 갖추어 오세요."),
    _R.PROCESSOR_NOT_PUBLISHED: _w(
        "This processor is not in the published table.", "공개된 수탁자 표에 없는 업체입니다.",
        "Publish the processor by an amendment first.",
        "먼저 방침을 변경하여 수탁자를 공개하세요."),
    _R.NO_ACTIVE_CONTRACT: _w(
        "There is no contract in force with this processor.",
        "이 수탁자와 유효한 위탁계약이 없습니다.",
        "Register the contract with its statutory terms.", "법정 내용을 갖춘 계약을 등록하세요."),
    _R.BEYOND_CONTRACT: _w(
        "This goes beyond what the processor is contracted for.",
        "수탁자가 맡은 업무의 범위를 넘습니다.",
        "Stay within the contracted service, or amend the contract.",
        "위탁 업무 범위 안에서 처리하거나 계약을 변경하세요."),
    _R.NO_GRANT: _w(
        "You are not authorised for this purpose.", "이 목적에 대한 접근 권한이 없습니다.",
        "Ask the privacy office for the right that the task needs.",
        "업무에 필요한 권한을 개인정보 담당 부서에 신청하세요."),
    _R.PURPOSE_NOT_OF_POINT: _w(
        "Data are not collected here for this purpose.",
        "이곳에서는 이 목적으로 수집하지 않습니다.", "Name a purpose of this collection point.",
        "이 수집 지점의 목적을 고르세요."),
    _R.CHANNEL_NOT_LISTED: _w(
        "The policy does not name this way of collecting here.", "방침에 없는 수집 경로입니다.",
        "Use one of the listed channels.", "방침에 있는 수집 경로를 쓰세요."),
    _R.AGE_NEEDED: _w(
        "The date of birth is needed to tell which form applies.",
        "어느 양식을 쓸지 알려면 생년월일이 필요합니다.", "Give the date of birth.",
        "생년월일을 적으세요."),
    _R.WRONG_AGE: _w(
        "This form is for another age.", "나이에 맞지 않는 양식입니다.",
        "Use the form for this age.", "나이에 맞는 양식을 쓰세요."),
    _R.NOTHING_ASKED: _w(
        "No item is named.", "항목이 하나도 없습니다.", "Name the items.", "항목을 적으세요."),
    _R.ITEM_NOT_LISTED: _w(
        "This item is not collected here.", "이곳에서 수집하지 않는 항목입니다.",
        "Remove it, or ask the privacy office to announce it first.",
        "항목을 빼거나 개인정보 담당 부서에 먼저 알리도록 요청하세요."),
    _R.ITEM_NOT_ANNOUNCED: _w(
        "This item has not been announced.", "미리 알리지 않은 항목입니다.",
        "Announce it with its purpose and end date before collecting it.",
        "수집하기 전에 목적과 종료일을 따로 알리세요."),
    _R.ITEM_DOES_NOT_APPLY: _w(
        "This item does not apply to this person.", "이 사람에게 해당하지 않는 항목입니다.",
        "Leave it out.", "항목을 빼세요."),
    _R.NUMBER_NEEDS_LAW: _w(
        "A resident registration number may be taken only where a law provides for it, here to "
        "confirm insurance or check-up eligibility. Consent is not enough.",
        "주민등록번호는 법령에 근거가 있을 때만(여기서는 건강보험·검진 자격 확인) 처리할 수 "
        "있으며, 동의만으로는 안 됩니다.",
        "Book without the number; ask for it only when eligibility must be confirmed.",
        "번호 없이 예약하고, 자격 확인이 필요할 때만 요청하세요."),
    _R.CIRCUMSTANCE_NEEDED: _w(
        "This item is asked only in a certain circumstance.", "정해진 상황에서만 묻는 항목입니다.",
        "Leave it out, or record the circumstance.", "항목을 빼거나 해당 상황을 기록하세요."),
    _R.PRACTITIONER_NEEDED: _w(
        "A medical practitioner has to deem this item necessary.",
        "의료인이 필요하다고 판단해야 하는 항목입니다.", "Name the practitioner.",
        "판단한 의료인을 적으세요."),
    _R.REQUIRED_MISSING: _w(
        "Required items are missing.", "필수항목이 빠졌습니다.", "Add the items named.",
        "표시된 항목을 적으세요."),
    _R.GUARDIAN_CONSENT_NEEDED: _w(
        "A child’s data need the consent of the legal representative.",
        "아동의 개인정보는 법정대리인의 동의가 필요합니다.",
        "Ask the legal representative, and verify them.", "법정대리인에게 동의를 받고 확인하세요."),
    _R.CONSENT_NEEDED: _w(
        "The person has not consented, or has withdrawn consent.",
        "동의하지 않았거나 동의를 철회했습니다.",
        "Ask for consent; without it, leave these items out.",
        "동의를 구하고, 동의하지 않으면 해당 항목을 빼세요."),
    _R.ASK_BY_RIGHT: _w(
        "This is answered as a request for access.", "열람 요구로 처리하는 일입니다.",
        "Come to the rights desk with an identity document.",
        "신분증을 지참하고 열람 창구로 오세요."),
    _R.IDENTITY_NEEDED: _w(
        "Identity has not been shown.", "본인 확인이 되지 않았습니다.",
        "Show an identity document, or sign in.", "신분증을 제시하거나 로그인하세요."),
    _R.GUARDIAN_ACTS: _w(
        "For a child, the legal representative asks.", "아동에 관한 요구는 법정대리인이 합니다.",
        "Ask your legal representative to do this with you.", "법정대리인과 함께 하세요."),
    _R.GUARDIAN_UNVERIFIED: _w(
        "The status of the legal representative has not been verified.",
        "법정대리인 여부가 확인되지 않았습니다.", "Verify the status of the legal representative.",
        "법정대리인임을 확인하세요."),
    _R.PROVIDE_INSTEAD: _w(
        "A third party does not look up data; data may only be provided to it.",
        "제3자는 조회할 수 없고, 근거가 있을 때 제공받을 수만 있습니다.",
        "Ask for provision, on one of the three grounds.",
        "세 가지 근거 가운데 하나로 제공을 요청하세요."),
    _R.PURPOSE_NEEDED: _w(
        "No purpose is named.", "목적을 밝히지 않았습니다.", "Name one of the policy’s purposes.",
        "방침에 있는 목적을 밝히세요."),
    _R.REASON_NEEDED: _w(
        "A reason is needed.", "사유가 필요합니다.", "Say why in a sentence.",
        "사유를 한 문장으로 적으세요."),
    _R.OUTSIDE_POLICY: _w(
        "The policy does not name this purpose.", "방침에 없는 목적입니다.",
        "Ask the person for consent to this purpose.", "이 목적에 대해 본인의 동의를 구하세요."),
    _R.STATUTE_NEEDED: _w(
        "The statute that requires this is not named.", "근거 법령을 밝히지 않았습니다.",
        "Name the act and article.", "법률과 조문을 적으세요."),
    _R.PURPOSE_CONSENT_NEEDED: _w(
        "This purpose needs a consent of its own, which the person has not given.",
        "이 목적에는 별도의 동의가 필요하지만 동의하지 않았습니다.",
        "Ask for this consent apart from all others.", "다른 동의와 구분하여 동의를 구하세요."),
    _R.AGGREGATE_ONLY: _w(
        "This purpose is served by figures only.", "통계로만 쓸 수 있는 목적입니다.",
        "Ask for aggregate figures.", "집계된 수치를 요청하세요."),
    _R.SUSPENDED: _w(
        "Processing for this purpose is suspended at the person’s request.",
        "본인의 요구로 이 목적의 처리가 정지되었습니다.",
        "Leave the data alone until the suspension ends.", "정지가 풀릴 때까지 처리하지 마세요."),
    _R.RETENTION_ENDED: _w(
        "The retention period has ended.", "보유기간이 끝났습니다.",
        "The data are to be destroyed, or have been.", "파기 대상이거나 이미 파기되었습니다."),
    _R.KEPT_BY_LAW_ONLY: _w(
        "The data are kept apart, only because a law requires it.",
        "법령에 따라 분리 보관 중인 정보입니다.", "They open only for the legal obligation.",
        "해당 법적 의무를 위해서만 쓸 수 있습니다."),
    _R.DORMANT_SEPARATED: _w(
        "The account is dormant and stored separately.", "휴면 계정으로 분리 보관 중입니다.",
        "The member can wake it by signing in.", "회원이 로그인하면 다시 쓸 수 있습니다."),
    _R.CREDENTIAL_NEVER_SHOWN: _w(
        "A password is known only to the person.", "비밀번호는 본인만 압니다.",
        "Use the password reset.", "비밀번호 재설정을 이용하세요."),
    _R.PURPOSE_DOES_NOT_OPEN: _w(
        "This purpose does not open this item.", "이 목적으로는 볼 수 없는 항목입니다.",
        "Name the purpose that the task really has.", "실제 업무 목적을 밝히세요."),
    _R.NOTHING_OPENS: _w(
        "None of the items opens.", "열 수 있는 항목이 없습니다.",
        "See the cause beside each item.", "항목별 사유를 보세요."),
    _R.GROUND_NEEDED: _w(
        "No ground for provision to a third party is named.", "제3자 제공의 근거가 없습니다.",
        "Name separate consent, a law, or an authority’s request.",
        "별도 동의, 법령, 기관의 요청 가운데 근거를 밝히세요."),
    _R.GROUND_NOT_OFFERED: _w(
        "The policy does not name this ground.", "방침에 없는 제공 근거입니다.",
        "Use a ground that the policy names.", "방침에 있는 근거를 쓰세요."),
    _R.SEPARATE_CONSENT_NEEDED: _w(
        "Provision needs a consent of its own, for this recipient and purpose.",
        "제3자 제공에는 받는 자와 목적을 밝힌 별도 동의가 필요합니다.",
        "Ask for it apart from the consent to collection.",
        "수집 동의와 구분하여 동의를 구하세요."),
    _R.PAPERS_MISSING: _w(
        "Papers are missing.", "서류가 빠졌습니다.", "Bring the papers named.",
        "표시된 서류를 갖추세요."),
    _R.AUTHORITY_NEEDS_STATUTE: _w(
        "A letter from an authority is not enough for a private hospital: it has to name the "
        "statute that requires the data.",
        "민간 병원에는 기관의 공문만으로는 부족하며, 제공을 의무화한 법률을 밝혀야 합니다.",
        "Ask the authority for a warrant or the statute and article.",
        "기관에 영장이나 법률과 조문을 요청하세요."),
    _R.NOT_DUE: _w(
        "The day of destruction has not come.", "아직 파기할 날이 아닙니다.",
        "Wait for the due date.", "파기 예정일까지 기다리세요."),
    _R.LOG_NOT_ALTERABLE: _w(
        "Connection logs are not altered.", "접속기록은 고칠 수 없습니다.", "Add a note instead.",
        "대신 설명을 덧붙이세요."),
    _R.MUST_BE_KEPT: _w(
        "A law has this kept.", "법령에 따라 보존해야 합니다.",
        "It will be destroyed when the period ends.", "보존기간이 끝나면 파기됩니다."),
    _R.RIGHT_NOT_OFFERED: _w(
        "This right cannot be claimed here.", "여기서는 행사할 수 없는 권리입니다.",
        "Turn to the privacy office, or to an outside body.",
        "개인정보 담당 부서나 외부 구제 기관에 문의하세요."),
    _R.WAY_NEEDED: _w(
        "It is not said by which way the request comes.", "요구 방법을 밝히지 않았습니다.",
        "Name the way: in person, website, phone, mail or fax.",
        "방문, 홈페이지, 전화, 우편, 팩스 가운데 고르세요."),
    _R.NOTICE_ONLY: _w(
        "This way serves to give notice; the request itself is made in person.",
        "이 방법으로는 미리 알릴 수만 있고 요구는 방문하여 합니다.",
        "Give notice now, and come in person.", "미리 알리고 방문하세요."),
    _R.WAY_NOT_OFFERED: _w(
        "The policy takes such requests in person only. The request is registered all the same, "
        "because the law lets people ask as easily as data were collected.",
        "방침은 방문 요구만 받습니다. 다만 법은 수집보다 어렵지 않은 방법을 보장하므로 요구는 "
        "접수하여 기록합니다.",
        "Come to the hospital with an identity document; your request keeps its date.",
        "신분증을 지참하고 방문하세요. 접수일은 그대로 유지됩니다."),
}  # fmt: skip

DUTIES: dict[Duty, Message] = {
    Duty.RECORD: _M("Record this in the evidence log.", "증빙 기록에 남깁니다."),
    Duty.INFORM: _M(
        "Tell the purpose, the items, the period and the right to refuse.",
        "목적, 항목, 보유기간, 거부할 권리를 알립니다."),
    Duty.RECEIPT: _M("Give a consent receipt.", "동의 확인서를 줍니다."),
    Duty.ENCRYPT: _M("Store it encrypted.", "암호화하여 저장합니다."),
    Duty.REVIEW: _M("Put it before the emergency review.", "긴급 열람 사후 검토에 올립니다."),
    Duty.TELL_PERSON: _M("Tell the person.", "본인에게 알립니다."),
    Duty.KEEP_REASON: _M("Keep the reason with the record.", "사유를 기록과 함께 남깁니다."),
    Duty.RECORD_PROVISION: _M(
        "Enter it in the register of provision.", "제3자 제공 대장에 적습니다."),
    Duty.LIMIT_RECIPIENT: _M(
        "Limit the recipient’s purpose and method.",
        "제공받는 자의 이용 목적과 방법을 제한합니다."),
    Duty.SUPERVISE: _M("Supervise the processor.", "수탁자를 관리·감독합니다."),
    Duty.SETTLE_TRANSFER: _M(
        "Settle whether the data leave the country, and on what basis.",
        "국외 이전 여부와 근거를 확인합니다."),
    Duty.BEFORE_AND_AFTER: _M(
        "Record the value before and after, sealed.", "정정 전후를 봉인하여 기록합니다."),
    Duty.CERTIFICATE: _M("Issue a certificate of destruction.", "파기 확인서를 발급합니다."),
    Duty.ANSWER_IN_TIME: _M("Answer within the time the law gives.", "법정 기한 안에 답합니다."),
    Duty.EXPLAIN_REFUSAL: _M(
        "Explain the refusal in writing, with the remedies.",
        "거절 사유와 구제 방법을 서면으로 설명합니다."),
    Duty.REGISTER_REQUEST: _M(
        "Register the request with its date.", "요구를 접수일과 함께 등록합니다."),
}  # fmt: skip
