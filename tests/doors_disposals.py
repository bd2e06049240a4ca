"""The addresses of what follows a grade: the branch proposes and enters, its superior files, nobody else sees it."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from tests.doors import ALL, Answer, Door, done, everybody, number, only, seen_and, seers, words
from tests.scene import ABOVE, OFFICE, Scene
from workflows.appraisal.models import Disposal

OWN = frozenset({"secretary", "organiser"})


def entered(status: int) -> Answer:
    """Entered by the branch; refused to its superior, who sees it."""

    def answer(scene: Scene, person: str, name: str) -> int:
        found = seers(scene, person, name)
        return found if found != 200 else status if person in OWN else 403

    return only(Disposal, answer)


def nowhere(scene: Scene, person: str, name: str) -> int:
    """No such step on any record."""
    return 302 if person == "anonymous" else 404


def _proposers(scene: Scene, person: str, name: str) -> int:
    """Drafted by the branch; refused to those who see the branch."""
    if person == "anonymous":
        return 302
    return 200 if person in OWN else 403 if person in ABOVE | OFFICE else 404


def _what(step: str) -> Callable[..., dict[str, Any]]:
    return lambda scene, person, name: number(scene, person, name) | {"what": step}


def _paper(name: str) -> Callable[..., dict[str, Any]]:
    return lambda scene, person, record: number(scene, person, record) | {"name": name}


def _branch(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return {"pk": scene.world.units["甲一支部"].pk}


TODAY = f"{timezone.localdate()}"
DISPOSALS: dict[str, tuple[Door, ...]] = {
    "appraisal/following/": (Door(get=everybody),),
    "appraisal/units/<int:pk>/disposals/new/": (
        Door(get=_proposers, post=done(_proposers, 422), args=_branch, form=words(ground="idle")),
    ),
    "appraisal/records/<str:number>/papers/<str:name>": (
        Door(get=only(Disposal, seers), names=ALL, args=_paper("disposal.docx")),
        Door(get=only(Disposal, done(seers, 422)), names=ALL, args=_paper("decision.docx")),
        Door(get=nowhere, names=ALL, args=_paper("correction.docx")),
    ),
    "appraisal/records/<str:number>/<slug:what>/": (
        Door(get=entered(409), post=entered(409), names=ALL, args=_what("change"), form=seen_and(ground="idle")),
        Door(get=entered(409), post=entered(409), names=ALL, args=_what("appeal"), form=words(on=TODAY, text="不服")),
        Door(get=nowhere, post=nowhere, names=ALL, args=_what("plan")),
        Door(get=nowhere, post=nowhere, names=ALL, args=_what("nothing")),
    ),
}
