"""The table of addresses with those of people and posts: kept by the own committee and by the 工委, hidden from others.

周志远 belongs to 甲一支部, 林芳 to 乙一支部; both hold the secretary's post there.
"""

from typing import Any

from django.utils import timezone

from permissions.models import Appointment, Person
from tests import doors
from tests.doors import SUPERVISORS, Answer, Door, Words, done, those, words
from tests.doors_accounts import ACCOUNTS
from tests.doors_appraisal import APPRAISAL
from tests.doors_ballots import BALLOTS
from tests.doors_cockpit import COCKPIT
from tests.doors_disposals import DISPOSALS
from tests.doors_evaluations import EVALUATIONS
from tests.doors_imports import IMPORTS
from tests.doors_listing import LISTING
from tests.doors_nomination import NOMINATION
from tests.doors_rectification import RECTIFICATION
from tests.doors_running import RUNNING
from tests.doors_signing import SIGNING
from tests.doors_trials import TRIALS
from tests.doors_units import UNITS
from tests.scene import Scene
from workflows.organisation.queries.appointments import not_over, of_person, outlook

KEPT_BY = {"own": frozenset({"deputy", "staff"}) | SUPERVISORS, "foreign": SUPERVISORS | {"other_deputy"}}
"""Who keeps the people of a branch."""
KEEPERS = KEPT_BY["own"] | KEPT_BY["foreign"]
SECRETARY = {"own": "secretary", "foreign": "outsider"}
BOTH = tuple(KEPT_BY)
EVERY_KEEPER = those(*KEEPERS)


def keepers(scene: Scene, person: str, name: str) -> int:
    """Open to those who keep the person."""
    return those(*KEPT_BY[name])(scene, person, name)


def appointed(scene: Scene, person: str, name: str) -> int:
    """A post; a keeper of other branches is told that no such person and no such unit is his."""
    return keepers(scene, person, name) if person not in KEEPERS else 302 if person in KEPT_BY[name] else 422


def _person(scene: Scene, name: str) -> Person:
    return Person.objects.get(user=scene.world.users[SECRETARY[name]])


def of_person_page(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The key of a person."""
    return {"pk": _person(scene, name).pk}


def of_post(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The key of a secretary's post."""
    return {"pk": Appointment.objects.get(user=scene.world.users[SECRETARY[name]]).pk}


def with_seen(**given: Any) -> Words:
    """A form that confirms what the page said of a person's posts."""

    def form(scene: Scene, person: str, name: str) -> dict[str, Any]:
        posts = list(not_over(of_person(_person(scene, name))))
        return {"seen": outlook(posts).seen, "posts": [str(post.pk) for post in posts], **given}

    return form


def edited(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The row of a person, with another rank."""
    row = _person(scene, name)
    days = {"joined_on": "2005-07-01", "formal_on": "2006-07-01"}
    return {"staff_no": row.staff_no, "name": row.name, "roll": "formal", "rank": "科员", **days}


def posted(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """A second post for somebody, in the own branch."""
    row = _person(scene, name)
    unit = Appointment.objects.get(user=scene.world.users[SECRETARY[name]]).unit
    return {"person": row.staff_no, "unit": unit.code, "role": "branch_disc", "starts_on": TODAY}


def transferred(scene: Scene, person: str, name: str) -> int:
    """The move to 丙办's branch, which no committee keeps; the form tells so at its field."""
    found = keepers(scene, person, name)
    return found if found != 200 else 302 if person in SUPERVISORS else 422


def handed(scene: Scene, person: str, name: str) -> int:
    """The handover to somebody unknown is refused at its field."""
    return done(keepers, 422)(scene, person, name)


def of_kept(get: Answer, post: Answer, form: Words) -> tuple[Door, ...]:
    """A page of one person with its form."""
    return (Door(get=get, post=post, names=BOTH, args=of_person_page, form=form),)


TODAY = timezone.localdate().isoformat()
LEFT = {"status": "moved", "on": TODAY, "reason": "调出", "basis": "介绍信"}
WARNING = {"kind": "党内警告", "since": "2024-03-01", "basis": "3号", "source": "决定书"}

DOORS = (
    doors.DOORS
    | APPRAISAL
    | DISPOSALS
    | BALLOTS
    | UNITS
    | RUNNING
    | SIGNING
    | ACCOUNTS
    | COCKPIT
    | EVALUATIONS
    | IMPORTS
    | LISTING
    | NOMINATION
    | RECTIFICATION
    | TRIALS
    | {
        "organisation/people/": (Door(get=EVERY_KEEPER),),
        "organisation/people/new/": (Door(get=EVERY_KEEPER, post=done(EVERY_KEEPER, 422), form=words(name="某人")),),
        "organisation/people/<int:pk>/": (Door(get=keepers, names=BOTH, args=of_person_page),),
        "organisation/people/<int:pk>/edit/": of_kept(keepers, done(keepers), edited),
        "organisation/people/<int:pk>/status/": of_kept(keepers, done(keepers), with_seen(**LEFT)),
        "organisation/people/<int:pk>/transfer/": of_kept(
            keepers, transferred, words(branch="丙办党支部", reason="轮岗")
        ),
        "organisation/people/<int:pk>/facts/": of_kept(keepers, done(keepers), words(**WARNING)),
        "organisation/people/<int:pk>/handover/": of_kept(
            keepers, handed, with_seen(successor="无此人", on=TODAY, reason="轮岗")
        ),
        "organisation/posts/new/": (
            Door(get=EVERY_KEEPER),
            Door(post=appointed, names=BOTH, form=posted),
        ),
        "organisation/posts/<int:pk>/end/": (
            Door(
                get=keepers,
                post=done(keepers),
                names=BOTH,
                args=of_post,
                form=with_seen(when="now", reason="调动"),
            ),
        ),
    }
)
