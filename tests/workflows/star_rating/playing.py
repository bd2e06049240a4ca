"""Plays a round of any scheme from its opening to published stars, through nothing but the actions."""

import random
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import time_machine
from django.utils import timezone

from permissions import routing
from permissions.actor import Actor
from permissions.models import OrgUnit
from tests.world import LOOKED_OVER, World
from workflows.engine import attachments
from workflows.engine.models import Attachment, Round
from workflows.engine.transitions import seen_of
from workflows.star_rating import actions, queries
from workflows.star_rating.models import Clearance, Filing, Rating, RatingList
from workflows.star_rating.rules import Deduction, FigureOf, Line, Mode, QuotaNode, Scheme
from workflows.star_rating.states import ClearanceState, ListState, RatingState, Sheet

AUTHORS = {
    "甲一支部": "secretary", "甲二支部": "sibling", "甲三支部": "third", "甲四支部": "fourth", "甲五支部": "staff",
    "乙一支部": "outsider", "丙办党支部": "direct",
}  # fmt: skip
"""Who fills in for each branch; 甲五支部 has nobody, so its committee's worker stands in."""
SOFT = "本年度支部普遍较好"
"""Why a limit that may be missed is."""
COMMITTEES = {"甲局机关党委": "deputy", "乙局机关党委": "other_deputy", "工委": "head"}


@dataclass
class Game:
    """One round of one scheme in the small organisation; `chance` decides every figure."""

    world: World
    scheme: Scheme
    chance: random.Random

    def play(self) -> Round:
        """From the opening until every list is closed."""
        round_ = self.open()
        for rating in self._ratings(RatingState.SELF_ASSESSING):
            self.rate(rating)
        for rating in self._ratings(RatingState.GENERAL_REVIEWING):
            actions.forward(rating, by=self.world.general, seen=seen_of(rating))
        self.bring_figures(round_)
        for rating in self._ratings(RatingState.SCORING):
            self.review(rating)
        for submission in RatingList.objects.filter(state=ListState.COMPILING).order_by("pk"):
            self.report(submission)
        self.decide(round_)
        self.publish()
        return round_

    def open(self) -> Round:
        """A round of the scheme for everybody whom it is for."""
        today = timezone.localdate()
        round_ = Round.objects.create(
            process_key=queries.KEY, year=today.year, title=self.scheme.name, unit=self.world.units["工委"],
            scheme=self.scheme.to_data(), scheme_version=self.scheme.version, checkup=LOOKED_OVER,
        )  # fmt: skip
        actions.open_round(round_, by=self.world.clerk)
        return round_

    def rate(self, rating: Rating) -> None:
        """Fill the own sheet with chance figures and hand it in."""
        by = self.author(rating)
        given = actions.SheetInput(self.lines(), self.looked_into(), proposed_tier=self.scheme.ladder[-1].level)
        saved = actions.save_sheet(rating, Sheet.SELF, given, by=by, seen=seen_of(rating))
        actions.submit(saved, by=by, seen=seen_of(saved))

    def lines(self, beside: Collection[str] = ()) -> tuple[Deduction, ...]:
        """A figure under every line that must have one, and under some others, each with its reason.

        `beside`: the lines that the own score has figures under.
        """
        rows = [(code, line, self.figure(line)) for code, line in self.scheme.lines.items()]
        return tuple(
            Deduction(code, figure, "有记录为证")
            for code, line, figure in rows
            if figure or not line.takes or code in beside
        )

    def figure(self, line: Line) -> Decimal:
        """A figure that may stand under a line: the better half of what it allows, most of the time."""
        if line.takes:
            return line.most if self.chance.random() < 0.1 else Decimal(0)
        if line.item is not None and line.mode is Mode.TIERED:
            return self.chance.choice([option.points for option in line.item.options])
        most = min(line.most, Decimal(20))
        return (most * self.chance.randint(70, 100) / 100).quantize(Decimal("0.1"))

    def looked_into(self) -> dict[str, bool]:
        """Every circumstance looked into; few are found."""
        return {code: self.chance.random() < 0.05 for code in self.scheme.asked}

    def bring_figures(self, round_: Round) -> None:
        """What the 工委 imports and what reviewers give."""
        for component in self.scheme.entered_components:
            if component.figure_of is not FigureOf.REVIEW:
                rows = {row.pk: self._given(component.most) for row in Rating.objects.filter(round=round_)}
                actions.put_figures(round_, component.code, rows, by=self.world.clerk)

    def _given(self, most: Decimal) -> actions.Figure:
        return actions.Figure((most * self.chance.randint(50, 100) / 100).quantize(Decimal("0.01")), "测评汇总")

    def review(self, rating: Rating) -> None:
        """Score again, differing now and then, and hand in."""
        by = self.committee(self._committee_of(rating))
        typed = [each for each in self.scheme.entered_components if each.figure_of is FigureOf.REVIEW]
        own = rating.lines.filter(sheet=Sheet.SELF).values_list("code", flat=True)
        given = actions.SheetInput(
            self.lines(set(own)), self.looked_into(), figures={each.code: self._given(each.most) for each in typed}
        )
        saved = actions.save_sheet(rating, Sheet.REVIEW, given, by=by, seen=seen_of(rating))
        actions.forward(saved, by=by, seen=seen_of(saved))

    def report(self, submission: RatingList) -> None:
        """Rank, give up stars until the quotas hold, ask what must be asked, meet, report."""
        by = self.committee(submission.unit)
        self.within_quota(submission, by)
        self.clear(submission, by)
        bodies = "、".join(queries.Listing(_fresh(submission)).bodies_to_name())
        self.world.meet(submission, by, f"{submission.unit.short_name}{bodies}会议")
        actions.list_report(submission, by=by, seen=seen_of(_fresh(submission)), excuse=SOFT)

    def within_quota(self, submission: RatingList, by: Actor) -> None:
        """Take the lowest member of an exceeded quota one star down, until none is exceeded."""
        capped: set[int] = set()
        while True:
            self._arrange(submission, capped, by)
            over = [line for line in queries.Listing(_fresh(submission)).quotas if line.over and line.refuses]
            if not over:
                return
            takers = [row for row in over[0].takers if row.pk not in capped]
            capped.add(min(takers, key=lambda row: row.score or Decimal(0)).pk)

    def _arrange(self, submission: RatingList, capped: Iterable[int], by: Actor) -> None:
        rows = sorted(queries.members(submission), key=lambda row: (-(row.score or 0), row.pk))
        placings = [actions.Placing(row.pk, n, row.pk in capped) for n, row in enumerate(rows, 1)]
        actions.list_arrange(submission, placings, by=by, seen=seen_of(_fresh(submission)))

    def clear(self, submission: RatingList, by: Actor) -> None:
        """Ask for the 纪检意见 where a star needs one, and strike nobody: all are clear."""
        if not any(self.scheme.tiers_by_level[row.tier].clearance for row in queries.members(submission) if row.tier):
            return
        actions.clearances_ask(submission, by=by, seen=seen_of(_fresh(submission)))
        for clearance in Clearance.objects.filter(state=ClearanceState.ASKED):
            attachments.cite(clearance.process, self._letter(by))
            actions.clearance_clear(clearance, by=by, seen=seen_of(clearance), number="纪〔2026〕1号")

    def _letter(self, by: Actor) -> Attachment:
        assert by.appointment is not None
        return attachments.upload(by.appointment.unit, BytesIO("没有不同意见".encode()), by, "纪检意见.txt")

    def decide(self, round_: Round) -> None:
        """The 工委: filings in, ranking where the scheme ranks all, verification, meeting, approval."""
        self._file()
        if self.scheme.ranking and self.scheme.ranking.node is QuotaNode.ROOT:
            self._rank(round_)
        for submission in RatingList.objects.filter(state=ListState.VERIFYING).order_by("pk"):
            actions.list_forward(submission, by=self.world.head, seen=seen_of(submission))
        for submission in RatingList.objects.filter(state=ListState.DECIDING).order_by("pk"):
            bodies = "、".join(queries.Listing(_fresh(submission)).bodies_to_name())
            self.world.meet(submission, self.world.leader, f"工委{bodies}会议")
            actions.list_approve(submission, by=self.world.leader, seen=seen_of(_fresh(submission)), shortfall=SOFT)

    def _file(self) -> None:
        today = timezone.localdate()
        for filing in Filing.objects.all():
            actions.filing_register(filing, by=self.world.clerk, sent_on=today, received_on=today, number="备案1号")
        for submission in RatingList.objects.filter(state=ListState.FILING).order_by("pk"):
            actions.list_receive(submission, by=self.world.clerk, seen=seen_of(submission), shortfall=SOFT)

    def _rank(self, round_: Round) -> None:
        rows = Rating.objects.filter(round=round_, state=RatingState.VERIFYING).order_by("pk")
        order = {row.pk: n for n, row in enumerate(rows, 1)}
        actions.rank_round(round_, by=self.world.clerk, order=order, excuse=SOFT)

    def publish(self) -> None:
        """Publicise every list, let the days pass, publish."""
        today = timezone.localdate()
        for submission in RatingList.objects.filter(state=ListState.ANNOUNCING).order_by("pk"):
            actions.list_publicise(
                submission, by=self.world.clerk, seen=seen_of(submission), starts_on=today, days=5, contact="电话8000"
            )
        with time_machine.travel(timezone.now() + timedelta(days=40)):
            actions.publish_due(timezone.localdate())

    def _ratings(self, state: RatingState) -> list[Rating]:
        rows = Rating.objects.filter(state=state).select_related("unit", "round", "process")
        return list(rows.order_by("pk"))

    def author(self, rating: Rating) -> Actor:
        """Who fills in a branch's own score."""
        found: Actor = getattr(self.world, AUTHORS[rating.unit.short_name])
        return found

    def committee(self, unit: OrgUnit) -> Actor:
        """Who acts for a unit that reports."""
        found: Actor = getattr(self.world, COMMITTEES[unit.short_name])
        return found

    def _committee_of(self, rating: Rating) -> OrgUnit:
        place = routing.reporting_unit(routing.paths([rating.unit_id])[rating.unit_id])
        assert place is not None
        return OrgUnit.objects.get(pk=place.id)


def _fresh(submission: RatingList) -> RatingList:
    return RatingList.objects.select_related("unit", "round", "process").get(pk=submission.pk)
