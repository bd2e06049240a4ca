"""The addresses of units and terms: kept by the own committee and by the 工委, hidden from others.

Own is 甲一支部, foreign 乙一支部, committee 甲局机关党委 itself, whose staff keep it but do not move or dissolve it.
"""

from typing import Any

from django.utils import timezone

from permissions.models import OrgUnit
from permissions.roles import UnitKind
from tests.doors import SUPERVISORS, Answer, Door, Words, done, those, words
from tests.scene import Scene
from workflows.organisation.queries import units

NAMES = {"own": "甲一支部", "foreign": "乙一支部", "committee": "甲局机关党委"}
STAFF = frozenset({"deputy", "staff"})
KEPT_BY = {"own": STAFF | SUPERVISORS, "foreign": SUPERVISORS | {"other_deputy"}, "committee": STAFF | SUPERVISORS}
"""Who keeps a unit."""
EVERY_KEEPER = those(*STAFF, *SUPERVISORS, "other_deputy")
ALL = tuple(NAMES)


def unit(scene: Scene, name: str) -> OrgUnit:
    """The unit by its name in this table."""
    return scene.world.units[NAMES[name]]


def keepers(scene: Scene, person: str, name: str) -> int:
    """Open to those who keep the unit."""
    return those(*KEPT_BY[name])(scene, person, name)


def reshapers(scene: Scene, person: str, name: str) -> int:
    """Open to those who keep what stands above the unit; refused to those who keep the unit alone."""
    found = keepers(scene, person, name)
    return 403 if found == 200 and name == "committee" and person in STAFF else found


def of_unit(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The key of a unit."""
    return {"pk": unit(scene, name).pk}


def renamed(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """What is kept of a unit, with another short name."""
    row = unit(scene, name)
    return {"code": row.code, "name": row.name, "short_name": "改名"}


def dissolved(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The confirmation of what the page says; these units still have posts and records."""
    seen = units.dissolving(unit(scene, name)).seen
    return {"seen": seen, "on": timezone.localdate().isoformat(), "basis": "1号"}


def of_kept(get: Answer, post: Answer, form: Words) -> tuple[Door, ...]:
    """A page of one unit with its form."""
    return (Door(get=get, post=post, names=ALL, args=of_unit, form=form),)


def entered(scene: Scene, person: str, name: str) -> int:
    """What a unit was found to be, which its own keepers do not enter."""
    found = done(keepers)(scene, person, name)
    return 403 if found == 302 and name == "committee" and person in STAFF else found


def years_set(scene: Scene, person: str, name: str) -> int:
    """The years of a term, which only who keeps the 工委 changes."""
    found = EVERY_KEEPER(scene, person, name)
    return found if found != 200 else 302 if person in SUPERVISORS else 403


def added(scene: Scene, person: str, name: str) -> int:
    """A new branch below 甲局; to a keeper of another committee 甲局 is no superior to choose."""
    found = EVERY_KEEPER(scene, person, name)
    return found if found != 200 else 422 if person == "other_deputy" else 302


NEW = {"kind": UnitKind.BRANCH.value, "parent": "甲局机关党委", "code": "X9", "name": "中共甲九", "short_name": "甲九"}

UNITS = {
    "organisation/": (Door(get=EVERY_KEEPER),),
    "organisation/units/new/": (Door(get=EVERY_KEEPER, post=added, form=words(**NEW)),),
    "organisation/units/<int:pk>/": (Door(get=keepers, names=ALL, args=of_unit),),
    "organisation/units/<int:pk>/edit/": of_kept(keepers, done(keepers), renamed),
    "organisation/units/<int:pk>/move/": of_kept(reshapers, done(reshapers, 422), words(to="没有")),
    "organisation/units/<int:pk>/merge/": of_kept(keepers, done(keepers, 422), words(sources="没有")),
    "organisation/units/<int:pk>/dissolve/": of_kept(reshapers, done(reshapers, 422), dissolved),
    "organisation/units/<int:pk>/relations/": of_kept(
        keepers, done(keepers, 422), words(kind="party_group", target="没有")
    ),
    "organisation/units/<int:pk>/facts/": of_kept(
        keepers, entered, words(year="2024", grade="达标", source="验收通报")
    ),
    "organisation/terms/": (Door(get=EVERY_KEEPER, post=years_set, form=words(kind="branch", years="2")),),
}
