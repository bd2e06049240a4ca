"""Who acts, and in which capacity."""

from dataclasses import dataclass
from functools import cached_property

from permissions.models import Appointment, User


@dataclass(frozen=True)
class Actor:
    """A person acting in one of his posts, or the system itself (both None)."""

    user: User | None
    appointment: Appointment | None

    @cached_property
    def name(self) -> str:
        """Name as the audit trail prints it."""
        return self.user.get_full_name() if self.user else "系统"

    @cached_property
    def post(self) -> str:
        """Unit and post as the audit trail prints them; empty for the system."""
        return str(self.appointment) if self.appointment else ""

    @property
    def user_id(self) -> int | None:
        """Key of the person, None for the system."""
        return self.user.pk if self.user else None

    @property
    def keys(self) -> tuple[int | None, int | None]:
        """Keys of the person and of the post he acts in, as the audit trail holds them."""
        return self.user_id, self.appointment.pk if self.appointment else None


SYSTEM = Actor(None, None)
