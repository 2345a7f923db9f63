"""Where every datum of a policy stands: file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from keepword.foundation.errors import Fault
from keepword.foundation.marked_yaml import Marked, Path
from keepword.policy.loading.words import Found


class Places:
    """Chapters (and prose files) by the marked file they were read from."""

    def __init__(self) -> None:
        self._marked: dict[str, Marked] = {}

    def add(self, chapter: str, marked: Marked) -> None:
        """Remember that `chapter` was read from `marked`."""
        self._marked[chapter] = marked

    def where(self, path: Path) -> tuple[str, int]:
        """File and line (from 1) of `path`, whose first step is a chapter or a prose file.

        A chapter that no file has is looked for in policy.yaml as a whole: line 0.
        """
        marked = self._marked.get(str(path[0])) if path else None
        if marked is None:
            return "policy.yaml", 0
        inside = path[1:] if marked.file == path[0] else path
        return marked.file, marked.line(inside)

    def faults(self, found: Iterable[Found]) -> Iterator[Fault]:
        """Each finding at its file and line."""
        for path, (code, message, remedy) in found:
            yield Fault(*self.where(path), code, message, remedy)
