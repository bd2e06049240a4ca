"""The addresses of running a round: everybody who takes part reads, the 工委's department acts.

甲一支部 signs for itself alone.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.doors import ALL, OF_DRAFT, OF_ROUND, SUPERVISORS, Answer, Door, number, only, participants, seers, words
from tests.scene import SEEN_BY, Scene
from workflows.star_rating.models import Rating

OF_OWN = frozenset({"secretary", "organiser"})
AHEAD = timezone.localdate() + timedelta(days=30)


def runners(status: int) -> Answer:
    """Done by those who run the round; refused to those who only take part in it."""

    def answer(scene: Scene, person: str, name: str) -> int:
        found = participants(scene, person, name)
        return status if person in SUPERVISORS else 403 if found == 200 else found

    return answer


def signers(scene: Scene, person: str, name: str) -> int:
    """Done by those who act for the branch; refused to all others who see it."""
    found = of_own_unit(scene, person, name)
    return 302 if person in OF_OWN else 403 if found == 200 else found


def of_own_unit(scene: Scene, person: str, name: str) -> int:
    """Open to those who see the unit of the own record."""
    return 302 if person == "anonymous" else 200 if person in SEEN_BY["own"] else 404


def changers(status: int) -> Answer:
    """Open to those who propose changes of a star; refused to those who only see the rating."""

    def answer(scene: Scene, person: str, name: str) -> int:
        found = seers(scene, person, name)
        return status if person in SUPERVISORS and found == 200 else 403 if found == 200 else found

    return answer


def drafters(scene: Scene, person: str, name: str) -> int:
    """What is being prepared is seen by those who prepare it."""
    return 302 if person == "anonymous" else 200 if person in SUPERVISORS else 404


def _notice(scene: Scene) -> dict[str, Any]:
    return {"notice": scene.round_notice.pk}


def _with_file(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return OF_ROUND(scene, person, name) | {"file": scene.round_notice.files.get().pk}


def _own_unit(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return {"pk": scene.records["own"].unit_id}


RUNNING: dict[str, tuple[Door, ...]] = {
    "star_rating/rounds/<int:pk>/notice/": (Door(get=participants, args=OF_ROUND), Door(get=drafters, args=OF_DRAFT)),
    "star_rating/rounds/<int:pk>/notice/new/": (
        Door(get=runners(200), post=runners(302), args=OF_ROUND, form=words(title="补充通知", text="请按时报送。")),
    ),
    "star_rating/rounds/<int:pk>/notice/sign/": (
        Door(
            post=signers,
            args=OF_ROUND,
            form=lambda scene, person, name: _notice(scene) | {"unit": scene.records["own"].unit_id},
        ),
    ),
    "star_rating/rounds/<int:pk>/notice/remind/": (
        Door(post=runners(302), args=OF_ROUND, form=lambda scene, person, name: _notice(scene)),
    ),
    "star_rating/rounds/<int:pk>/notice/files/<int:file>/": (Door(get=participants, args=_with_file),),
    "star_rating/rounds/<int:pk>/handling/": (
        Door(get=runners(200), post=runners(422), args=OF_ROUND, form=words(ahead="很多", superior="3")),
    ),
    "star_rating/rounds/<int:pk>/extend/": (
        Door(
            get=runners(200),
            post=runners(302),
            args=OF_ROUND,
            form=words(stage="self_assessing", day=f"{AHEAD}", reason="材料核实"),
        ),
    ),
    "star_rating/rounds/<int:pk>/more/": (
        Door(get=runners(200), post=runners(422), args=OF_ROUND, form=words(units="没有的支部")),
    ),
    "star_rating/rounds/<int:pk>/cancel/": (
        Door(get=runners(200), post=runners(302), args=OF_ROUND, form=words(reason="另有部署")),
    ),
    "star_rating/rounds/<int:pk>/close/": (
        Door(get=runners(200), post=runners(302), args=OF_ROUND, form=words(reason="申报期已过")),
    ),
    "star_rating/units/<int:pk>/stars/": (Door(get=of_own_unit, args=_own_unit),),
    "star_rating/<str:number>/change/": (
        Door(get=only(Rating, changers(200)), names=ALL, args=number),
        Door(
            post=only(Rating, changers(422)),
            names=ALL,
            args=number,
            form=words(kind="lower", tier="1", reason="原因", basis="依据"),
        ),
    ),
}
