"""The addresses of places: everybody sees the board of his units, who holds the round gives out, shifts and rules."""

from typing import Any

from tests.doors import SUPERVISORS, WITHOUT_POST, Answer, Door, done, supervisors
from tests.scene import Scene
from tests.scene_award_rounds import prepared
from tests.scene_places import of_board, quota_at

READERS = frozenset({"leader", "inspector"})
OF_UNIT = SUPERVISORS | READERS | {"deputy", "staff"}
OF_BRANCH = OF_UNIT | {"secretary", "organiser"}
DECISION = {"body": "市直机关工委", "ruled_on": "2026-05-06", "reason": "按比例执行。"}


def board_of(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The round whose places were counted."""
    return {"pk": of_board().pk}


def table_of(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The round that is not started yet."""
    return {"pk": prepared().pk}


def places_of(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The places of 甲局."""
    return {"pk": quota_at("甲局机关党委", "unit:places.worker").pk}


def share_of(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The limit of 甲一支部 that contradicts its places."""
    return {"pk": quota_at("甲一支部", "branch:share").pk}


def shared_by_all(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The places that all lists share, of which there are enough."""
    return {"pk": quota_at("工委", "whole:places.worker").pk}


def of_host(scene: Scene, person: str, name: str) -> int:
    """Open to those of the host; units are not told who competes with them."""
    return 302 if person == "anonymous" else 200 if person in SUPERVISORS | READERS else 404


def signing(scene: Scene, person: str, name: str) -> int:
    """Refused to those of the host who do not sign; who does is told that there are places enough."""
    found = of_host(scene, person, name)
    return 422 if person == "leader" else 403 if found == 200 else found


def concerned(scene: Scene, person: str, name: str) -> int:
    """Open to all whose unit takes part."""
    return 302 if person == "anonymous" else 404 if person in WITHOUT_POST else 200


def runners(seers: frozenset[str]) -> Answer:
    """Open to who runs the round; refused to these, who see what it is about; others are not told of it."""

    def answer(scene: Scene, person: str, name: str) -> int:
        if person == "anonymous":
            return 302
        return 200 if person in SUPERVISORS else 403 if person in seers else 404

    return answer


def seen_but_not_run(scene: Scene, person: str, name: str) -> int:
    """Open to who runs the round; refused to everybody else who takes part."""
    found = concerned(scene, person, name)
    return 403 if found == 200 and person not in SUPERVISORS else found


def _shift(scene: Scene, person: str, name: str) -> dict[str, Any]:
    units = scene.world.units
    given = {"giver": units["甲局机关党委"].pk, "taker": units["乙局机关党委"].pk}
    return {"category": "worker", "places": "1", "reason": "乙局新增支部。"} | given


def _typed(**given: str) -> Any:
    return lambda scene, person, name: dict(given)


PLACES = {
    "nomination/rounds/<int:pk>/places/": (Door(get=concerned, args=board_of),),
    "nomination/rounds/<int:pk>/places/shifts/": (Door(get=concerned, args=board_of),),
    "nomination/rounds/<int:pk>/places/shift/": (
        Door(get=seen_but_not_run, post=done(seen_but_not_run), args=board_of, form=_shift),
    ),
    "nomination/rounds/<int:pk>/places/table/": (
        Door(get=supervisors, post=done(supervisors), args=table_of, form=_typed(seen="0")),
    ),
    "nomination/rounds/<int:pk>/places/table/upload/": (Door(post=done(supervisors, 422), args=table_of),),
    "nomination/rounds/<int:pk>/places/table.xlsx": (Door(get=supervisors, args=table_of),),
    "nomination/rounds/<int:pk>/contests/": (Door(get=of_host, args=board_of),),
    "nomination/contests/<int:pk>/": (Door(get=of_host, post=signing, args=shared_by_all),),
    "nomination/places/<int:pk>/": (
        Door(
            get=runners(OF_UNIT), post=done(runners(OF_UNIT)), args=places_of,
            form=_typed(places="4", reason="上级追加。"),
        ),
    ),
    "nomination/places/<int:pk>/ruling/": (
        Door(
            get=runners(OF_BRANCH), post=done(runners(OF_BRANCH)), args=share_of,
            form=_typed(number="1", **DECISION),
        ),
    ),
    "nomination/places/<int:pk>/rulings/": (
        Door(
            get=runners(OF_BRANCH), post=done(runners(OF_BRANCH)), args=share_of,
            form=_typed(holds="second", **DECISION),
        ),
    ),
}  # fmt: skip
"""Address, and how it answers whom."""
