"""Viewflow's two rows as ours: one Process per record, and its Tasks, of which at most one is open."""

from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from viewflow.workflow.models import AbstractProcess, AbstractTask
from viewflow.workflow.status import STATUS

from permissions.models import OrgUnit
from permissions.roles import Right


class Process(AbstractProcess):
    """The path of one record, with the few words that lists of all processes print of it."""

    number = models.CharField("编号", max_length=24, unique=True)
    title = models.CharField("事项", max_length=160)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", db_index=False)
    starter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["starter", "-id"], name="process_starter"),
            models.Index(fields=["unit", "-id"], name="process_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Task(AbstractTask):
    """A record's stay on one desk. `unit`, `right` and `kind` (the flow's key) are copies that only the doors write.

    `owner`: who settled it; on an open desk the one person that the record names, of most records nobody.
    """

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="tasks", db_index=False)
    came_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    right = models.CharField(max_length=12, choices=Right.choices, blank=True)
    kind = models.CharField(max_length=40)
    due_on = models.DateField("办理时限", null=True)
    returned = models.BooleanField("退回件", default=False)
    unattended = models.BooleanField("无人可办", default=False)
    urged_on = models.DateField("催办", null=True)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    verb = models.CharField("办结动作", max_length=32, blank=True)
    signing: str | None
    """No column: the status of a 会签单 that closes the way forward, which the doors read along with the row."""

    # Every step writes and reads a task, so what our desks never fill or search by stays out: Viewflow's columns for
    # timers, jobs and generic rights (two must stay for its checks) and its indexes, its many-to-many chain of tasks.
    status = models.CharField(max_length=50, choices=STATUS.choices, default=STATUS.NEW)
    created = models.DateTimeField(default=timezone.now)
    previous = assigned = scheduled = external_task_id = owner_permission = None
    owner_permission_content_type = models.ForeignKey(
        ContentType, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["process"], condition=Q(finished__isnull=True), name="one_open_task")
        ]
        indexes: ClassVar = [
            models.Index(
                # The last three are there to be read: what an inbox counts and sorts by never leaves the index.
                fields=["unit", "right", "due_on", "id", "kind", "returned", "owner"],
                name="task_inbox",
                condition=Q(finished__isnull=True),
            ),
            models.Index(fields=["owner", "-finished", "-id"], name="task_done"),
            models.Index(fields=["process", "-id"], name="task_process"),
        ]


class Look(models.Model):
    """Somebody has opened a record while it lay on this desk; a desk without such a row is unread 未读 to him.

    `version`: the content that he last saw.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "task"], name="look_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.task_id}"


class Counter(models.Model):
    """The last number given out of a series, locked while one is taken."""

    prefix = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["prefix", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}-{self.last:04d}"
