"""What every record has: its unit, its state, its path, and the head of its audit chain."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from permissions.actor import Actor
from permissions.models import OrgUnit
from workflows.engine.models.round import Round
from workflows.engine.models.work import Process


class Record(models.Model):
    """A rating, a list, a nomination, a problem: a row with a state and an audit chain.

    Subclasses declare `state` (a StateField) together with their arrows, because the graph reads the arrows off
    the class that holds the field.
    """

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    process = models.OneToOneField(Process, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField("内容版本", default=1)
    lap = models.PositiveSmallIntegerField("轮次", default=1)
    submitter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    resume_at = models.CharField("直达环节", max_length=50, blank=True)
    audit_seq = models.PositiveIntegerField(default=0)
    audit_head = models.CharField(max_length=64, blank=True)

    state: Any
    PREFIX: ClassVar[str]
    """Letters that the number starts with: XJ."""
    UNIT_SEES: ClassVar[bool | models.Q] = True
    """Whether the unit that the record concerns, and those above it, may see it; a condition: from when on.

    Until then it is seen by those at the round's host and above it, and by those whose desk it has been on.
    """
    TAKE_PART: ClassVar[str] = ""
    """The related rows whose `unit` takes part in the record, so that it may see it. Empty: nobody else does."""
    SEEN_WITH: ClassVar[str] = ""
    """The field that names the record it belongs to: whoever may see that one may see this one."""
    SUBJECT: ClassVar[str] = ""
    """The field that names the person it is about, who sees it and takes the arrows that say so without any post."""
    NAMED: ClassVar[str] = ""
    """The field that names the one person whose record it is: nobody else sees it or acts on it. Empty: by right."""

    class Meta:
        abstract = True

    def title(self) -> str:
        """What lists call the record."""
        raise NotImplementedError

    def named(self) -> int | None:
        """Key of the one person who may act on its desks; None: whoever holds the desk's right."""
        return getattr(self, f"{self.NAMED}_id") if self.NAMED else None

    def is_about(self, actor: Actor) -> bool:
        """Whether the actor himself, not somebody acting for him, is the person whom it is about."""
        if not self.SUBJECT or actor.user is None or actor.principal is not None:
            return False
        return bool(getattr(self, f"{self.SUBJECT}_id") == actor.user.person_id)

    @property
    def host_id(self) -> int:
        """Key of the unit no higher than which its desks are looked for: the one that holds the round."""
        return self.round.unit_id

    def submitters(self) -> frozenset[int]:
        """Keys of who submitted it and for whom: none of them may judge it."""
        return frozenset(key for key in (self.submitter_id, self.submitted_for_id) if key is not None)

    def submitted_by(self, actor: Actor) -> bool:
        """Whether it is the actor's own submission: his, or of somebody for whom he acts or who acted for him."""
        return bool(self.submitters() & actor.people)

    def stands_aside(self) -> frozenset[int]:
        """Keys of those who act on none of its desks, whatever their posts: 回避."""
        return frozenset()

    def kept_from(self) -> int | None:
        """Key of the unit it is about and that may not see it now: nobody in it or below is asked. One statement.

        None where that unit sees it.
        """
        since = self.UNIT_SEES
        if isinstance(since, models.Q):
            return None if type(self)._default_manager.filter(since, pk=self.pk).exists() else self.unit_id
        return None if since else self.unit_id

    def due_day(self) -> date | None:
        """Its own last day, which goes before that of its stage; None: the stage's."""
        return None

    def snapshot(self) -> dict[str, Any]:
        """What a decision is taken on, in plain JSON values; no query."""
        return {"version": self.version}
