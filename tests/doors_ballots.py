"""The addresses of the electronic ballot: the branch keeps the box, its 监票人 checks it, the booth knows nobody."""

from tests.doors import ALL, Answer, Door, number, only, seen_and, seers, words
from tests.doors_appraisal import OWN, nobody, of_branch
from tests.scene import Scene
from workflows.appraisal.models import Meeting


def empty(scene: Scene, person: str, name: str) -> int:
    """There is no such box, for whoever asks."""
    return 404


def _not_yet(scene: Scene, person: str, name: str) -> int:
    """Nothing is sealed on the meeting of the scene; who is not of the branch is not told even that."""
    found = seers(scene, person, name)
    return found if found != 200 else 404 if person in OWN else 403


not_yet: Answer = only(Meeting, _not_yet)

BALLOTS: dict[str, tuple[Door, ...]] = {
    "ballot/<str:name>/": (
        Door(get=empty, post=empty, args=words(name="23456789"), form=words(code="2345-6789-ABCD-EFGH")),
    ),
    "appraisal/meetings/<str:number>/ticket/": (Door(get=nobody, post=nobody, names=ALL, args=number),),
    "appraisal/meetings/<str:number>/vote/": (Door(get=nobody, post=nobody, names=ALL, args=number),),
    "appraisal/meetings/<str:number>/box/": (Door(get=of_branch(200), names=ALL, args=number),),
    "appraisal/meetings/<str:number>/box/slips/": (
        Door(get=of_branch(409), post=of_branch(409), names=ALL, args=number, form=seen_and()),
    ),
    "appraisal/meetings/<str:number>/box/slips/void/": (
        Door(get=of_branch(409), post=of_branch(409), names=ALL, args=number, form=words(code="x")),
    ),
    "appraisal/meetings/<str:number>/box/paper/": (Door(get=not_yet, names=ALL, args=number),),
    "appraisal/meetings/<str:number>/box/recount/": (Door(get=not_yet, names=ALL, args=number),),
    "appraisal/meetings/<str:number>/box/pack.zip": (Door(get=not_yet, names=ALL, args=number),),
    "appraisal/meetings/<str:number>/box/steps/<slug:what>/": (
        Door(
            get=of_branch(409),
            post=of_branch(409),
            names=ALL,
            args=lambda scene, person, name: number(scene, person, name) | {"what": "begin"},
            form=seen_and(voting="slips"),
        ),
    ),
}
