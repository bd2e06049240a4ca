"""The addresses of 民主评议: its host runs the round, the branch holds the meeting, a member sees the own 评议."""

from typing import Any

from django.utils import timezone

from tests.doors import (
    ALL,
    SUPERVISORS,
    Answer,
    Door,
    done,
    everybody,
    number,
    only,
    seen_and,
    seers,
    supervisors,
    words,
)
from tests.doors_award_rounds import AHEAD, holders
from tests.scene import Scene
from tests.scene_appraisal import appraising, prepared_appraising
from workflows.appraisal.models import Appraisal, Meeting, OwnPlan
from workflows.appraisal.queries.burden import checkup
from workflows.engine.models import RoundNotice

OWN = frozenset({"secretary", "organiser"})


def takers_part(scene: Scene, person: str, name: str) -> int:
    """Open to those who see the one meeting of the round."""
    return seers(scene, person, "meeting")


def runners(status: int) -> Answer:
    """Done by those who run the 工委's round; refused to those who only take part in it."""

    def answer(scene: Scene, person: str, name: str) -> int:
        found = takers_part(scene, person, name)
        return status if person in SUPERVISORS else 403 if found == 200 else found

    return answer


def signers(scene: Scene, person: str, name: str) -> int:
    """Done by those who act for the branch; refused to others who see it."""
    found = takers_part(scene, person, name)
    return 302 if person in OWN else 403 if found == 200 else found


def of_branch(status: int) -> Answer:
    """Done by the branch while the roll is frozen; refused to others who see the meeting."""

    def answer(scene: Scene, person: str, name: str) -> int:
        found = seers(scene, person, name)
        return found if found != 200 else status if person in OWN else 403

    return only(Meeting, answer)


def himself(status: int) -> Answer:
    """Done by the member alone; for everybody else it is not there."""

    def answer(scene: Scene, person: str, name: str) -> int:
        return 302 if person == "anonymous" else status if person == "secretary" else 404

    return only(Appraisal, answer)


def nobody(scene: Scene, person: str, name: str) -> int:
    """There is no such thing on the meeting of the scene."""
    return 302 if person == "anonymous" else 404


def of_round(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The key of the round that is under way."""
    return {"pk": appraising().pk}


def _prepared(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return {"pk": prepared_appraising().pk}


def _seen_checkup(scene: Scene, person: str, name: str) -> dict[str, Any]:
    found = checkup(prepared_appraising())
    return {"fingerprint": found.fingerprint, "reason": "市委要求"}


def _notice(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return {"notice": RoundNotice.objects.get(round=appraising()).pk, "unit": scene.world.units["甲一支部"].pk}


def _file(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return of_round(scene, person, name) | {"file": 0}


def _own_plan(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return {"pk": OwnPlan.objects.get().pk}


def _no_archive(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return of_round(scene, person, name) | {"other": 0}


def what(step: str) -> Any:
    """The address of a step on a record."""
    return lambda scene, person, name: number(scene, person, name) | {"what": step}


def form(code: str) -> Any:
    """The address of a ballot form."""
    return lambda scene, person, name: number(scene, person, name) | {"form": code}


def member(step: str) -> Any:
    """The address of a step on the member of the scene."""
    return lambda scene, person, name: number(scene, person, name) | {"pk": scene.records["appraised"].pk, "what": step}


def _came(scene: Scene, person: str, name: str) -> dict[str, Any]:
    rows = scene.records["meeting"].roll.values_list("pk", flat=True)
    return {"seen": scene.seen(name)} | {f"presence_{pk}": "present" for pk in rows}


def _no_finding(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return number(scene, person, name) | {"pk": 0}


TODAY = f"{timezone.localdate()}"
APPRAISAL: dict[str, tuple[Door, ...]] = {
    "appraisal/": (Door(get=everybody),),
    "appraisal/plans/<str:code>/": (Door(get=everybody, args=words(code="common")),),
    "appraisal/plans/<str:code>/book.xlsx": (Door(get=holders, args=words(code="common")),),
    "appraisal/plans/own/new/": (Door(get=holders, post=done(holders, 422)),),
    "appraisal/plans/own/keep/": (Door(post=done(holders, 422), form=words(document="{}")),),
    "appraisal/plans/own/<int:pk>/": (Door(get=supervisors, args=_own_plan),),
    "appraisal/plans/own/<int:pk>/book.xlsx": (Door(get=supervisors, args=_own_plan),),
    "appraisal/rounds/new/": (Door(get=holders, post=holders),),
    "appraisal/rounds/<int:pk>/": (Door(get=takers_part, args=of_round), Door(get=supervisors, args=_prepared)),
    "appraisal/rounds/<int:pk>/start/": (
        Door(post=runners(422), args=of_round),
        Door(post=done(supervisors), args=_prepared, form=_seen_checkup),
    ),
    "appraisal/rounds/<int:pk>/plan/": (Door(get=takers_part, args=of_round), Door(get=supervisors, args=_prepared)),
    "appraisal/rounds/<int:pk>/notice/": (Door(get=takers_part, args=of_round), Door(get=supervisors, args=_prepared)),
    "appraisal/rounds/<int:pk>/notice/new/": (
        Door(get=runners(200), post=runners(302), args=of_round, form=words(title="补充通知", text="请按时召开。")),
    ),
    "appraisal/rounds/<int:pk>/notice/sign/": (Door(post=signers, args=of_round, form=_notice),),
    "appraisal/rounds/<int:pk>/notice/remind/": (Door(post=runners(302), args=of_round, form=_notice),),
    "appraisal/rounds/<int:pk>/notice/files/<int:file>/": (Door(get=nobody, args=_file),),
    "appraisal/rounds/<int:pk>/extend/": (
        Door(
            get=runners(200),
            post=runners(302),
            args=of_round,
            form=words(stage="grading", day=f"{AHEAD}", reason="材料核实"),
        ),
    ),
    "appraisal/rounds/<int:pk>/handling/": (
        Door(get=runners(200), post=runners(422), args=of_round, form=words(ahead="很多", superior="3")),
    ),
    "appraisal/rounds/<int:pk>/more/": (
        Door(get=runners(200), post=runners(422), args=of_round, form=words(units="没有的支部")),
    ),
    "appraisal/rounds/<int:pk>/cancel/": (
        Door(get=runners(200), post=runners(302), args=of_round, form=words(reason="另有部署")),
    ),
    "appraisal/rounds/<int:pk>/close/": (
        Door(get=runners(200), post=runners(422), args=of_round, form=words(reason="评议完成")),
    ),
    "appraisal/rounds/<int:pk>/archive/": (Door(get=runners(200), post=runners(302), args=of_round),),
    "appraisal/rounds/<int:pk>/archive/<int:other>/": (Door(get=runners(404), args=_no_archive),),
    "appraisal/mine/": (Door(get=everybody),),
    "appraisal/own/<str:number>/<slug:what>/": (
        Door(post=himself(302), names=ALL, args=what("assess"), form=seen_and(assessment="本人自评")),
        Door(post=himself(409), names=ALL, args=what("acknowledge"), form=seen_and()),
    ),
    "appraisal/meetings/<str:number>/roll/": (
        Door(get=of_branch(409), post=of_branch(409), names=ALL, args=number, form=seen_and()),
    ),
    "appraisal/meetings/<str:number>/roll/refresh/": (
        Door(post=of_branch(409), names=ALL, args=number, form=seen_and()),
    ),
    "appraisal/meetings/<str:number>/attend/": (
        Door(get=of_branch(200), names=ALL, args=number),
        Door(post=of_branch(302), names=("meeting",), args=number, form=_came),
    ),
    "appraisal/meetings/<str:number>/totals/<str:form>/": (
        Door(get=of_branch(409), post=of_branch(409), names=ALL, args=form("members")),
    ),
    "appraisal/meetings/<str:number>/ballots/<str:form>/": (Door(get=of_branch(200), names=ALL, args=form("members")),),
    "appraisal/meetings/<str:number>/results.xlsx": (Door(get=of_branch(200), names=ALL, args=number),),
    "appraisal/meetings/<str:number>/members/<int:pk>/<slug:what>/": (
        Door(get=of_branch(200), names=ALL, args=member("assess")),
        Door(post=of_branch(302), names=ALL, args=member("assess"), form=words(assessment="代录")),
        Door(get=of_branch(409), post=of_branch(409), names=ALL, args=member("grade")),
        Door(get=of_branch(409), post=of_branch(409), names=ALL, args=member("tell")),
    ),
    "appraisal/meetings/<str:number>/findings/<int:pk>/drop/": (Door(post=nobody, names=ALL, args=_no_finding),),
    "appraisal/meetings/<str:number>/assessments/": (
        Door(get=of_branch(200), post=of_branch(422), names=ALL, args=number),
    ),
    "appraisal/meetings/<str:number>/feedback/": (
        Door(get=of_branch(409), post=of_branch(409), names=ALL, args=number),
    ),
    "appraisal/meetings/<str:number>/again/": (Door(post=of_branch(422), names=ALL, args=number),),
    "appraisal/meetings/<str:number>/<slug:what>/": (
        Door(get=of_branch(200), names=ALL, args=what("arrange")),
        Door(post=of_branch(302), names=ALL, args=what("arrange"), form=seen_and(held_on=TODAY)),
        Door(get=of_branch(409), post=of_branch(409), names=ALL, args=what("sitting")),
    ),
}
