"""Fixed cameras: where they may not stand, sound, and who has access."""

from __future__ import annotations

from collections.abc import Iterator

from keepword.foundation.errors import Message
from keepword.policy.check.finding import Flaw
from keepword.policy.check.lawful.figures import Nothing
from keepword.policy.check.sight import Sight, first_clause, labels


def cameras_where_people_undress(sight: Sight, params: Nothing) -> Iterator[Flaw]:
    """Cameras inside bathrooms, changing rooms and the like (PIPA 25(2))."""
    cameras = sight.policy.cameras
    if cameras is None or not cameras.undressing:
        return
    names = labels(cameras.undressing)
    message = Message(
        f"Cameras film where people undress: {names.en}.",
        f"옷을 벗는 곳을 촬영합니다: {names.ko}.",
    )
    yield Flaw("", first_clause(cameras), ("cameras", "undressing"), message)


def cameras_record_sound(sight: Sight, params: Nothing) -> Iterator[Flaw]:
    """Cameras that record sound (PIPA 25(5))."""
    cameras = sight.policy.cameras
    if cameras is None or not cameras.audio:
        return
    message = Message("The cameras record sound.", "카메라가 소리를 녹음합니다.")
    yield Flaw("", first_clause(cameras), ("cameras", "audio"), message)


def camera_roles_unsaid(sight: Sight, params: Nothing) -> Iterator[Flaw]:
    """Nobody is named who may see the images (Decree 25(1))."""
    cameras = sight.policy.cameras
    if cameras is None or cameras.access_roles:
        return
    message = Message(
        "The policy names nobody who has access to the camera images.",
        "영상정보에 접근할 수 있는 사람이 방침에 없습니다.",
    )
    yield Flaw("", first_clause(cameras.manager, cameras), ("cameras", "manager"), message)
