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
    """One's posts, `current`, `coming` and `ended` (the latest first). Two statements."""
    today = timezone.localdate()
    standing = set(user.appointments.standing().values_list("pk", flat=True))
    found: dict[str, list[Post]] = {"current": [], "coming": [], "ended": []}
    for row in user.appointments.select_related("unit").order_by("-starts_on", "-pk"):
        over = row.pk not in standing or (row.ends_on is not None and row.ends_on < today)
        when = "ended" if over else "coming" if row.starts_on > today else "current"
        found[when].append(Post(row, matrix.abilities(row), matrix.limits(row)))
    return found
