"""Rules of the house: what no law asks and somebody should look at all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from keepword.policy.check.finding import Flaw
from keepword.policy.check.house import contacts, points, printing, processors
from keepword.policy.check.sight import Sight

HOUSE_RULES: Mapping[str, Callable[[Sight], Iterator[Flaw]]] = {
    "purpose-unused": points.purpose_unused,
    "no-stated-period": points.no_stated_period,
    "many-required-items": points.many_required_items,
    "processor-without-point": processors.processor_without_point,
    "organisation-twice": processors.organisation_twice,
    "processor-country-unknown": processors.processor_country_unknown,
    "officer-without-email": contacts.officer_without_email,
    "way-without-contact": contacts.way_without_contact,
    "remedy-without-website": contacts.remedy_without_website,
    "remedy-phone-differs": contacts.remedy_phone_differs,
    "stale-override": printing.stale_override,
}
