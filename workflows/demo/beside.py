"""What goes on beside the round in the demonstration: its notice, two evaluations, a trial, changes of stars."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from permissions.actor import Actor
from permissions.roles import Role
from workflows.demo.branches import Work
from workflows.demo.organisation import Office, Organisation
from workflows.demo.plans import Story
from workflows.engine import round_notices
from workflows.engine.models import Round, RoundNotice
from workflows.engine.transitions import seen_of
from workflows.star_rating import actions, queries
from workflows.star_rating.models import Evaluation, Rating, ReviewSheet, StarChange
from workflows.star_rating.queries import evaluations as reading
from workflows.star_rating.rules import Scheme
from workflows.star_rating.rules.compliance import findings
from workflows.star_rating.states import RatingState

NOTICE = """各机关党委，工委各部门：

    根据年度工作安排，现开展党支部星级评定。请各支部对照评定方案如实自评，佐证只提供现成记录，不得另行制作材料；\
各机关党委按时完成初评，经会议研究后报送呈报批。

    联系人：市直机关工委组织部，电话0000-8800000。"""
VISIT: dict[str, Any] = {
    "kind": Evaluation.Kind.VISIT, "component": "", "average": "mean",
    "dimensions": [{"name": "阵地建设", "full": "40"}, {"name": "作用发挥", "full": "60"}],
}  # fmt: skip
POINTS = ((38, 55), (33, 49), (36, 57), (29, 44), (34, 52))
"""What the branches of a visit are given, the first branch first; every reviewer differs by a point."""
LEADER = "市直机关工委副书记"
REASON = "年内支部书记受到党内警告处分，经核查属实。"
BASIS = "评定办法：评定后出现否决情形的，按程序降星或摘星"


def write_notice(round_: Round, by: Actor) -> RoundNotice:
    """The notice that everybody reads when the round opens."""
    return round_notices.write(round_, title=f"关于开展{round_.title}工作的通知", text=NOTICE, by=by)


def go_on(work: Work, organisation: Organisation, round_: Round) -> None:
    """Everything that needs the round under way."""
    _sign(work, organisation, round_)
    _visit(work, organisation, round_, "第一片区党支部观摩", closed=True)
    _visit(work, organisation, round_, "第二片区党支部观摩", closed=False)
    _try_another_scheme(work, organisation, round_)
    _change_stars(work, organisation, round_)


def _sign(work: Work, organisation: Organisation, round_: Round) -> None:
    """Every second unit has signed for the notice."""
    notice = RoundNotice.objects.select_related("round").get(round=round_)
    for office in organisation.offices[:-1:2]:
        round_notices.sign(notice, office.unit, by=work.reviewer(office.unit))


# --- evaluations ---------------------------------------------------------------------------------------------------


def _visit(work: Work, organisation: Organisation, round_: Round, name: str, *, closed: bool) -> None:
    """Visitors score branches that are still under way; one visit is over, the other waits for two of its sheets."""
    by = work.staff.at(organisation.root, Role.WC_CLERK)
    office = next(each for each in organisation.offices if (each.story == Story.REPORTED) is closed)
    today = timezone.localdate()
    given = VISIT | {"name": name, "held_on": today, "due_on": today + timedelta(days=7), "last": 1 if closed else 0}
    made = actions.evaluation_new(round_, organisation.root, given, by=by)
    rows = reading.to_score(round_, [branch.pk for branch in office.branches])[: len(POINTS)]
    actions.evaluation_add_branches(made, rows, 0, by=by, seen=seen_of(_fresh(made)))
    posts = [visitor.appointment for visitor in _visitors(work, organisation, office) if visitor.appointment]
    actions.evaluation_add_reviewers(made, posts, 0, by=by, seen=seen_of(_fresh(made)))
    actions.evaluation_begin(_fresh(made), by=by, seen=seen_of(_fresh(made)))
    _score(work, made, rows, len(posts) if closed else 1)
    if closed:
        _close(made, rows, by)


def _visitors(work: Work, organisation: Organisation, office: Office) -> list[Actor]:
    """The 工委's head and the deputies of three units that are not visited."""
    others = [each.unit for each in organisation.offices[:-1] if each.unit != office.unit][:3]
    return [work.staff.at(organisation.root, Role.WC_HEAD), *(work.staff.at(unit, Role.OC_DEPUTY) for unit in others)]


def _score(work: Work, made: Evaluation, rows: Sequence[Rating], handed_in: int) -> None:
    """The last of the reviewers hand in first; who hands in later has not begun."""
    actors = {actor.user_id: actor for actor in work.staff.actors.values()}
    sheets = ReviewSheet.objects.filter(evaluation=made).select_related("evaluation", "round").order_by("-pk")
    for n, sheet in enumerate(sheets[:handed_in]):
        pairs = zip(rows, POINTS, strict=False)
        marks = {row.pk: actions.Marks([Decimal(points - n % 2) for points in given]) for row, given in pairs}
        by = actors[sheet.reviewer_id]
        kept = actions.marks_save(sheet, marks, by=by, seen=seen_of(sheet))
        actions.marks_submit(kept, by=by, seen=seen_of(kept))


def _close(made: Evaluation, rows: Sequence[Rating], by: Actor) -> None:
    closed = actions.evaluation_close(_fresh(made), by=by, seen=seen_of(_fresh(made)))
    last = next(row for row in rows if row.pk in reading.last_ones(closed))
    actions.pairing_set(closed, last, leader=LEADER, until=timezone.localdate() + timedelta(days=90), by=by)


def _fresh(made: Evaluation) -> Evaluation:
    return Evaluation.objects.select_related("unit", "round", "process").get(pk=made.pk)


# --- a trial, changes of stars -------------------------------------------------------------------------------------


def _try_another_scheme(work: Work, organisation: Organisation, round_: Round) -> None:
    """The scores of this round are kept, and a stricter version of its scheme to try on them."""
    by = work.staff.at(organisation.root, Role.WC_HEAD)
    actions.keep_scores(f"{round_.title}得分", by=by, round_=round_)
    rules = stricter(queries.scheme_of(round_))
    actions.scheme_new(rules, by=by, despite={finding.key: "上级文件有明确要求。" for finding in findings(rules)})


def stricter(rules: Scheme) -> Scheme:
    """A version in which the highest star begins three points later."""
    top = max(rules.tiers, key=lambda tier: tier.level)
    raised = replace(top, at_least=top.at_least + 3)
    tiers = tuple(raised if tier == top else tier for tier in rules.tiers)
    return replace(rules, version=f"{rules.version}-征求意见稿", tiers=tiers)


def _change_stars(work: Work, organisation: Organisation, round_: Round) -> None:
    """Of the stars just published one is lowered, and the lowering of another one waits for the 工委."""
    clerk, leader = (work.staff.at(organisation.root, role) for role in (Role.WC_CLERK, Role.WC_LEADER))
    stars = Rating.objects.filter(round=round_, state=RatingState.PUBLISHED, tier__gte=3)
    decided, waiting = stars.select_related("unit", "round").order_by("unit__code")[:2]
    change = _propose(decided, clerk)
    today = timezone.localdate()
    meeting: dict[str, Any] = {"body": "市直机关工委会议", "held_on": today, "minutes": "同意降星。"}
    number = f"{today.year}年第{today.month}次"
    actions.change_approve(change, by=leader, seen=seen_of(change), **meeting, number=number)
    _propose(waiting, clerk)


def _propose(rating: Rating, by: Actor) -> StarChange:
    given = actions.NewStar(StarChange.Kind.LOWER, (rating.tier or 0) - 1, REASON, BASIS)
    return actions.change_propose(rating, given, by=by)
