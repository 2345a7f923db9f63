"""What each collection point of the Asan policy takes, as sections 6 and 7 list it (P46 to P62).

Written out by hand from the document and not from the policy files, so that the two check each
other. Sensitive items (PIPA 23) need a consent of their own where the point rests on consent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from keepword.policy.decisions.question import Act, Actor, Facts, Request
from tests.spec.asking import CHILD, GROWN, consents, items


@dataclass(frozen=True)
class Submission:
    """A form: where it is filled in, what it asks, and what holds for the one who fills it in."""

    point: str
    clause: str
    channels: str
    required: str = ""
    optional: str = ""
    sensitive: str = ""  # of the optional items, and of those that may be declined
    born: date = GROWN
    practitioner: str = ""  # only as a practitioner deems necessary
    automatic: str = ""

    def everything(self) -> frozenset[str]:
        """Every item of the form."""
        text = " ".join(
            (self.required, self.optional, self.sensitive, self.practitioner, self.automatic)
        )
        return items(text)

    def request(self) -> Request:
        """The whole form, handed in by the person by the first channel."""
        channel = self.channels.split()[0]
        return Request(Act.COLLECT, Actor.PERSON, self.point, self.everything(), channel=channel)

    def facts(self) -> Facts:
        """Someone of the right age who consents to everything and to whom everything applies."""
        given = consents(self.point, items(self.optional), items(self.sensitive))
        return Facts(
            born=self.born,
            roles=frozenset({"medical-practitioner", "hospital-employee", "registered-patient"}),
            consents=frozenset(given),
            guardian_verified=self.born == CHILD,
            practitioner=True,
            circumstances=frozenset({"insurance-eligibility"}),
        )

    def without(self, *missing: str) -> Request:
        """The form without some items."""
        return replace(self.request(), items=self.everything() - set(missing))

    def minimum(self) -> Request:
        """The form with nothing but what it requires."""
        return replace(self.request(), items=items(self.required))


_MEMBER = "member-type personal-name login-id password gender date-of-birth mobile-phone email"
_BOTH_APPS = (
    "blood-sugar blood-pressure pulse-rate height body-weight bmi cardiovascular-risk "
    "metabolic-syndrome allergy medication survey-form"
)
_APPS_ORDINARY = "hi-pass-payment hospital-arrival memo alarm-setting service-inquiry"

SUBMISSIONS = (
    Submission(
        "C1",
        "P46",
        "CH2 CH3",
        required=_MEMBER,
        optional="mail-consent license-number employee-number hospital-registration-number",
    ),
    Submission("C2", "P48", "CH2 CH3", required=_MEMBER, optional="mail-consent", born=CHILD),
    Submission(
        "C3",
        "P49",
        "CH2 CH3 CH10",
        automatic="service-use-record connection-log cookie ip-address other-created-information",
    ),
    Submission(
        "C4",
        "P50",
        "CH1 CH2 CH3 CH6",
        required="mobile-phone personal-name resident-registration-number",
    ),
    Submission(
        "C5",
        "P51",
        "CH1 CH2 CH3 CH6",
        required="mobile-phone personal-name resident-registration-number "
        "hospital-registration-number",
    ),
    Submission(
        "C6",
        "P52",
        "CH1 CH2 CH3 CH6",
        required="personal-name resident-registration-number hospital-registration-number",
    ),
    Submission(
        "C7",
        "P53",
        "CH1 CH4 CH5 CH6 CH7 CH8",
        required="personal-name phone relation-to-patient patient-name "
        "hospital-registration-number date-of-birth",
    ),
    Submission(
        "C8",
        "P54",
        "CH1 CH4 CH6",
        required="relation-to-patient patient-name hospital-registration-number address",
        optional="email",
        practitioner="health-data",
    ),
    Submission("C9", "P56", "CH2 CH3 CH4", required="card-issuer card-number"),
    Submission(
        "C10",
        "P57",
        "CH3",
        optional=_APPS_ORDINARY,
        sensitive=_BOTH_APPS + " insulin medication-consulting diet-and-exercise "
        "lifestyle-and-foot-care diabetes-consulting peak-expiratory-flow asthma-symptoms "
        "atopy-symptoms atopy-photo",
    ),
    Submission("C11", "P59", "CH3", optional=_APPS_ORDINARY, sensitive=_BOTH_APPS),
    Submission(
        "C12",
        "P61",
        "CH2 CH4 CH8",
        required="personal-name date-of-birth gender password phone mobile-phone nationality email "
        "postal-address hobby special-talent awards education credentials career military-status",
        # Required by the document, not to be required by law (PIPA 23, FHPA 4-3).
        optional="personal-photo family-information",
        sensitive="religious-faith disability",
    ),
    Submission(
        "C13",
        "P62",
        "CH4 CH6",
        required="patient-name hospital-registration-number address date-of-birth "
        "date-of-treatment license-plate",
    ),
    Submission("C14", "P39", "CH2 CH3 CH4 CH5 CH6 CH8", required="guardian-name guardian-contact"),
)
BY_POINT = {submission.point: submission for submission in SUBMISSIONS}
