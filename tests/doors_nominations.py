"""The addresses of nominating: a branch nominates for itself alone, reviewers rule, everybody else above only reads."""

from typing import Any

from permissions.models import Person
from tests.doors import ALL, SUPERVISORS, WITHOUT_POST, Answer, Door, number, only, seen_and, seers
from tests.scene import Scene
from tests.scene_nomination import OTHER
from workflows.nomination.models import Nomination

OWN = frozenset({"secretary", "organiser"})
READERS = SUPERVISORS | {"leader", "inspector"}
"""Those at the 工委, who nominate nobody."""


def takers_part(scene: Scene, person: str, name: str) -> int:
    """Open to all whose unit takes part."""
    return 302 if person == "anonymous" else 404 if person in WITHOUT_POST else 200


def proposers(scene: Scene, person: str, name: str) -> int:
    """Open to those who nominate for some unit; refused to those who only see the round."""
    return 403 if person in READERS else takers_part(scene, person, name)


def rulers(status: int) -> Answer:
    """Open to 乙局's reviewer, on whose desk a nomination lies; a form without a condition is out of date."""

    def answer(scene: Scene, person: str, name: str) -> int:
        found = takers_part(scene, person, name)
        return found if found != 200 else status if person == "other_deputy" else 403

    return answer


def own_branch(status: int) -> Answer:
    """Open to those who nominate for 甲一支部; the others are not told that it takes part."""
    return lambda scene, person, name: 302 if person == "anonymous" else status if person in OWN else 404


def at_hand(on: str, able: frozenset[str], status: int) -> Answer:
    """Open to these people on this one record; refused to all others who see one."""

    def answer(scene: Scene, person: str, name: str) -> int:
        found = seers(scene, person, name)
        return status if name == on and person in able else 403 if found == 200 else found

    return answer


def of_round(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The key of the award round."""
    return {"pk": scene.records["nominated"].round_id}


def _in_category(scene: Scene, person: str, name: str) -> dict[str, Any]:
    unit = scene.world.units["甲一支部"].pk
    return of_round(scene, person, name) | {"unit": unit, "category": "member"}


def _candidate(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return {"candidate": Person.objects.get(name=OTHER).pk}


def _condition(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return number(scene, person, name) | {"code": "graded"}


def _on(name: str, able: frozenset[str]) -> dict[str, Answer]:
    return {"get": only(Nomination, at_hand(name, able, 200)), "post": only(Nomination, at_hand(name, able, 302))}


NOMINATIONS: dict[str, tuple[Door, ...]] = {
    "nomination/rounds/<int:pk>/nominate/": (Door(get=proposers, args=of_round),),
    "nomination/rounds/<int:pk>/nominate/<int:unit>/<str:category>/": (
        Door(get=own_branch(200), post=own_branch(302), args=_in_category, form=_candidate),
    ),
    "nomination/rounds/<int:pk>/nominations/": (Door(get=takers_part, args=of_round),),
    "nomination/rounds/<int:pk>/overrule/": (
        Door(get=rulers(200), post=rulers(409), args=of_round),
    ),
    "nomination/<str:number>/draft/": (
        Door(**_on("nominated", OWN), names=ALL, args=number, form=seen_and()),
    ),
    "nomination/<str:number>/materials/": (Door(get=only(Nomination, seers), names=ALL, args=number),),
    "nomination/<str:number>/overrule/<str:code>/": (
        Door(
            **_on("nominated_foreign", frozenset({"other_deputy"})), names=ALL, args=_condition,
            form=seen_and(verdict="met", reason="查登记表为优秀"),
        ),
    ),
}  # fmt: skip
