"""The checks that law rules name by their `test`, each with the shape of its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from keepword.foundation.nodes import Node
from keepword.policy.check.finding import Flaw
from keepword.policy.check.lawful import (
    cameras,
    children,
    collected,
    figures,
    kept,
    parties,
    remedies,
    rights,
    said,
)
from keepword.policy.check.sight import Sight

Params = TypeVar("Params", bound=Node)


@dataclass(frozen=True, slots=True)
class LawTest(Generic[Params]):
    """A check, and the node its figures are read into."""

    params: type[Params]
    look: Callable[[Sight, Params], Iterator[Flaw]]

    def flaws(self, sight: Sight, params: Mapping[str, Any]) -> Iterator[Flaw]:
        """The flaws it sees; `ValidationError` if the rule's figures are not of its shape."""
        return self.look(sight, self.params.model_validate(dict(params)))


LAW_TESTS: Mapping[str, LawTest[Any]] = {
    "identifier-without-law": LawTest(collected.Facts, collected.identifier_without_law),
    "sensitive-without-choice": LawTest(figures.Nothing, collected.sensitive_without_choice),
    "irrelevant-in-hiring": LawTest(collected.Irrelevant, collected.irrelevant_in_hiring),
    "guardian-consents": LawTest(children.Age, children.guardian_consents),
    "guardian-items": LawTest(children.AtMostItems, children.guardian_items),
    "log-floor": LawTest(kept.LogFloor, kept.log_floor),
    "records-floor": LawTest(kept.RecordsFloor, kept.records_floor),
    "recruitment-at-least": LawTest(kept.AtLeast, kept.recruitment_at_least),
    "recruitment-at-most": LawTest(kept.AtMost, kept.recruitment_at_most),
    "destruction-delay": LawTest(figures.Within, kept.destruction_delay),
    "dormant-kept-apart": LawTest(figures.Nothing, kept.dormant_kept_apart),
    "right-unsaid": LawTest(rights.Right, rights.right_unsaid),
    "harder-than-collection": LawTest(figures.Nothing, rights.harder_than_collection),
    "answer-delay": LawTest(figures.Within, rights.answer_delay),
    "authority-without-statute": LawTest(parties.StatutePaper, parties.authority_without_statute),
    "contract-terms": LawTest(parties.Contents, parties.contract_terms),
    "topic-unsaid": LawTest(said.TopicToSay, said.topic_unsaid),
    "chapter-unsaid": LawTest(said.ChapterToHave, said.chapter_unsaid),
    "cameras-where-people-undress": LawTest(figures.Nothing, cameras.cameras_where_people_undress),
    "cameras-record-sound": LawTest(figures.Nothing, cameras.cameras_record_sound),
    "camera-roles-unsaid": LawTest(figures.Nothing, cameras.camera_roles_unsaid),
    "body-ceased": LawTest(figures.Nothing, remedies.body_ceased),
}
