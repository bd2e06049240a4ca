"""The addresses of documents, their templates, and what a round is steered by."""

from typing import Any

from tests.doors import ALL, OF_ROUND, SUPERVISORS, Door, done, number, participants, seers, supervisors, words
from tests.scene import Scene
from workflows.star_rating.models import Rating, RatingList


def whole_only(scene: Scene, person: str, name: str) -> int:
    """Open to who runs the round; refused to those who only take part."""
    found = participants(scene, person, name)
    return 403 if found == 200 and person not in SUPERVISORS else found


def papered(scene: Scene, person: str, name: str) -> int:
    """Open to those who see the rating or the list; no other record has papers."""
    has = isinstance(scene.records[name], Rating | RatingList)
    return seers(scene, person, name) if has or person == "anonymous" else 404


def decided(scene: Scene, person: str, name: str) -> int:
    """There is nothing to print before 初评 is over."""
    found = seers(scene, person, name)
    return 422 if found == 200 and name == "own" else found


def paper(name: str) -> Any:
    return lambda scene, person, record: number(scene, person, record) | {"name": name}


def taken(scene: Scene, person: str, name: str) -> int:
    """Not there yet for who runs the round."""
    found = whole_only(scene, person, name)
    return 404 if found == 200 else found


def archived(scene: Scene, person: str, name: str) -> Any:
    """An archive that was never made."""
    return OF_ROUND(scene, person, name) | {"other": 1}


def document(name: str) -> Any:
    return lambda scene, person, _: OF_ROUND(scene, person, _) | {"name": name}


COCKPIT: dict[str, tuple[Door, ...]] = {
    "star_rating/rounds/<int:pk>/documents/<str:name>/": (
        Door(get=participants, args=document("summary.xlsx")),
        Door(get=supervisors, args=document("notice.docx")),
        Door(get=done(supervisors, 422), args=document("announcement.docx")),
    ),
    "star_rating/rounds/<int:pk>/urge/": (Door(post=done(whole_only), args=OF_ROUND, form=words(stage="自评")),),
    "star_rating/<str:number>/papers/<str:name>/": (
        Door(get=papered, names=ALL, args=paper("own")),
        Door(get=decided, names=("own", "member", "superior", "open", "open_list"), args=paper("decision.docx")),
    ),
    "star_rating/rounds/<int:pk>/archive/": (Door(get=whole_only, post=done(whole_only), args=OF_ROUND),),
    "star_rating/rounds/<int:pk>/archive/<int:other>/": (Door(get=taken, args=archived),),
    "templates/": (Door(get=supervisors),),
    "templates/<str:name>/": (
        Door(get=supervisors, post=done(supervisors, 422), args=words(name="star_rating.summary.docx")),
    ),
    "templates/<str:name>/file/": (Door(get=supervisors, args=words(name="star_rating.summary.docx")),),
}
