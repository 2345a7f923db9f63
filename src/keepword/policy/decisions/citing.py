"""What each refusal, act and basis cites: clauses of the policy and articles of the law."""

from __future__ import annotations

from collections.abc import Iterable

from keepword.law.model import LawPack
from keepword.policy.decisions.answer import Reason
from keepword.policy.model.policy import Policy
from keepword.policy.model.vocabulary import Principle

_P = Principle
PRINCIPLES: dict[Reason, tuple[Principle, ...]] = {
    Reason.UNKNOWN_POINT: (_P.SCOPE, _P.PURPOSE_LIMIT),
    Reason.ACTOR_MAY_NOT: (_P.SCOPE,),
    Reason.NOT_A_CHILD: (_P.GUARDIAN_REQUESTS,),
    Reason.PROCESSOR_NOT_PUBLISHED: (_P.PUBLISHED_PROCESSORS,),
    Reason.NO_ACTIVE_CONTRACT: (_P.CONTRACT,),
    Reason.BEYOND_CONTRACT: (_P.CONTRACT_PURPOSE,),
    Reason.NO_GRANT: (_P.LEAST_PRIVILEGE,),
    Reason.PURPOSE_NOT_OF_POINT: (_P.PURPOSE_LIMIT, _P.SCOPE),
    Reason.CHANNEL_NOT_LISTED: (_P.CHANNELS,),
    Reason.AGE_NEEDED: (_P.GUARDIAN_CONSENT,),
    Reason.WRONG_AGE: (_P.GUARDIAN_CONSENT,),
    Reason.NOTHING_ASKED: (_P.MINIMUM,),
    Reason.ITEM_NOT_LISTED: (_P.MINIMUM,),
    Reason.ITEM_NOT_ANNOUNCED: (_P.MINIMUM, _P.SHORT_TERM_NOTICE),
    Reason.ITEM_DOES_NOT_APPLY: (_P.CONDITIONAL_ITEMS, _P.MINIMUM),
    Reason.NUMBER_NEEDS_LAW: (_P.MINIMUM,),
    Reason.CIRCUMSTANCE_NEEDED: (_P.MINIMUM,),
    Reason.PRACTITIONER_NEEDED: (_P.PRACTITIONER,),
    Reason.REQUIRED_MISSING: (_P.CONSENT_APART, _P.MINIMUM),
    Reason.GUARDIAN_CONSENT_NEEDED: (_P.GUARDIAN_CONSENT,),
    Reason.CONSENT_NEEDED: (_P.CONSENT_APART, _P.WITHDRAWAL),
    Reason.ASK_BY_RIGHT: (_P.WAYS, _P.IDENTITY),
    Reason.IDENTITY_NEEDED: (_P.IDENTITY,),
    Reason.GUARDIAN_ACTS: (_P.GUARDIAN_REQUESTS,),
    Reason.GUARDIAN_UNVERIFIED: (_P.GUARDIAN_REQUESTS,),
    Reason.PROVIDE_INSTEAD: (_P.THIRD_PARTY_GROUNDS,),
    Reason.PURPOSE_NEEDED: (_P.PURPOSE_LIMIT,),
    Reason.REASON_NEEDED: (_P.PURPOSE_LIMIT,),
    Reason.OUTSIDE_POLICY: (_P.PURPOSE_LIMIT, _P.OUTSIDE_PURPOSE, _P.SCOPE),
    Reason.STATUTE_NEEDED: (_P.THIRD_PARTY_GROUNDS, _P.PURPOSE_LIMIT),
    Reason.PURPOSE_CONSENT_NEEDED: (_P.OUTSIDE_PURPOSE, _P.WITHDRAWAL),
    Reason.AGGREGATE_ONLY: (_P.PURPOSE_LIMIT,),
    Reason.SUSPENDED: (_P.WITHDRAWAL,),
    Reason.RETENTION_ENDED: (_P.DESTRUCTION,),
    Reason.KEPT_BY_LAW_ONLY: (_P.STATUTORY_HOLD,),
    Reason.DORMANT_SEPARATED: (_P.DORMANCY,),
    Reason.CREDENTIAL_NEVER_SHOWN: (_P.PASSWORDS,),
    Reason.PURPOSE_DOES_NOT_OPEN: (_P.PURPOSE_LIMIT, _P.SCOPE),
    Reason.NOTHING_OPENS: (_P.PURPOSE_LIMIT,),
    Reason.GROUND_NEEDED: (_P.THIRD_PARTY_GROUNDS,),
    Reason.GROUND_NOT_OFFERED: (_P.THIRD_PARTY_GROUNDS,),
    Reason.SEPARATE_CONSENT_NEEDED: (_P.THIRD_PARTY_GROUNDS, _P.SEPARATE_CONSENT),
    Reason.PAPERS_MISSING: (),  # whose papers they are decides: see `Bench`
    Reason.AUTHORITY_NEEDS_STATUTE: (_P.THIRD_PARTY_GROUNDS, _P.AUTHORITY_PROCEDURE),
    Reason.NOT_DUE: (_P.DESTRUCTION,),
    Reason.LOG_NOT_ALTERABLE: (_P.LOG_INTEGRITY,),
    Reason.MUST_BE_KEPT: (_P.STATUTORY_HOLD, _P.REFUSAL),
    Reason.RIGHT_NOT_OFFERED: (_P.REFUSAL, _P.WAYS),
    Reason.WAY_NEEDED: (_P.WAYS,),
    Reason.NOTICE_ONLY: (_P.FOOTAGE, _P.WAYS),
    Reason.WAY_NOT_OFFERED: (_P.WAYS,),
}


def clauses_of(policy: Policy, *principles: Principle) -> tuple[str, ...]:
    """The clauses in which `policy` holds these principles; perhaps none."""
    return tuple(c for p in principles for c in policy.principles.get(p, ()))


def reason_citations(policy: Policy, law: LawPack, reason: Reason) -> tuple[str, ...]:
    """Clauses, then articles, that a refusal for `reason` rests on."""
    return (*clauses_of(policy, *PRINCIPLES[reason]), *articles_of(law, reason.value))


def articles_of(law: LawPack, *names: str) -> tuple[str, ...]:
    """The articles that the law pack gives for acts, bases or refusals of these names."""
    return tuple(a for name in names for a in law.grounds.get(name, ()))


def once(citations: Iterable[str]) -> tuple[str, ...]:
    """Citations in order, without repetition."""
    return tuple(dict.fromkeys(citations))
