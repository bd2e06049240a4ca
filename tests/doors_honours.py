"""The addresses of documents, revocations and the register of honours."""

from typing import Any

from permissions.models import Person
from tests.doors import ALL, SUPERVISORS, Answer, Door, done, everybody, number, only, seers
from tests.scene import SEEN_BY, Scene
from tests.scene_nomination import CANDIDATE
from workflows.nomination.models import Nomination, NominationList

POSTLESS = frozenset({"former", "superuser"})


def takers(scene: Scene, person: str, name: str) -> int:
    """Open to whoever has a post; what is taken along is entered in the ledger."""
    return 302 if person == "anonymous" else 403 if person in POSTLESS else 200


def own(scene: Scene, person: str, name: str) -> int:
    """Open to those who see 甲一支部; the others are not told that it exists."""
    return 302 if person == "anonymous" else 200 if person in SEEN_BY["own"] else 404


def not_yet(scene: Scene, person: str, name: str) -> int:
    """No list of the scene is as far; whoever sees one is told so."""
    return done(seers, 422)(scene, person, name)


def of_the_host(status: int) -> Answer:
    """Open to the department of the host; refused to all others who see the nomination."""

    def answer(scene: Scene, person: str, name: str) -> int:
        found = seers(scene, person, name)
        return found if found != 200 else status if person in SUPERVISORS else 403

    return answer


def _unit(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return {"pk": scene.world.units["甲一支部"].pk}


def _person(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return {"pk": Person.objects.get(name=CANDIDATE).pk}


LATER = Door(get=only(NominationList, not_yet), post=only(NominationList, not_yet), names=ALL, args=number)

HONOURS: dict[str, tuple[Door, ...]] = {
    "nomination/<str:number>/confer/": (LATER,),
    "nomination/<str:number>/answer/": (LATER,),
    "nomination/<str:number>/revoke/": (
        Door(
            get=only(Nomination, of_the_host(200)), post=only(Nomination, of_the_host(422)), names=ALL, args=number,
            form=lambda scene, person, name: {"reason": "受到处分。"},
        ),
    ),
    "nomination/<str:number>/document/": (
        Door(
            get=only(Nomination, of_the_host(422)), post=only(Nomination, of_the_host(422)), names=ALL, args=number,
            form=lambda scene, person, name: {"number": "滨直工发〔2026〕19号", "reason": "登记有误。"},
        ),
    ),
    "nomination/honours/": (Door(get=everybody),),
    "nomination/honours/honours.xlsx": (Door(get=takers),),
    "nomination/honours/units/<int:pk>/": (Door(get=own, args=_unit),),
    "nomination/honours/people/<int:pk>/": (Door(get=own, args=_person),),
}  # fmt: skip
