"""The addresses of documents, forms, imports and archives: who sees a record prints it, who has a list imports."""

from typing import Any

from tests.doors import ALL, SUPERVISORS, Answer, Door, at_desk, number, only, seen_and, seers
from tests.doors_award_rounds import runners
from tests.doors_nominations import of_round, takers_part
from tests.scene import SEEN_BY, Scene
from workflows.nomination.models import Nomination, NominationList


def summarised(scene: Scene, person: str, name: str) -> int:
    """Open to who takes part; empty for those who see drafts alone: only 乙一支部's nomination was handed in."""
    found = takers_part(scene, person, name)
    return 422 if found == 200 and person not in SEEN_BY["nominated_foreign"] else found


def host_only(scene: Scene, person: str, name: str) -> int:
    """Those who run the round are told that nobody is to be announced; the others find nothing."""
    return 302 if person == "anonymous" else 422 if person in SUPERVISORS else 404


def archived(scene: Scene, person: str, name: str) -> int:
    """An archive that was never made, which only those who run the round may have."""
    return 404 if person in SUPERVISORS else runners(200)(scene, person, name)


def forms(scene: Scene, person: str, name: str) -> int:
    """Open to those who see a nomination or a list; no other record has a form."""
    fits = isinstance(scene.records[name], Nomination | NominationList)
    return seers(scene, person, name) if fits or person == "anonymous" else 404


def importing(status: int) -> Answer:
    """Those who compile a list; for one that went on it is too late."""

    def answer(scene: Scene, person: str, name: str) -> int:
        return only(NominationList, at_desk(status if name == "names" else 422))(scene, person, name)

    return answer


def named(word: str) -> Any:
    """A document of the award round."""
    return lambda scene, person, name: of_round(scene, person, name) | {"name": word}


def _first(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return of_round(scene, person, name) | {"other": 1}


def _form(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return number(scene, person, name) | {"name": "form.docx"}


PAPERS: dict[str, tuple[Door, ...]] = {
    "nomination/rounds/<int:pk>/documents/<str:name>/": (
        Door(get=summarised, args=named("summary.xlsx")),
        Door(get=host_only, args=named("notice.docx")),
        Door(get=host_only, args=named("decision.docx")),
    ),
    "nomination/rounds/<int:pk>/archive/": (Door(get=runners(200), post=runners(302), args=of_round),),
    "nomination/rounds/<int:pk>/archive/<int:other>/": (Door(get=archived, args=_first),),
    "nomination/<str:number>/papers/<str:name>/": (Door(get=forms, names=ALL, args=_form),),
    "nomination/<str:number>/summary.xlsx": (Door(get=only(NominationList, seers), names=ALL, args=number),),
    "nomination/<str:number>/import/": (
        Door(get=importing(200), names=ALL, args=number),
        Door(post=importing(422), names=ALL, args=number),
    ),
    "nomination/<str:number>/import/confirm/": (
        Door(post=importing(422), names=ALL, args=number, form=seen_and(picks="[]")),
    ),
    "nomination/<str:number>/import/empty.xlsx": (Door(get=importing(200), names=ALL, args=number),),
}
