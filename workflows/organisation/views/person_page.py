"""What the page of one person shows."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from permissions.actor import Actor
from permissions.models import Appointment, Person
from workflows.engine import ledger
from workflows.engine.models import AuditEntry
from workflows.organisation.queries import appointments, keeping, people
from workflows.organisation.queries.people import described
from workflows.organisation.views.past import past

ENTRIES = 50
"""As many lines of the trail are shown."""


def context(actor: Actor, person: Person) -> dict[str, Any]:
    """What is kept, posts, past and trail of a person."""
    posts = list(appointments.of_person(person))
    endable = appointments.endable(actor, posts)
    standing = set(appointments.not_over(appointments.of_person(person)).values_list("pk", flat=True))
    rows = [post_row(post, endable, over=post.pk not in standing) for post in posts]
    return {
        "tab": "people",
        "person": person,
        "account": getattr(person, "user", None),
        "facts": [(label, text or "未填") for label, text in described(person).items()],
        "posts": rows,
        "current": any(not row["over"] for row in rows),
        "past": past(person),
        "timeline": [entry_row(entry) for entry in ledger.of(person)[:ENTRIES]],
        "listed": person.status == Person.Status.LISTED,
        "belongs": person.status in people.KEPT_ON,
        "fact_url": reverse("organisation:person_fact_new", args=[person.pk]),
        "own": keeping.is_self(person, actor),
    }


def post_row(post: Appointment, endable: Iterable[int], *, over: bool) -> dict[str, Any]:
    """A post in a table: its days, how it stands today, whether the actor may end it."""
    word = "已免" if over else "未到任" if post.starts_on > timezone.localdate() else "在任"
    return {
        "post": post,
        "over": over,
        "word": word,
        "tone": {"在任": "green", "未到任": "blue", "已免": "line"}[word],
        "endable": not over and post.pk in endable,
    }


def entry_row(entry: AuditEntry) -> dict[str, Any]:
    """A line of the ledger as the timeline shows it."""
    fields = entry.data.get("fields", {})
    return {
        "tone": "agreed",
        "stage": entry.label,
        "actor": entry.actor_name,
        "post": entry.post,
        "at": entry.at,
        "comment": entry.comment,
        "changes": [f"{label}：{old or '空'} → {new or '空'}" for label, (old, new) in fields.items()],
    }
