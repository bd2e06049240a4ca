"""People of the cast as the tests of the organisation need them: settled in branches, and signed in."""

from datetime import date
from typing import Any

from django.test import Client

from permissions.models import Person, User
from tests.world import World
from workflows.organisation.queries.people import PersonInput

ID_NUMBER = "11010519491231002X"
"""The example of GB 11643: a number that is right."""
MASKED = "1101************2X"
OTHER_ID = "440524188001010014"


def given(**more: Any) -> PersonInput:
    """A full member as a clerk types one."""
    kept: dict[str, Any] = {
        "staff_no": "N001",
        "name": "胡晓明",
        "gender": "男",
        "birth_on": date(1980, 5, 1),
        "joined_on": date(2005, 7, 1),
        "formal_on": date(2006, 7, 1),
    }
    return PersonInput(**kept | more)


def settle(world: World, **branches: str) -> None:
    """Put people of the cast into branches: secretary="甲一支部"."""
    for key, branch in branches.items():
        Person.objects.filter(user=world.users[key]).update(branch=world.units[branch])


def person_of(world: World, key: str) -> Person:
    """The person of the cast, as the row now is."""
    return Person.objects.select_related("branch").get(user=world.users[key])


def signed_in(user: User) -> Client:
    """A browser signed in as somebody."""
    client = Client()
    client.force_login(user)
    return client
