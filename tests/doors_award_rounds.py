"""The addresses of award rounds and plans: who takes part reads, who holds rounds keeps plans, the host runs it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.doors import SUPERVISORS, Answer, Door, done, everybody, supervisors, words
from tests.doors_nominations import of_round, takers_part
from tests.scene import Scene
from tests.scene_award_rounds import award_notice, award_plan, prepared
from workflows.nomination.queries.checkups import checkup

AHEAD = timezone.localdate() + timedelta(days=30)
HOLDERS = SUPERVISORS | {"deputy", "staff", "general", "other_deputy"}
"""Who prepares rounds: the 工委's department, and who reviews or signs at a 机关党委 or 党总支."""
SIGNERS = frozenset({"secretary", "organiser"})
ABOVE_OWN = SUPERVISORS | {"leader", "inspector", "deputy", "staff"}


def holders(scene: Scene, person: str, name: str) -> int:
    """Open to those who hold rounds; the others are not told that it exists."""
    return 302 if person == "anonymous" else 200 if person in HOLDERS else 404


def runners(status: int) -> Answer:
    """Done by those who run the 工委's round; refused to those who only take part in it."""

    def answer(scene: Scene, person: str, name: str) -> int:
        found = takers_part(scene, person, name)
        return status if person in SUPERVISORS else 403 if found == 200 else found

    return answer


def signers(scene: Scene, person: str, name: str) -> int:
    """Done by those who act for the branch; refused to others who see it; elsewhere it is not there."""
    if person == "anonymous":
        return 302
    return 302 if person in SIGNERS else 403 if person in ABOVE_OWN else 404


def _nothing_named(scene: Scene, person: str, name: str) -> int:
    """Which plan is changed stands behind the question mark; without it there is nothing to change."""
    return 302 if person == "anonymous" else 404


def _prepared(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return {"pk": prepared().pk}


def _plan(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return {"pk": award_plan().pk}


def _notice(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return {"notice": award_notice(scene).pk, "unit": scene.world.units["甲一支部"].pk}


def _file(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return of_round(scene, person, name) | {"file": award_notice(scene).files.get().pk}


def _seen_checkup(scene: Scene, person: str, name: str) -> dict[str, Any]:
    found = checkup(prepared())
    return {"fingerprint": found.fingerprint} | {f"despite_{n}": "市委要求" for n in range(len(found.open_findings))}


AWARD_ROUNDS: dict[str, tuple[Door, ...]] = {
    "nomination/": (Door(get=everybody),),
    "nomination/rounds/new/": (Door(get=holders, post=holders),),
    "nomination/rounds/<int:pk>/": (Door(get=takers_part, args=of_round), Door(get=supervisors, args=_prepared)),
    "nomination/rounds/<int:pk>/start/": (
        Door(post=runners(422), args=of_round),
        Door(post=done(supervisors), args=_prepared, form=_seen_checkup),
    ),
    "nomination/rounds/<int:pk>/plan/": (Door(get=takers_part, args=of_round), Door(get=supervisors, args=_prepared)),
    "nomination/rounds/<int:pk>/notice/": (
        Door(get=takers_part, args=of_round),
        Door(get=supervisors, args=_prepared),
    ),
    "nomination/rounds/<int:pk>/notice/new/": (
        Door(get=runners(200), post=runners(302), args=of_round, form=words(title="补充通知", text="请按时推荐。")),
    ),
    "nomination/rounds/<int:pk>/notice/sign/": (Door(post=signers, args=of_round, form=_notice),),
    "nomination/rounds/<int:pk>/notice/remind/": (Door(post=runners(302), args=of_round, form=_notice),),
    "nomination/rounds/<int:pk>/notice/files/<int:file>/": (Door(get=takers_part, args=_file),),
    "nomination/rounds/<int:pk>/handling/": (
        Door(get=runners(200), post=runners(422), args=of_round, form=words(ahead="很多", superior="3")),
    ),
    "nomination/rounds/<int:pk>/extend/": (
        Door(
            get=runners(200),
            post=runners(302),
            args=of_round,
            form=words(stage="drafting", day=f"{AHEAD}", reason="材料核实"),
        ),
    ),
    "nomination/rounds/<int:pk>/more/": (
        Door(get=runners(200), post=runners(422), args=of_round, form=words(units="没有的支部")),
    ),
    "nomination/rounds/<int:pk>/cancel/": (
        Door(get=runners(200), post=runners(302), args=of_round, form=words(reason="另有部署")),
    ),
    "nomination/rounds/<int:pk>/close/": (
        Door(get=runners(200), post=runners(302), args=of_round, form=words(reason="推荐期已过")),
    ),
    "nomination/rounds/<int:pk>/urge/": (Door(post=runners(302), args=of_round, form=words(stage="提名")),),
    "nomination/plans/": (Door(get=holders),),
    "nomination/plans/change/": (Door(get=_nothing_named, post=_nothing_named),),
    "nomination/plans/upload/": (Door(get=holders, post=done(holders, 422)),),
    "nomination/plans/ready/<str:name>.xlsx": (Door(get=holders, args=words(name="notice_1")),),
    "nomination/plans/ready/<str:name>/": (Door(get=holders, args=words(name="notice_1")),),
    "nomination/plans/<int:pk>/": (Door(get=holders, args=_plan),),
    "nomination/plans/<int:pk>/plan.xlsx": (Door(get=holders, args=_plan),),
}
