"""Rows of the organisation: users, units and their tree, people, dated appointments, and their grants."""

from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from guardian.models import UserObjectPermissionBase

from permissions.roles import Field, Right, Role, UnitKind


class OrgUnit(models.Model):
    """A party organisation or a unit beside the tree; found by kind, never by a fixed depth (domain 1.1)."""

    code = models.CharField("单位编码", max_length=32, unique=True)
    name = models.CharField("全称", max_length=120)
    short_name = models.CharField("简称", max_length=60)
    kind = models.CharField("类别", max_length=20, choices=UnitKind.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    field = models.CharField("领域", max_length=16, choices=Field.choices, blank=True)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    dissolved_on = models.DateField("撤销日期", null=True, blank=True)
    position = models.PositiveIntegerField("排序", default=0)
    term_from = models.DateField("本届起始", null=True, blank=True)
    term_until = models.DateField("本届届满", null=True, blank=True)
    term_note = models.CharField("延期或提前换届的批准依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "组织"
        ordering: ClassVar = ["position", "code"]
        default_permissions = ()
        permissions: ClassVar = [(right.value, right.label) for right in Right]

    def __str__(self) -> str:
        return self.name


class OrgClosure(models.Model):
    """One row per pair of a unit and a unit above it, itself included at depth 0; written by `tree` alone."""

    ancestor = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="below")
    descendant = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="above")
    depth = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["descendant", "ancestor"], name="closure_once")]
        indexes: ClassVar = [models.Index(fields=["ancestor", "depth", "descendant"], name="closure_down")]

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id} ({self.depth})"


class UnitRelation(models.Model):
    """A unit that stands beside the tree and is reached by relation: 党组 or 机关纪委."""

    class Kind(models.TextChoices):
        PARTY_GROUP = "party_group", "部门党组"
        DISCIPLINE = "discipline", "机关纪委"

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="relations")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    target = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="related_from")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "kind"], name="relation_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_kind_display()} {self.target}"


class Person(models.Model):
    """A party member or a worker of the office; may or may not have an account."""

    class Roll(models.TextChoices):
        FORMAL = "formal", "正式党员"
        PROBATIONARY = "probationary", "预备党员"
        NONE = "none", "非党员"

    class Status(models.TextChoices):
        LISTED = "listed", "在册"
        SUSPENDED = "suspended", "停止党籍"
        MOVED = "moved", "转出"
        EXPELLED = "expelled", "出党"
        DIED = "died", "去世"

    staff_no = models.CharField("工号", max_length=32, unique=True)
    name = models.CharField("姓名", max_length=40)
    gender = models.CharField("性别", max_length=1, choices=[("男", "男"), ("女", "女")], blank=True)
    birth_on = models.DateField("出生日期", null=True, blank=True)
    joined_on = models.DateField("入党日期", null=True, blank=True)
    formal_on = models.DateField("转正日期", null=True, blank=True)
    roll = models.CharField("党员身份", max_length=16, choices=Roll.choices, default=Roll.FORMAL)
    branch = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    id_number = models.CharField("身份证号", max_length=18, blank=True)
    rank = models.CharField("职务职级", max_length=60, blank=True)
    is_leader = models.BooleanField("领导干部", default=False)
    is_frontline = models.BooleanField("一线人员", default=False)
    # Who is no longer listed belongs to no branch: what counts members counts by branch.
    status = models.CharField("党籍状态", max_length=12, choices=Status.choices, default=Status.LISTED)
    status_on = models.DateField("状态日期", null=True, blank=True)
    status_reason = models.CharField("原因", max_length=120, blank=True)
    status_basis = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "人员"
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["branch", "roll"], name="person_roll")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["id_number"], condition=~Q(id_number=""), name="person_id_number")
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes accounts."""

    def create_user(self, username: str, password: str, person: Person | None = None) -> "User":
        """Create an active account whose first password must be changed at the first sign-in."""
        user = self.model(username=self.model.normalize_username(username), person=person)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """An account; deactivated when no longer needed, never deleted, because decisions bear its name."""

    username = models.CharField("用户名", max_length=40, unique=True, validators=[UnicodeUsernameValidator()])
    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="user")
    email = models.EmailField("电子邮箱", blank=True)
    email_notices = models.BooleanField("消息同时发到电子邮箱", default=False)
    is_active = models.BooleanField("启用", default=True)
    last_login = None  # domain 7.5: no statistics of sign-ins; `SignIn` keeps the last few for the person alone
    must_change_password = models.BooleanField("下次登录须改密码", default=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = "账号"
        default_permissions = ()

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """The person's name, or the user name of an account without a person."""
        return self.person.name if self.person else self.username


class SignIn(models.Model):
    """When and from where somebody signed in: the last few, shown to that person alone, counted by nobody."""

    KEPT: ClassVar = 10

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    failures = models.PositiveSmallIntegerField("此前输错密码次数", default=0)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at}"


def _in_force(on: date) -> Q:
    return Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Appointments by date."""

    def own(self) -> "AppointmentQuerySet":
        """Without those held for somebody else by delegation."""
        return self.filter(giver__isnull=True)

    def in_force(self, on: date | None = None) -> "AppointmentQuerySet":
        """Those in force on a day, the first and the last day included; without a day, at this moment."""
        return self.filter(_in_force(on)) if on else self.standing().filter(_in_force(timezone.localdate()))

    def standing(self) -> "AppointmentQuerySet":
        """Without those taken away on their first day, whose rights ended before they began: see `grants.end_now`."""
        void = Grant.objects.filter(appointment=models.OuterRef("pk"), ends_on__lt=F("starts_on"))
        return self.exclude(models.Exists(void), ends_on=F("starts_on"))


AppointmentManager = models.Manager.from_queryset(AppointmentQuerySet)


class OwnPosts(AppointmentManager["Appointment"]):
    """Posts that people hold themselves: whoever counts or lists office-holders means these."""

    def get_queryset(self) -> AppointmentQuerySet:
        """Without delegations; `Appointment.every` has them too."""
        return AppointmentQuerySet(self.model, using=self._db).own()


class Appointment(models.Model):
    """A post held in a unit from a day until a day, both included; the only source of rights.

    With a `giver` it is a delegation 委托: his post, held for a while by somebody else for the `principal`, whose own
    post it is in the end; it brings the same rights on records and no duty. `objects` leaves these out.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField("岗位", max_length=24, choices=Role.choices)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="appointments")
    starts_on = models.DateField("任职日期")
    ends_on = models.DateField("免职日期", null=True, blank=True)
    processes = models.JSONField("只限业务", default=list, blank=True)
    giver = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="delegations")
    principal = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    may_redelegate = models.BooleanField("可以再委托", default=False)
    reason = models.CharField("委托事由", max_length=120, blank=True)

    objects = OwnPosts()
    every = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "任职"
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                name="appointment_dates", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            )
        ]

    def __str__(self) -> str:
        return f"代 {self.principal}（{self.post}）" if self.principal else self.post

    @property
    def post(self) -> str:
        """The unit and the post, whoever holds it."""
        return f"{self.unit.short_name} {self.get_role_display()}"


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants by date."""

    def in_force(self, on: date | None = None) -> "GrantQuerySet":
        """Those in force on a day, today unless told."""
        return self.filter(_in_force(on or timezone.localdate()))


class Grant(UserObjectPermissionBase):
    """guardian's row with a direct key: one right on the appointed unit, with the appointment's dates."""

    content_object = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, db_column="unit_id", related_name="grants")
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="grants")
    # The codename, repeated: reading it through auth_permission would cost a join in every inbox.
    right = models.CharField(max_length=12, choices=Right.choices)
    # Whose post it is when its holder has it by delegation; empty: the holder's own.
    principal = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    # The one process it is limited to; empty for all. A post limited to two has two rows per right.
    process = models.CharField(max_length=40, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    # guardian's own manager forgets the dates; ours is the one to use.
    objects: ClassVar = GrantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["appointment", "right", "process"], name="grant_once")]
        indexes: ClassVar = [
            models.Index(fields=["user", "content_object", "right"], name="grant_user"),
            models.Index(fields=["content_object", "right"], name="grant_unit"),
        ]
