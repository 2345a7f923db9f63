"""Values of personal data as they are typed: their formats, and the one way each is written.

`canonical` turns what a person typed into the text that is kept and searched by, or says what is
wrong with it and how to mend it. Nothing here repeats a value (P82).
"""

from keepword.policy.values.canonical_form import canonical
from keepword.policy.values.cleaning import prepared_password
from keepword.policy.values.faults import ValueFault
from keepword.policy.values.formats import ChoiceOption, Format, ItemFormat

__all__ = ["ChoiceOption", "Format", "ItemFormat", "ValueFault", "canonical", "prepared_password"]
