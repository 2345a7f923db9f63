"""Run once before the services: migrate the database and load the policy.

    python -m keepword.runtime.prepare

A process of its own, so the supervisor stays small and a failure here is only a message. It
prints one line (`relay`) and always ends with 0 unless it crashed.
"""

from __future__ import annotations

import sys

from keepword.foundation.errors import KeepwordError
from keepword.runtime import relay, services


def main() -> int:
    """Do it and say how it went."""
    services.enter()
    try:
        print(relay.success(applied=_prepare()))
    except KeepwordError as error:
        print(relay.failure(error))
    return 0


def _prepare() -> int:
    # Django reads its settings at import; an unusable one has to surface inside `main`.
    import django

    django.setup()

    from keepword.runtime import config, migrating, readiness

    applied = migrating.migrate(config.current())
    for problem in readiness.look().values():
        if problem is not None:
            raise relay.Relayed(problem.code, problem.message, problem.remedy)
    return applied


if __name__ == "__main__":
    sys.exit(main())
