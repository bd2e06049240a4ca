"""The addresses of a unit's list and its 会审: who has the list acts, who sees it is refused, the rest find nothing."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.doors import ALL, SUPERVISORS, Answer, Door, at_desk, number, only, seen_and, seers
from tests.scene import ABOVE, Scene
from tests.scene_lists import objected_line
from workflows.nomination.models import Nomination, NominationList


def ours(answer: Answer) -> Answer:
    """The page is about lists of nomination alone."""
    return only(NominationList, answer)


def of_member(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The number of a list, and of a nomination in it."""
    record = scene.records[name]
    inside = Nomination.objects.filter(submission=record.pk).first() if isinstance(record, NominationList) else None
    return {"number": record.process.number, "member": inside.process.number if inside else "TM-1"}


def of_branch(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """A branch of 甲局 that has nominated nobody."""
    return number(scene, person, name) | {"code": scene.world.units["甲四支部"].code}


def compiling(status: int) -> Answer:
    """Those who compile a list; the department that verifies one has nothing to enter of branches any more."""

    def answer(scene: Scene, person: str, name: str) -> int:
        found = at_desk(status)(scene, person, name)
        return found if name == "names" or found != status or person == "anonymous" else 403

    return answer


def asking(scene: Scene, person: str, name: str) -> int:
    """A list that is compiled has left nothing to ask about, and everybody is asked about 乙局's."""
    return at_desk(409 if name == "names" else 422)(scene, person, name)


def host(status: int) -> Answer:
    """The host's department, which rules; others of the 工委 read it and rule on nothing; no unit finds it."""

    def answer(scene: Scene, person: str, name: str) -> int:
        found = seers(scene, person, name)
        if found != 200 or person not in ABOVE or name != "names_foreign":
            return 404 if found == 200 else found
        return status if person in SUPERVISORS else 403

    return answer


def of_line(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """What stands against somebody in 乙局's list."""
    return number(scene, person, name) | {"line": objected_line().pk}


def of_opinion(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """What is asked about 乙局's list."""
    return number(scene, person, name) | {"consultation": scene.records["opinion"].process.number}


def by_when(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The form of asking."""
    return seen_and(reply_by=str(timezone.localdate() + timedelta(days=3)))(scene, person, name)


OUT = {"verb": "pull", "comment": "请核实材料"}
LISTS: dict[str, tuple[Door, ...]] = {
    "nomination/<str:number>/list/": (Door(post=ours(at_desk(302)), names=ALL, args=number, form=seen_and()),),
    "nomination/<str:number>/members/<str:member>/": (
        Door(get=ours(at_desk(200)), names=ALL, args=of_member),
        Door(post=ours(at_desk(302)), names=ALL, args=of_member, form=seen_and(**OUT)),
    ),
    "nomination/<str:number>/branches/<str:code>/decline/": (
        Door(get=ours(compiling(200)), names=ALL, args=of_branch),
        Door(post=ours(compiling(302)), names=ALL, args=of_branch, form=seen_and(comment="没有合适对象")),
    ),
    "nomination/<str:number>/consultations/": (Door(post=ours(asking), names=ALL, args=number, form=by_when),),
    "nomination/<str:number>/consultations/<str:consultation>/waive/": (
        Door(get=ours(host(200)), names=ALL, args=of_opinion),
        Door(post=ours(host(422)), names=ALL, args=of_opinion, form=seen_and(comment="多次催办未复")),
    ),
    "nomination/<str:number>/opinions/<int:line>/rule/": (
        Door(get=ours(host(200)), names=ALL, args=of_line),
        Door(post=ours(host(302)), names=ALL, args=of_line, form=seen_and(comment="核查不属实")),
    ),
}
