"""Every code of a finding: to which part of the log it belongs, what it says, what it means.

A finding names a place and nobody's data. What it means is for a reader who was not there: which
tampering or damage leads to it, and what is no longer shown because of it.
"""

from __future__ import annotations

from keepword.ledger.verifying.kinds import Kind
from keepword.ledger.verifying.kinds_of_entries import BODIES, ENTRIES, PRUNING, WRITERS
from keepword.ledger.verifying.kinds_of_files import FILES, HANDED_OUT, KNOWN, SIGNED

KINDS: dict[str, Kind] = KNOWN | HANDED_OUT | SIGNED | FILES | ENTRIES | BODIES | WRITERS | PRUNING
"""Every code, and its kind."""
