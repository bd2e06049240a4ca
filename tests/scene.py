"""Records of many units at many stages, each with words of its own that nobody else may read: what the URL tests open.

Own, sibling and superior are seen from 甲一支部; foreign is 乙局; open is 丙办, which stands under a public notice.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils import timezone

from permissions.actor import SYSTEM, Actor
from permissions.models import Person
from tests.scene_appraisal import add_appraisal
from tests.scene_award_rounds import add_award_rounds
from tests.scene_disposals import add_disposals
from tests.scene_lists import add_lists
from tests.scene_nomination import add_nominations
from tests.scene_places import add_places
from tests.scene_rectification import add_rectification
from tests.workflows.engine.delegating import delegated
from tests.world import World, scheme_c
from workflows.engine import attachments, objections
from workflows.engine.models import Attachment, Publicity, Record, Round, RoundNotice, Suggestion
from workflows.engine.transitions import seen_of
from workflows.organisation.models import Import
from workflows.star_rating import actions
from workflows.star_rating.models import Evaluation, Filing, Rating, ReviewSheet, Scheme, SpotPick, TrialScores
from workflows.star_rating.rules import Deduction
from workflows.star_rating.states import ListState, Sheet

ABOVE = frozenset({"clerk", "head", "leader", "inspector"})
"""Those at the 工委 who see everything below it."""
OFFICE = frozenset({"deputy", "staff"})

KNOWS_NAMES = frozenset({"secadmin"})
"""Who keeps all accounts: reads the names of all units and people, and nothing of their records."""

SEEN_BY: dict[str, frozenset[str]] = {
    "own": ABOVE | OFFICE | {"secretary", "organiser"},
    "sibling": ABOVE | OFFICE | {"sibling"},
    "member": ABOVE | OFFICE | {"fourth"},
    "superior": ABOVE | OFFICE,
    "foreign": ABOVE | {"outsider", "other_deputy"},
    "foreign_list": ABOVE | {"other_deputy"},
    "open": ABOVE | {"direct"},
    "open_list": ABOVE,
    "objection": frozenset({"clerk", "head"}),
    "evaluation": ABOVE,
    "sheet": frozenset({"leader"}),
    "names": ABOVE | OFFICE,
    "names_foreign": ABOVE | {"other_deputy"},
    "opinion": ABOVE,
    "nominated": ABOVE | OFFICE | {"secretary", "organiser"},
    "nominated_foreign": ABOVE | {"outsider", "other_deputy"},
    "problem": ABOVE | OFFICE | {"secretary", "organiser"},
    "problem_planned": ABOVE | OFFICE | {"secretary", "organiser"},
    "problem_registered": ABOVE,
    "problem_foreign": ABOVE | {"outsider", "other_deputy"},
    "measure": ABOVE | OFFICE | {"secretary", "organiser"},
    "postponement": ABOVE | OFFICE | {"secretary", "organiser"},
    "letter": ABOVE,
    "acceptance": ABOVE,
    "look_back": ABOVE | {"outsider", "other_deputy"},
    "meeting": ABOVE | OFFICE | {"secretary", "organiser"},
    "appraised": ABOVE | OFFICE | {"secretary", "organiser"},
    "disposal": OFFICE | {"secretary", "organiser"},
}
"""Which of the cast may see a record: its unit's people and those of every unit above; an objection, who settles it;
a reviewer's sheet, the reviewer."""


@dataclass
class Scene:
    """The records by name, and what stands in them and nowhere else."""

    world: World
    records: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Attachment] = field(default_factory=dict)
    secrets: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, record: Record, by: Actor, *words: str) -> None:
        """Keep a record with a file of its own, and the words that give it away."""
        self.records[name] = record
        if by.appointment is not None:
            said = f"{name}-{record.process.number}"
            unit = by.appointment.unit
            self.files[name] = attachments.upload(unit, BytesIO(said.encode()), by, f"{said}.txt")
            attachments.cite(record.process, self.files[name])
        self.secrets[name] = [record.process.number, *words]

    def seen(self, name: str) -> str:
        """What a page that shows the record now would send back."""
        return str(seen_of(type(self.records[name]).objects.get(pk=self.records[name].pk)))

    def hidden_from(self, person: str) -> list[str]:
        """All words that this person may not read anywhere."""
        words = [word for name, words in self.secrets.items() if person not in SEEN_BY[name] for word in words]
        return [word for word in words if not self._known(person, word)]

    def _known(self, person: str, word: str) -> bool:
        """Where somebody served; and to who keeps all accounts, names of units and people, not words of a record."""
        if person not in KNOWS_NAMES:
            return person == "former" and word == "甲一支部"
        names = [unit.name for unit in self.world.units.values()] + [str(user) for user in self.world.users.values()]
        return any(word in name for name in names)

    def seen_of(self, record: Record) -> str:
        """The same of any record."""
        return str(seen_of(type(record)._default_manager.get(pk=record.pk)))

    @property
    def evaluation(self) -> Evaluation:
        """The evaluation of 甲一支部 that the 工委 holds, with its leader as the one reviewer."""
        return Evaluation.objects.select_related("process").get()

    @property
    def sheet(self) -> ReviewSheet:
        """His sheet, complete and not handed in."""
        return ReviewSheet.objects.select_related("process").get()

    @property
    def pick(self) -> SpotPick:
        """What was drawn from 乙局's list, and looked into."""
        return SpotPick.objects.get()

    @property
    def newcomer(self) -> Person:
        """A person of 甲一支部 who has no account."""
        return Person.objects.get(staff_no="JG09")

    @property
    def notice(self) -> Publicity:
        """The public notice of 丙办's rating."""
        return Publicity.objects.get()

    @property
    def round_notice(self) -> RoundNotice:
        """The notice of the open round, with its file."""
        return RoundNotice.objects.get(round=self.records["own"].round)

    @property
    def draft(self) -> Round:
        """The round that is not open yet."""
        return Round.objects.get(opened_at=None, process_key="star_rating")

    @property
    def scheme(self) -> Scheme:
        """The scheme that is kept."""
        return Scheme.objects.get()

    @property
    def workbook(self) -> Import:
        """The import that the 工委's clerk made and has not confirmed."""
        return Import.objects.get()

    @property
    def suggestion(self) -> Suggestion:
        """What 乙一支部's secretary wrote to the 工委."""
        return Suggestion.objects.get()


def make_scene(world: World) -> Scene:
    """Everything the cast can meet, reached through actions; needs an open round."""
    scene = Scene(world)
    for key, branch in (("secretary", "甲一支部"), ("outsider", "乙一支部")):
        Person.objects.filter(user=world.users[key]).update(branch=world.units[branch])
    Person.objects.create(staff_no="JG09", name="施文", branch=world.units["甲一支部"])
    _below_the_committee(scene)
    _foreign(scene)
    _under_notice(scene)
    _evaluated(scene)
    Round.objects.create(
        process_key="star_rating", year=2030, title="尚未启动的批次", unit=world.units["工委"],
        scheme=scheme_c().to_data(), scheme_version=scheme_c().version,
    )  # fmt: skip
    Scheme.objects.create(name=scheme_c().name, version=scheme_c().version, document=scheme_c().to_data())
    clerk = world.users["clerk"]
    notice = RoundNotice.objects.create(
        round=scene.records["own"].round, title="评定通知", text="请按时报送。", by=clerk, sent_at=timezone.now()
    )
    notice.files.add(attachments.upload(world.units["工委"], BytesIO("评分表".encode()), world.clerk, "评分表.txt"))
    Import.objects.create(
        by=clerk, post=clerk.appointments.get(), at=timezone.now(), name="名册.xlsx", sha256="0" * 64,
        status=Import.Status.READY, plan={"sheets": [], "changes": [], "warnings": []},
    )  # fmt: skip
    TrialScores.objects.create(name="本年得分", round=scene.records["own"].round, by=clerk)
    Suggestion.objects.create(author=world.users["outsider"], text="建议减少重复填报", on=timezone.localdate())
    delegated(world, "deputy", "staff", first=9, last=11)
    Filing.objects.create(submission=scene.records["superior"], body="区委组织部")
    add_nominations(scene)
    add_award_rounds(scene)
    add_places(scene)
    add_lists(scene)
    add_rectification(scene)
    add_appraisal(scene)
    add_disposals(scene)
    return scene


def _below_the_committee(scene: Scene) -> None:
    world = scene.world
    own = rate(world, "甲一支部", Sheet.SELF, world.secretary, "1.01", "甲一的扣分缘由")
    actions.submit(own, by=world.secretary, seen=world.seen(own))
    scene.add("own", world.rating("甲一支部"), world.secretary, "甲一支部", "甲一的扣分缘由", "98.99")
    sibling = rate(world, "甲二支部", Sheet.SELF, world.sibling, "2.02", "甲二的扣分缘由")
    scene.add("sibling", sibling, world.sibling, "甲二支部", "甲二的扣分缘由", "赵国强", "97.98")
    member = reviewed(world, "甲四支部", world.fourth, world.deputy, "3.03")
    scene.add("member", member, world.fourth, "甲四支部", "甲四支部的扣分缘由", "冯建军", "96.97")
    listed = world.list_of("甲局机关党委")
    scene.add("superior", listed, world.deputy, listed.title())


def _foreign(scene: Scene) -> None:
    world = scene.world
    rating = reviewed(world, "乙一支部", world.outsider, world.other_deputy, "24.04")
    words = ("乙局", "乙一支部", "乙一支部的扣分缘由", "林芳", "马晓东", "75.96")
    scene.add("foreign", rating, world.outsider, *words)
    sent = world.report("乙局机关党委", world.other_deputy)
    scene.add("foreign_list", sent, world.other_deputy, sent.title(), "乙局机关党委会议")


def _under_notice(scene: Scene) -> None:
    world = scene.world
    rating = reviewed(world, "丙办党支部", world.direct, world.clerk, "25.05")
    submission = world.report("工委", world.clerk)
    if submission.state == ListState.VERIFYING:
        actions.list_forward(submission, by=world.head, seen=world.seen(submission))
    world.meet(submission := world.list_of("工委"), world.leader, "工委会议")
    actions.list_approve(submission, by=world.leader, seen=world.seen(submission))
    actions.list_publicise(
        submission, by=world.clerk, seen=world.seen(submission), starts_on=timezone.localdate(), days=5
    )
    rating, submission = world.rating("丙办党支部"), world.list_of("工委")
    scene.add("open", rating, world.direct, "丙办党支部的扣分缘由", "田军", "74.95")
    scene.add("open_list", submission, world.clerk, submission.title())
    said = objections.receive(
        scene.notice, rating, by=SYSTEM, channel="网上", text="反映的具体情况", signed="匿名的群众"
    )
    scene.add("objection", said, SYSTEM, "反映的具体情况", "匿名的群众")


def _evaluated(scene: Scene) -> None:
    world, rating = scene.world, scene.records["own"]
    actions.spot_draw(rating.round, None, by=world.clerk, count=1)
    actions.spot_found(scene.pick, agrees=True, text="", by=world.clerk)
    given = {
        "name": "委内现场观摩", "kind": Evaluation.Kind.VISIT, "held_on": timezone.localdate(), "average": "mean",
        "dimensions": [{"name": "现场", "full": "10"}],
    }  # fmt: skip
    made = actions.evaluation_new(rating.round, world.units["工委"], given, by=world.clerk)
    post = world.leader.appointment
    assert post is not None
    actions.evaluation_add_reviewers(made, [post], 0, by=world.clerk, seen=seen_of(made))
    made = actions.evaluation_add_branches(made, [rating], 0, by=world.clerk, seen=seen_of(scene.evaluation))
    actions.evaluation_begin(made, by=world.clerk, seen=seen_of(made))
    scene.add("evaluation", scene.evaluation, world.clerk, "委内现场观摩")
    marks = {rating.pk: actions.Marks([Decimal("7.5")], "现场看到的情况")}
    actions.marks_save(scene.sheet, marks, by=world.leader, seen=seen_of(scene.sheet))
    scene.add("sheet", scene.sheet, world.leader, "现场看到的情况")


def rate(world: World, unit: str, sheet: Sheet, by: Actor, points: str, reason: str) -> Rating:
    """Fill a sheet that takes points from lines 18, 20 and 21, the first with a reason of its own."""
    lines = {"18": Decimal(points) % 10, "20": Decimal(points) // 20 * 10, "21": Decimal(points) // 20 * 10}
    given = actions.SheetInput(
        lines=tuple(Deduction(code, lost, reason) for code, lost in lines.items() if lost),
        vetoes={veto.code: False for veto in scheme_c().vetoes},
        proposed_tier=5 if sheet == Sheet.SELF else None,
        figures={"appraisal": actions.Figure(Decimal(80))} if sheet == Sheet.REVIEW else {},
    )
    rating = world.rating(unit)
    return actions.save_sheet(rating, sheet, given, by=by, seen=world.seen(rating))


def reviewed(world: World, unit: str, author: Actor, reviewer: Actor, points: str) -> Rating:
    """A rating that was handed in by its branch and scored by its committee, three stars or so."""
    own = rate(world, unit, Sheet.SELF, author, points, f"{unit}的扣分缘由")
    actions.submit(own, by=author, seen=world.seen(own))
    again = rate(world, unit, Sheet.REVIEW, reviewer, points, f"{unit}的扣分缘由")
    actions.forward(again, by=reviewer, seen=world.seen(again))
    return world.rating(unit)
