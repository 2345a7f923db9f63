"""Checking a policy: where it offers less than the law, and what is doubtful in it."""

from keepword.policy.check.finding import Finding, Severity
from keepword.policy.check.findings import findings

__all__ = ["Finding", "Severity", "findings"]
