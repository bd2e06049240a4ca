"""The addresses of ledgers brought in and taken out: the host brings in, everybody takes out what he sees."""

from typing import Any

from tests.doors import SUPERVISORS, WITHOUT_POST, Door
from tests.doors_programmes import of_programme
from tests.scene import Scene


def importers(scene: Scene, person: str, name: str) -> int:
    """Open to who registers problems of the 工委; refused to those who only see the programme."""
    return 302 if person == "anonymous" else 404 if person in WITHOUT_POST else 200 if person in SUPERVISORS else 403


def without_file(scene: Scene, person: str, name: str) -> int:
    """Those who bring in are told that the file is missing."""
    found = importers(scene, person, name)
    return 422 if found == 200 else found


def nobody_else(scene: Scene, person: str, name: str) -> int:
    """An import that is nobody's of the cast."""
    return 404 if person in SUPERVISORS else importers(scene, person, name)


def takers_out(scene: Scene, person: str, name: str) -> int:
    """Open to all who see the programme."""
    return 302 if person == "anonymous" else 404 if person in WITHOUT_POST else 200


def begins(scene: Scene, person: str, name: str) -> int:
    """All who see the programme have its ledger made into a file in the background."""
    found = takers_out(scene, person, name)
    return 302 if found == 200 else found


def not_his(scene: Scene, person: str, name: str) -> int:
    """A file that nobody of the cast asked for."""
    return 302 if person == "anonymous" else 404


def _import(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return of_programme(scene, person, name) | {"other": 0}


SHEETS: dict[str, tuple[Door, ...]] = {
    "rectification/rounds/<int:pk>/imports/": (Door(get=importers, post=without_file, args=of_programme),),
    "rectification/rounds/<int:pk>/imports/<int:other>/": (Door(get=nobody_else, post=nobody_else, args=_import),),
    "rectification/rounds/<int:pk>/imports/<int:other>/confirm/": (Door(post=nobody_else, args=_import),),
    "rectification/rounds/<int:pk>/imports/<int:other>/cancel/": (Door(post=nobody_else, args=_import),),
    "rectification/rounds/<int:pk>/ledger.xlsx": (Door(get=takers_out, args=of_programme),),
    "rectification/rounds/<int:pk>/exports/": (Door(get=takers_out, post=begins, args=of_programme),),
    "rectification/rounds/<int:pk>/exports/<int:other>/": (Door(get=not_his, args=_import),),
}
