"""The addresses of documents of rectification: who sees a record, or takes part in a programme, takes its papers."""

from typing import Any

from tests.doors import ALL, Door, number, only, seers
from tests.doors_award_rounds import runners
from tests.doors_nominations import takers_part
from tests.doors_papers import archived
from tests.doors_programmes import of_programme
from tests.scene import SEEN_BY, Scene
from workflows.rectification.models import Letter, Problem


def _not_issued(scene: Scene, person: str, name: str) -> int:
    """Those who see the letter are told that it is not issued yet."""
    found = seers(scene, person, name)
    return 422 if found == 200 else found


def _applied(scene: Scene, person: str, name: str) -> int:
    """Only one problem's unit has applied for 销号; of the others those who see them are told so."""
    found = seers(scene, person, name)
    return 422 if found == 200 and name != "problem_foreign" else found


def _reported(scene: Scene, person: str, name: str) -> int:
    """Open to who takes part; empty for those who see no problem."""
    found = takers_part(scene, person, name)
    return 422 if found == 200 and person not in SEEN_BY["problem"] | SEEN_BY["problem_foreign"] else found


def _nowhere(scene: Scene, person: str, name: str) -> int:
    return 302 if person == "anonymous" else 404


def _named(word: str) -> Any:
    """A document of the programme that is under way."""
    return lambda scene, person, name: of_programme(scene, person, name) | {"name": word}


def _first(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return of_programme(scene, person, name) | {"other": 1}


PAPERS: dict[str, tuple[Door, ...]] = {
    "rectification/ledger/print/": (Door(get=takers_part),),
    "rectification/records/<str:number>/letter.docx": (Door(get=only(Letter, _not_issued), names=ALL, args=number),),
    "rectification/records/<str:number>/closing.docx": (Door(get=only(Problem, _applied), names=ALL, args=number),),
    "rectification/rounds/<int:pk>/documents/<str:name>/": (
        Door(get=_reported, args=_named("weekly.docx")),
        Door(get=_reported, args=_named("weekly.xlsx")),
        Door(get=_nowhere, args=_named("weekly.pdf")),
    ),
    "rectification/rounds/<int:pk>/archive/": (Door(get=runners(200), post=runners(302), args=of_programme),),
    "rectification/rounds/<int:pk>/archive/<int:other>/": (Door(get=archived, args=_first),),
}
