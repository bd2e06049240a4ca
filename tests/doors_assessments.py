"""The addresses of assessments and of 整改办法 of one's own: who reviews above enters, who sees the unit reads."""

from typing import Any

from tests.doors import Answer, Door, done, supervisors, those, words
from tests.doors_award_rounds import HOLDERS, holders
from tests.doors_nominations import takers_part
from tests.doors_programmes import READY, of_programme
from tests.scene import SEEN_BY, Scene
from workflows.rectification.models import Assessment, OwnProgramme

seers = those(*SEEN_BY["problem"])


def reviewers(status: int) -> Answer:
    """Open to who reviews for some unit above others; refused to those who only take part."""

    def answer(scene: Scene, person: str, name: str) -> int:
        found = takers_part(scene, person, name)
        return status if person in HOLDERS else 403 if found == 200 else found

    return answer


def _form(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return of_programme(scene, person, name) | {"code": "fufeng"}


def _assessment(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return of_programme(scene, person, name) | {"other": Assessment.objects.get().pk}


def _own(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return {"pk": OwnProgramme.objects.get().pk}


ASSESSMENTS: dict[str, tuple[Door, ...]] = {
    "rectification/rounds/<int:pk>/assessments/": (Door(get=takers_part, args=of_programme),),
    "rectification/rounds/<int:pk>/assessments/<int:other>/": (Door(get=seers, args=_assessment),),
    "rectification/rounds/<int:pk>/assessments/<str:code>/new/": (
        Door(get=reviewers(200), post=reviewers(422), args=_form),
    ),
    "rectification/rounds/<int:pk>/assessments/<str:code>/upload/": (
        Door(get=reviewers(200), post=reviewers(422), args=_form),
    ),
    "rectification/rounds/<int:pk>/assessments/<str:code>/confirm/": (Door(post=reviewers(422), args=_form),),
    "rectification/rounds/<int:pk>/assessments/<str:code>/book.xlsx": (Door(get=takers_part, args=_form),),
    "rectification/programmes/own/new/": (Door(get=holders, post=done(holders, 422)),),
    "rectification/programmes/own/keep/": (Door(post=done(holders, 422), form=words(document="{}")),),
    "rectification/programmes/own/<int:pk>/": (Door(get=supervisors, args=_own),),
    "rectification/programmes/own/<int:pk>/book.xlsx": (Door(get=supervisors, args=_own),),
    "rectification/programmes/<str:code>/book.xlsx": (Door(get=holders, args=READY),),
}
