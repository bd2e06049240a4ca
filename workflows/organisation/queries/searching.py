"""What the search of the platform finds of people: those whom the actor keeps."""

from django.db.models import Q
from django.urls import reverse

from permissions import access
from permissions.actor import Actor
from permissions.models import Person
from permissions.roles import Duty
from workflows.engine.registry import Hit, Hits
from workflows.organisation.queries.people import kept

SHOWN = 10


def search_people(by: Actor, words: str) -> Hits:
    """The people kept with these words in name or staff number; nobody for who keeps none. Two statements at most."""
    if by.appointment is None or not access.bears(by.appointment, Duty.ORGANISATION):
        return Hits("人员", [])
    named = Q(name__icontains=words) | Q(staff_no__icontains=words)
    rows = kept(by).filter(named).select_related("branch").order_by("name", "pk")
    found = list(rows.distinct()[: SHOWN + 1])
    return Hits("人员", [_person(person) for person in found[:SHOWN]], more=len(found) > SHOWN)


def _person(person: Person) -> Hit:
    branch = person.branch.short_name if person.branch else person.get_status_display()
    return Hit(person.name, person.staff_no, branch, reverse("organisation:person", args=[person.pk]))
