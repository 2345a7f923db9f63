"""Load the demo into a new database, once: `python -m keepword.demo`, a step of `keepword up`."""

from __future__ import annotations

import sys
from uuid import uuid4

from keepword.foundation.errors import KeepwordError, Message
from keepword.runtime import relay, services


def main() -> int:
    """Do it, saying how far it is; the last line says how it went."""
    services.enter()
    try:
        print(relay.success(events=_load()))
    except KeepwordError as error:
        print(relay.failure(error))
    return 0


def _load() -> int:
    # Django reads its settings at import; an unusable one has to surface inside `main`.
    import django

    django.setup()

    from keepword.demo.load import load
    from keepword.policies import desk
    from keepword.runtime import clock, config, first_demo, house

    settings = config.current()
    events = load(
        house.door(),
        desk.tasks(settings.policy),
        clock.now(),
        settings.layout.demo_json,
        uuid4,
        _tell,
    )
    first_demo.finish(settings)
    return events


def _tell(done: int, of: int) -> None:
    said = Message(
        en=f"Inventing a year at the hospital: {done} of {of} events …",
        ko=f"가상의 병원의 한 해를 만듭니다: {of}건 중 {done}건 …",
    )
    print(relay.progress(said), flush=True)


if __name__ == "__main__":
    sys.exit(main())
