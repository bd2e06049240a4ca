"""The addresses of programmes, the ledger and the board: whoever stands in line with the host reads, the host runs."""

from typing import Any

from tests.doors import Door, done, everybody, supervisors, those, words
from tests.doors_award_rounds import AHEAD, holders, runners, signers
from tests.doors_nominations import takers_part
from tests.scene import Scene
from tests.scene_rectification import prepared_programme, programme
from workflows.engine.models import RoundNotice
from workflows.rectification.models import SavedView
from workflows.rectification.queries.burden import checkup

READY = words(code="feedback")


def of_programme(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The key of the programme that is under way."""
    return {"pk": programme().pk}


def _prepared(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return {"pk": prepared_programme().pk}


def _seen_checkup(scene: Scene, person: str, name: str) -> dict[str, Any]:
    found = checkup(prepared_programme())
    return {"fingerprint": found.fingerprint} | {f"despite_{n}": "市委要求" for n in range(len(found.open_findings))}


def many(verb: str) -> Any:
    """The address of a verb on many problems."""
    return lambda scene, person, name: of_programme(scene, person, name) | {"verb": verb}


def _notice(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return {"notice": RoundNotice.objects.get(round=programme()).pk, "unit": scene.world.units["甲一支部"].pk}


def _file(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return of_programme(scene, person, name) | {"file": RoundNotice.objects.get(round=programme()).files.get().pk}


def _view(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return {"pk": SavedView.objects.get(user__username="secretary").pk}


def _unit(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return {"pk": scene.world.units[UNITS[name]].pk}


UNITS = {"own": "甲一支部", "foreign": "乙一支部"}


PROGRAMMES: dict[str, tuple[Door, ...]] = {
    "rectification/": (Door(get=everybody),),
    "rectification/rounds/new/": (Door(get=holders, post=holders),),
    "rectification/programmes/<str:code>/": (Door(get=everybody, args=READY),),
    "rectification/rounds/<int:pk>/": (Door(get=takers_part, args=of_programme), Door(get=supervisors, args=_prepared)),
    "rectification/rounds/<int:pk>/start/": (
        Door(post=runners(422), args=of_programme),
        Door(post=done(supervisors), args=_prepared, form=_seen_checkup),
    ),
    "rectification/rounds/<int:pk>/programme/": (
        Door(get=takers_part, args=of_programme),
        Door(get=supervisors, args=_prepared),
    ),
    "rectification/rounds/<int:pk>/notice/": (
        Door(get=takers_part, args=of_programme),
        Door(get=supervisors, args=_prepared),
    ),
    "rectification/rounds/<int:pk>/notice/new/": (
        Door(get=runners(200), post=runners(302), args=of_programme, form=words(title="补充通知", text="请按时整改。")),
    ),
    "rectification/rounds/<int:pk>/notice/sign/": (Door(post=signers, args=of_programme, form=_notice),),
    "rectification/rounds/<int:pk>/notice/remind/": (Door(post=runners(302), args=of_programme, form=_notice),),
    "rectification/rounds/<int:pk>/notice/files/<int:file>/": (Door(get=takers_part, args=_file),),
    "rectification/rounds/<int:pk>/handling/": (
        Door(get=runners(200), post=runners(422), args=of_programme, form=words(ahead="很多", superior="3")),
    ),
    "rectification/rounds/<int:pk>/extend/": (
        Door(
            get=runners(200),
            post=runners(302),
            args=of_programme,
            form=words(stage="planning", day=f"{AHEAD}", reason="材料核实"),
        ),
    ),
    "rectification/rounds/<int:pk>/more/": (
        Door(get=runners(200), post=runners(422), args=of_programme, form=words(units="没有的支部")),
    ),
    "rectification/rounds/<int:pk>/cancel/": (
        Door(get=runners(200), post=runners(422), args=of_programme, form=words(reason="另有部署")),
    ),
    "rectification/rounds/<int:pk>/close/": (
        Door(get=runners(200), post=runners(422), args=of_programme, form=words(reason="整改完成")),
    ),
    "rectification/ledger/": (Door(get=everybody),),
    "rectification/views/": (Door(post=done(everybody), form=words(name="逾期的", query="left=overdue")),),
    "rectification/views/<int:pk>/drop/": (Door(post=done(those("secretary")), args=_view),),
    "rectification/rounds/<int:pk>/board/": (Door(get=takers_part, args=of_programme),),
    "rectification/mine/": (Door(get=everybody),),
}
