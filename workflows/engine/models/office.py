"""Small rows of daily office life: notices, days off, facts between processes, suggestions."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from permissions.models import OrgUnit, Person
from workflows.engine.models.round import Round
from workflows.engine.models.work import Process


class Notice(models.Model):
    """A message inside the product to one person; `mail_state`: what became of it by mail, empty: not meant for it."""

    class Kind(models.TextChoices):
        TODO = "todo", "新到待办、转办和会签"
        RESULT = "result", "办结和代办结果"
        DUE = "due", "催办、到期和超期"
        COPY = "copy", "抄送和传阅"
        OTHER = "other", "批次、换届、导入、账号等其他消息"

    class Mail(models.TextChoices):
        SENT = "sent", "已发邮件"
        FAILED = "failed", "邮件没有发出"
        NO_ADDRESS = "no_address", "没有邮箱地址，未发邮件"
        OFF = "off", "本系统没有启用邮件，未发"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices", db_index=False)
    process = models.ForeignKey(Process, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    """The round whose notice it is about, for who has no record there yet."""
    kind = models.CharField("类别", max_length=6, choices=Kind.choices, default=Kind.OTHER)
    text = models.CharField(max_length=240)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    # Set before a mail goes out, so that two workers never send it twice; unset again when sending failed.
    mailed_at = models.DateTimeField(null=True)
    mail_tries = models.PositiveSmallIntegerField(default=0)
    mail_state = models.CharField("邮件", max_length=10, choices=Mail.choices, blank=True)
    mail_why = models.CharField("没有发出的原因", max_length=60, blank=True)

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["user", "-id"], name="notice_user"),
            models.Index(fields=["user"], name="notice_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.text


class MailMuted(models.Model):
    """A kind of notice that a person does not want by mail; in the product he gets it all the same."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField("类别", max_length=6, choices=Notice.Kind.choices)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "kind"], name="muted_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


class DayOff(models.Model):
    """A day that differs from the plain week: a weekday off, or a weekend worked (调休上班)."""

    day = models.DateField("日期", primary_key=True)
    works = models.BooleanField("上班")
    name = models.CharField("名称", max_length=40, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Fact(models.Model):
    """What one process tells the others of a unit or a person; superseded by a later row, never overwritten.

    `item` tells several facts of one key, year and subject apart: the honour's name, the first day of a 处分.
    """

    key = models.CharField(max_length=60)
    item = models.CharField(max_length=80, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, null=True, related_name="facts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="facts")
    value = models.JSONField()
    words = models.CharField("说明", max_length=120)
    source = models.CharField("来源", max_length=160)
    process = models.ForeignKey(Process, on_delete=models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    superseded_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="supersedes")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(name="fact_one_subject", condition=Q(unit__isnull=True) ^ Q(person__isnull=True)),
            models.UniqueConstraint(
                fields=["key", "year", "unit", "item"],
                condition=Q(superseded_by__isnull=True, unit__isnull=False),
                name="fact_current_unit",
            ),
            models.UniqueConstraint(
                fields=["key", "year", "person", "item"],
                condition=Q(superseded_by__isnull=True, person__isnull=False),
                name="fact_current_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.words}"


class Suggestion(models.Model):
    """意见建议 from any page, unsigned if wished, answered by the 工委 (domain 7.5, 7)."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    page = models.CharField("页面", max_length=200, blank=True)
    text = models.TextField("意见建议", max_length=1000)
    on = models.DateField("日期")
    answer = models.TextField("答复", max_length=1000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField(null=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.text[:40]
