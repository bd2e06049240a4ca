"""The addresses of problems: the host registers, the unit plans and reports, everybody else above only reads."""

from collections.abc import Callable
from typing import Any

from permissions.models import OrgUnit
from tests.doors import ALL, SUPERVISORS, Answer, Door, done, number, only, seen_and, seers
from tests.doors_award_rounds import runners
from tests.doors_nominations import takers_part
from tests.doors_programmes import UNITS, many, of_programme
from tests.scene import ABOVE, OFFICE, Scene
from tests.workflows.rectification.cast import today
from workflows.rectification.models import Measure, Problem

OWN = frozenset({"secretary", "organiser"})
SEES_UNIT = {"own": ABOVE | OFFICE | OWN, "foreign": ABOVE | {"outsider", "other_deputy"}}


def of_unit(scene: Scene, person: str, name: str) -> int:
    """Open to the people of a unit and of those above it."""
    return 302 if person == "anonymous" else 200 if person in SEES_UNIT[name] else 404


def _unit(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return {"pk": OrgUnit.objects.get(short_name=UNITS[name]).pk}


HOLDS = {"problem": OWN, "problem_planned": OWN, "problem_foreign": frozenset({"outsider"})}
"""Who fills in for the unit that leads."""


def _by(able: frozenset[str], on: tuple[str, ...], status: int, person: str, name: str) -> int:
    """Refused to those who only see it, too late or too early where it is at another stage."""
    return 403 if person not in able else status if name in on else 409


def of_lead(*on: str, status: int = 200) -> Answer:
    """Done by the unit that leads, on these records; at another stage the page says that it is not the time."""

    def answer(scene: Scene, person: str, name: str) -> int:
        found = seers(scene, person, name)
        return found if found != 200 else _by(HOLDS.get(name, frozenset()), on, status, person, name)

    return only(Problem, answer)


def of_host(*on: str, status: int = 200) -> Answer:
    """The same, done by the host."""

    def answer(scene: Scene, person: str, name: str) -> int:
        found = seers(scene, person, name)
        return found if found != 200 else _by(SUPERVISORS, on, status, person, name)

    return only(Problem, answer)


def _of_measure(scene: Scene, person: str, name: str) -> int:
    """Reporting on the measure, by the unit that does it."""
    found = seers(scene, person, name)
    return found if found != 200 else 404 if name != "measure" else 200 if person in OWN else 403


def what(step: str) -> Any:
    """The address of a step on a record."""
    return lambda scene, person, name: number(scene, person, name) | {"what": step}


def _steps(step: str, answer: Callable[..., Answer], *on: str, **given: str) -> tuple[Door, Door]:
    """The page of a step and its form, tried on every record."""
    return (
        Door(get=answer(*on), names=ALL, args=what(step)),
        Door(post=answer(*on, status=302), names=ALL, args=what(step), form=seen_and(**given)),
    )


def nowhere(scene: Scene, person: str, name: str) -> int:
    """No such step."""
    return 302 if person == "anonymous" else 404


def _run(scene: Scene, person: str, name: str) -> dict[str, Any]:
    return of_programme(scene, person, name) | {"run": 0}


def _measure(scene: Scene, person: str, name: str) -> dict[str, Any]:
    found = Measure.objects.filter(problem=scene.records["problem_planned"].pk).select_related("process")[0]
    return number(scene, person, name) | {"measure": found.process.number}


def _planned(status: int) -> Answer:
    """A measure of the plan of one problem: changed by its lead; under another problem's number it does not exist."""

    def answer(scene: Scene, person: str, name: str) -> int:
        found = seers(scene, person, name)
        return found if found != 200 else 404 if name != "problem_planned" else status if person in OWN else 403

    return answer


def _form_of_measure(scene: Scene, person: str, name: str) -> dict[str, Any]:
    unit = scene.world.units["甲一支部"].pk
    return seen_and(text="改过的措施", owner="李慧", due_on=today(20).isoformat(), unit=f"{unit}")(scene, person, name)


def _registering(scene: Scene, person: str, name: str) -> dict[str, Any]:
    given = {"text": "另一个问题", "source": "audit", "limit": "dated", "unit": scene.world.units["甲一支部"].code}
    return seen_and(**given)(scene, person, name) if name else given


DAY = today(20).isoformat()
PROBLEMS: dict[str, tuple[Door, ...]] = {
    "rectification/units/<int:pk>/": (Door(get=of_unit, names=("own", "foreign"), args=_unit),),
    "rectification/rounds/<int:pk>/problems/new/": (
        Door(get=runners(200), post=runners(302), args=of_programme, form=_registering),
    ),
    "rectification/rounds/<int:pk>/many/<slug:verb>/": (
        *(Door(get=takers_part, post=takers_part, args=many(verb)) for verb in ("assign", "sign", "close")),
        Door(get=nowhere, post=nowhere, args=many("void")),
    ),
    "rectification/rounds/<int:pk>/many/runs/<int:run>/": (Door(get=nowhere, args=_run),),
    "rectification/records/<str:number>/change/": (
        Door(get=of_host("problem_registered"), names=ALL, args=number),
        Door(post=of_host("problem_registered", status=302), names=ALL, args=number, form=_registering),
    ),
    "rectification/records/<str:number>/measures/<str:measure>/": (
        Door(get=_planned(200), names=ALL, args=_measure),
        Door(post=_planned(302), names=ALL, args=_measure, form=_form_of_measure),
    ),
    "rectification/records/<str:number>/measures/<str:measure>/remove/": (
        Door(post=_planned(302), names=ALL, args=_measure, form=seen_and()),
    ),
    "rectification/records/<str:number>/<slug:what>/": (
        *_steps("plan", of_lead, "problem_planned", cause="责任不清", goal="按时开展"),
        Door(get=of_lead("problem_planned", "problem"), names=ALL, args=what("measure")),
        Door(post=of_lead("problem_planned", "problem", status=302), names=ALL, args=what("measure"),
             form=_form_of_measure),
        *_steps("report", of_lead, "problem", text="已开展", outlook="on_track"),
        *_steps("postpone", of_lead, "problem", until=DAY, reason="延期"),
        *_steps("acceptances", of_host, "problem_foreign", reply_by=DAY),
        *_steps("letter", of_host, "problem", "problem_planned", "problem_foreign", kind="remind", cause="督办"),
        *_steps("light", of_host, "problem", "problem_planned", "problem_foreign", light="red", reason="拖延"),
        *_steps("look_back", of_host, reason="抽查"),
        Door(get=_of_measure, names=ALL, args=what("progress")),
        Door(post=done(_of_measure), names=ALL, args=what("progress"), form=seen_and(text="已开展", percent="50")),
        Door(get=nowhere, post=nowhere, names=ALL, args=what("nothing")),
    ),
}  # fmt: skip
