"""Run once before the services: migrate the database, check the keys, load the policy.

    python -m keepword.runtime.prepare

A process of its own, so the supervisor stays small and a failure here is only a message. It
prints one line (`relay`) and always ends with 0 unless it crashed. In the demo, `new` says that
nobody has lived in the database yet.
"""

from __future__ import annotations

import sys

from keepword.foundation.errors import KeepwordError
from keepword.runtime import relay, services


def main() -> int:
    """Do it and say how it went."""
    services.enter()
    try:
        print(relay.success(**_prepare()))
    except KeepwordError as error:
        print(relay.failure(error))
    return 0


def _prepare() -> dict[str, int]:
    # Django reads its settings at import; an unusable one has to surface inside `main`.
    import django

    django.setup()

    from keepword.runtime import clock, config, first_demo, house, migrating, readiness
    from keepword.runtime.backup import unfinished

    settings = config.current()
    if settings.demo:
        first_demo.clear_half(settings)
    unfinished.refuse(settings)
    applied = migrating.migrate(settings)
    house.prepare(clock.now())
    for problem in readiness.look(readiness.PREPARED).values():
        if problem is not None:
            raise relay.Relayed(problem.code, problem.message, problem.remedy)
    new = settings.demo and first_demo.begin(settings)
    return {"applied": applied, "new": int(new)}


if __name__ == "__main__":
    sys.exit(main())
