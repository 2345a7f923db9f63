"""From the files of a policy folder to a coherent policy, or to the faults that prevent it."""

from keepword.policy.loading.load import LoadedPolicy, load

__all__ = ["LoadedPolicy", "load"]
