"""What somebody reads about himself."""

from dataclasses import dataclass

from django.utils import timezone

from permissions.models import Appointment, User
from workflows.organisation.queries import matrix


@dataclass(frozen=True)
class Post:
    """One of one's posts, with what it allows in words."""

    post: Appointment
    abilities: list[str]
    limits: str


def posts(user: User) -> dict[str, list[Post]]:
    """One's posts, `current`, `coming` and `ended` (the latest first). One statement."""
    today = timezone.localdate()
    found: dict[str, list[Post]] = {"current": [], "coming": [], "ended": []}
    for row in user.appointments.select_related("unit").order_by("-starts_on", "-pk"):
        when = "coming" if row.starts_on > today else "ended" if row.ends_on and row.ends_on < today else "current"
        found[when].append(Post(row, matrix.abilities(row), matrix.limits(row)))
    return found
