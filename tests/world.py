"""The fixed cast and their small organisation, made through the product's own doors.

甲局 has a 机关党委 with branches of its own and a 党总支 with one; 乙局 is the outsider; 丙办 is a direct branch.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from permissions import grants, tree, tree_many
from permissions.actor import Actor
from permissions.grants import Posting
from permissions.models import Appointment, OrgUnit, Person, User
from permissions.roles import Role, UnitKind
from workflows.engine.models import Record, Round, Task
from workflows.engine.transitions import Seen, seen_of
from workflows.star_rating import actions
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.rules import Deduction, Scheme
from workflows.star_rating.states import Sheet

PASSWORD = "Dangjian-2026"
LONG_AGO = date(2020, 1, 1)
LOOKED_OVER = {"by": "郑思远"}
"""The 减负体检 of a round that is made only to be opened."""


def scheme_c() -> Scheme:
    """Scheme C of domain 2.3 with the table of 2.7.1, as it ships."""
    path = Path(settings.BASE_DIR) / "workflows/star_rating/schemes/county_c.json"
    return Scheme.from_data(json.loads(path.read_text("utf-8")))


@dataclass
class World:
    """Units and people by their short names."""

    units: dict[str, OrgUnit] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Actor:
        """A person of the cast, acting in the only post held."""
        try:
            user = self.__dict__["users"][name]
        except KeyError:
            raise AttributeError(name) from None
        return Actor(user, Appointment.objects.select_related("unit").filter(user=user).order_by("pk").first())

    def add_units(self, *rows: tuple[str, UnitKind, str | None]) -> None:
        """Add units in bulk, each under another of them."""
        for n, (name, kind, parent) in enumerate(rows):
            above = self.units[parent] if parent else None
            self.units[name] = OrgUnit(
                code=f"U{n:03d}", name=f"中共{name}", short_name=name, kind=kind, parent=above
            )  # fmt: skip
        tree_many.put_many(list(self.units.values()), [])

    def unit(self, name: str, kind: UnitKind, parent: str | None = None) -> OrgUnit:
        """Add a unit under another."""
        above = self.units[parent] if parent else None
        code = f"U{len(self.units):03d}"
        self.units[name] = tree.add_unit(code=code, name=f"中共{name}", short_name=name, kind=kind, parent=above)
        return self.units[name]

    def person(
        self, key: str, name: str, role: Role, unit: str, until: date | None = None, starts_on: date = LONG_AGO
    ) -> User:
        """Add a person with an account and a post."""
        user = self.account(key, name)
        grants.appoint(user, role, self.units[unit], starts_on, until)
        return user

    def account(self, key: str, name: str, **more: bool) -> User:
        """Add a person with an account, past the first change of password, and no post."""
        return self._accounts({key: name}, **more)[0]

    def _accounts(self, names: Mapping[str, str], **more: bool) -> list[User]:
        people = Person.objects.bulk_create(
            Person(staff_no=f"P{len(self.users) + n:04d}", name=name) for n, name in enumerate(names.values())
        )
        password = make_password(PASSWORD)
        users = User.objects.bulk_create(
            User(username=key, person=person, password=password, must_change_password=False, **more)
            for key, person in zip(names, people, strict=True)
        )
        self.users |= dict(zip(names, users, strict=True))
        return users

    def round(self, *, resume: str = "direct", stages: dict[str, object] | None = None) -> Round:
        """Open a round of scheme C for everybody."""
        scheme = scheme_c()
        round_ = Round.objects.create(
            process_key="star_rating",
            year=timezone.localdate().year,
            title=f"{timezone.localdate().year}年度党支部星级评定",
            unit=self.units["工委"],
            resume=resume,
            stages=stages or {},
            scheme=scheme.to_data(),
            scheme_version=scheme.version,
            checkup=LOOKED_OVER,
        )
        actions.open_round(round_, by=self.clerk)
        return round_

    def rating(self, unit: str) -> Rating:
        """The last rating of a branch, fresh from the database."""
        rows = Rating.objects.select_related("unit", "round", "process").order_by("-pk")
        return rows.filter(unit=self.units[unit])[:1].get()

    def list_of(self, unit: str) -> RatingList:
        """The last list of a unit, fresh from the database."""
        rows = RatingList.objects.select_related("unit", "round", "process")
        return rows.filter(unit=self.units[unit]).order_by("-round_id", "-batch")[0]

    def desk(self, record: Rating | RatingList) -> Task | None:
        """The open desk of a record."""
        task: Task | None = Task.objects.filter(process=record.process_id, finished__isnull=True).first()
        return task

    def seen(self, record: Record) -> Seen:
        """What a page showing the record now has seen."""
        return seen_of(type(record)._default_manager.get(pk=record.pk))

    def fill(self, unit: str, by: Actor, sheet: Sheet = Sheet.SELF, points: str = "0", **more: object) -> Rating:
        """Fill a whole sheet, taking points from line 18 with a reason; vetoes all looked into and absent."""
        from decimal import Decimal

        rating = self.rating(unit)
        scheme = scheme_c()
        given = actions.SheetInput(
            lines=(Deduction("18", Decimal(points), "年度考核排名靠后"),) if Decimal(points) else (),
            vetoes={veto.code: False for veto in scheme.vetoes},
            proposed_tier=5 if sheet == Sheet.SELF else None,
            figures={"appraisal": actions.Figure(Decimal("95"))} if sheet == Sheet.REVIEW else {},
            **more,
        )
        return actions.save_sheet(rating, sheet, given, by=by, seen=self.seen(rating))

    def submit(self, unit: str, by: Actor, points: str = "0") -> Rating:
        """Fill and submit the own score of a branch."""
        self.fill(unit, by, Sheet.SELF, points)
        rating = self.rating(unit)
        actions.submit(rating, by=by, seen=self.seen(rating))
        return self.rating(unit)

    def review(self, unit: str, by: Actor, points: str = "0") -> Rating:
        """Fill and hand in the committee's score of a branch."""
        self.fill(unit, by, Sheet.REVIEW, points)
        rating = self.rating(unit)
        actions.forward(rating, by=by, seen=self.seen(rating))
        return self.rating(unit)

    def meet(self, submission: RatingList, by: Actor, body: str) -> None:
        """Register a meeting that decides a list."""
        actions.list_record_meeting(
            submission,
            {"body": body, "held_on": timezone.localdate(), "minutes": "同意。"},
            by=by,
            seen=self.seen(submission),
        )

    def report(self, unit: str, by: Actor) -> RatingList:
        """Rank a unit's list by score, register its meeting, and send it up."""
        from workflows.star_rating import queries

        submission = self.list_of(unit)
        placings = [actions.Placing(row.pk, n, row.capped) for n, row in enumerate(queries.members(submission), 1)]
        actions.list_arrange(submission, placings, by=by, seen=self.seen(submission))
        self.meet(submission, by, f"{unit}会议")
        known = [row.process.number for row in queries.unreported(submission)]
        actions.list_report(submission, by=by, seen=self.seen(submission), unreported=known)
        return self.list_of(unit)


def make_world() -> World:
    """The cast: who acts, a sibling, an outsider, who only reads, the 三员, and two without a post today."""
    world = World()
    world.add_units(
        ("工委", UnitKind.WORK_COMMITTEE, None),
        ("甲局机关党委", UnitKind.ORG_COMMITTEE, "工委"),
        ("甲一支部", UnitKind.BRANCH, "甲局机关党委"),
        ("甲二支部", UnitKind.BRANCH, "甲局机关党委"),
        ("甲四支部", UnitKind.BRANCH, "甲局机关党委"),
        ("甲五支部", UnitKind.BRANCH, "甲局机关党委"),
        ("甲局党总支", UnitKind.GENERAL_BRANCH, "甲局机关党委"),
        ("甲三支部", UnitKind.BRANCH, "甲局党总支"),
        ("乙局机关党委", UnitKind.ORG_COMMITTEE, "工委"),
        ("乙一支部", UnitKind.BRANCH, "乙局机关党委"),
        ("丙办党支部", UnitKind.DIRECT_BRANCH, "工委"),
    )
    cast = (
        ("secretary", "周志远", Role.BRANCH_SECRETARY, "甲一支部"),
        ("organiser", "李慧", Role.BRANCH_ORG, "甲一支部"),
        ("sibling", "赵国强", Role.BRANCH_SECRETARY, "甲二支部"),
        ("third", "吴婷", Role.BRANCH_SECRETARY, "甲三支部"),
        ("fourth", "冯建军", Role.BRANCH_SECRETARY, "甲四支部"),
        ("general", "高建民", Role.GB_SECRETARY, "甲局党总支"),
        ("deputy", "王海燕", Role.OC_DEPUTY, "甲局机关党委"),
        ("staff", "刘敏", Role.OC_STAFF, "甲局机关党委"),
        ("other_deputy", "马晓东", Role.OC_DEPUTY, "乙局机关党委"),
        ("outsider", "林芳", Role.BRANCH_SECRETARY, "乙一支部"),
        ("direct", "田军", Role.BRANCH_SECRETARY, "丙办党支部"),
        ("clerk", "郑思远", Role.WC_CLERK, "工委"),
        ("head", "孙丽华", Role.WC_HEAD, "工委"),
        ("leader", "陈立平", Role.WC_LEADER, "工委"),
        ("inspector", "钱玉芬", Role.INSPECTOR, "工委"),
        ("sysadmin", "罗建国", Role.SYS_ADMIN, "工委"),
        ("secadmin", "梁秋月", Role.SEC_ADMIN, "工委"),
        ("auditor", "宋文杰", Role.AUDIT_ADMIN, "工委"),
    )
    world._accounts({key: name for key, name, _, _ in cast})
    grants.appoint_many([Posting(world.users[key], role, world.units[unit], LONG_AGO) for key, _, role, unit in cast])
    world.person("former", "何文斌", Role.BRANCH_SECRETARY, "甲一支部", until=date(2021, 1, 1))
    world.account("superuser", "唐明", is_superuser=True)
    return world
