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
        """Name as the audit trail prints it; who acts for somebody says so: 李四 代 张三."""
        if self.user is None:
            return "系统"
        own = self.user.get_full_name()
        return f"{own} 代 {self.principal}" if self.principal else own

    @cached_property
    def post(self) -> str:
        """Unit and post as the audit trail prints them; empty for the system."""
        return self.appointment.post if self.appointment else ""

    @property
    def principal(self) -> User | None:
        """The person for whom he acts by delegation."""
        return self.appointment.principal if self.appointment else None

    @cached_property
    def people(self) -> frozenset[int]:
        """Keys of all whose own matter a step by this actor would be: his, and those of whom he has the post."""
        found = {self.user_id}
        post = self.appointment
        while post is not None and post.principal_id is not None:
            post = post.giver
            found.add(post.user_id if post else None)
        return frozenset(key for key in found if key is not None)

    @property
    def user_id(self) -> int | None:
        """Key of the person, None for the system."""
        return self.user.pk if self.user else None

    @property
    def keys(self) -> tuple[int | None, int | None]:
        """Keys of the person and of the post he acts in, as the audit trail holds them."""
        return self.user_id, self.appointment.pk if self.appointment else None


SYSTEM = Actor(None, None)
