"""Reading 评审: who may hold one, who may score in it, whom each scores, what the sheets come to."""

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from permissions import access, routing
from permissions.models import Appointment, OrgClosure, OrgUnit, UnitRelation, User
from permissions.roles import Right
from permissions.routing import Path
from workflows.engine.models import Round
from workflows.engine.pages import visible
from workflows.star_rating.models import Evaluated, Evaluation, Rating, RatingList, ReviewLine, ReviewSheet
from workflows.star_rating.queries.rounds import EARLY, KEY
from workflows.star_rating.queries.sheets import scheme_of
from workflows.star_rating.rules import panel, plain
from workflows.star_rating.rules.components import Component, FigureOf

S = ReviewSheet.State
UNDER_WAY = {"rating__process__finished__isnull": True}
"""Ratings that are still to be decided: what is over, or left the round, nobody scores any more."""


def panel_components(round_: Round) -> dict[str, Component]:
    """The components of a round whose figure reviewers give, by code."""
    return {item.code: item for item in scheme_of(round_).components if item.figure_of is FigureOf.PANEL}


def holders_of(user: User, round_: Round) -> QuerySet[OrgUnit]:
    """The units in whose name the person may hold an evaluation in a round: the 工委, or one that reports in it."""
    able = access.grants_in(user, KEY).filter(right=Right.REVIEW).values("content_object")
    reporting = RatingList.objects.filter(round=round_).values("unit")
    return OrgUnit.objects.filter(Q(pk=round_.unit_id) | Q(pk__in=reporting), pk__in=able).order_by("position", "code")


def evaluations(user: User, round_: Round) -> QuerySet[Evaluation]:
    """The evaluations of a round that the person may see, the latest first."""
    rows = Evaluation.objects.filter(round=round_).select_related("unit", "process", "round")
    return visible(rows, user).order_by("-pk")


def inside(unit: int) -> QuerySet[OrgUnit]:
    """A unit, all below it, and the 党组 and 纪委 that stand beside any of these."""
    below = OrgClosure.objects.filter(ancestor=unit).values("descendant")
    return OrgUnit.objects.filter(
        Q(pk__in=below) | Q(pk__in=UnitRelation.objects.filter(unit__in=below).values("target"))
    )


def people_called(words: Collection[str], unit: int) -> dict[str, list[Appointment]]:
    """By word (a name or a 工号): today's posts inside the unit of each person who is called so. One statement."""
    rows = Appointment.objects.in_force().filter(unit__in=inside(unit), user__is_active=True)
    rows = rows.filter(Q(user__person__name__in=words) | Q(user__person__staff_no__in=words))
    found: dict[str, list[Appointment]] = {}
    for post in rows.select_related("user__person", "unit").order_by("starts_on", "pk"):
        person = post.user.person
        if person is not None and access.brings(post, Right.INSPECT, KEY):
            for word in {person.name, person.staff_no} & set(words):
                found.setdefault(word, []).append(post)
    return found


def units_called(words: Collection[str], unit: int) -> dict[str, list[OrgUnit]]:
    """By word (a code, a full or a short name): the units below this one that are called so. One statement."""
    below = OrgClosure.objects.filter(ancestor=unit).values("descendant")
    rows = OrgUnit.objects.filter(Q(code__in=words) | Q(name__in=words) | Q(short_name__in=words), pk__in=below)
    found: dict[str, list[OrgUnit]] = {}
    for row in rows:
        for word in {row.code, row.name, row.short_name} & set(words):
            found.setdefault(word, []).append(row)
    return found


def counted(evaluation: Evaluation) -> QuerySet[Evaluated]:
    """The branches that count: not taken out of it, and still to be decided."""
    return evaluation.evaluated.filter(struck="", **UNDER_WAY)


def counted_lines(evaluation: int) -> QuerySet[ReviewLine]:
    """What the sheets of an evaluation (by its key) say of the branches that count."""
    struck = Evaluated.objects.filter(evaluation=evaluation).exclude(struck="").values("rating")
    return ReviewLine.objects.filter(sheet__evaluation=evaluation, **UNDER_WAY).exclude(rating__in=struck)


def restore_lacking(evaluation: Evaluation, rating: int) -> str:
    """Why a rating that was taken out cannot be scored again: a sentence, or nothing. Two statements."""
    sheets = evaluation.sheets.filter(lines__rating=rating).select_related("reviewer__person").order_by("pk")
    left = counted_lines(evaluation.pk).values("sheet")
    emptied = "、".join(str(sheet.reviewer) for sheet in sheets.filter(state=S.CANCELLED).exclude(pk__in=left))
    if emptied:
        return f"{emptied}的评分表因没有其他支部可评已随划出取消，不能恢复，请取消本次评审另行组织。"
    lines = ReviewLine.objects.filter(sheet__in=sheets.filter(state=S.MARKED), rating=rating)
    lines = lines.select_related("sheet__reviewer__person").order_by("sheet")
    names = "、".join(str(line.sheet.reviewer) for line in lines if line.total is None)
    return f"{names}已提交的评分表没有给该支部打分，请其先撤回评分表再恢复。" if names else ""


def to_score(round_: Round, units: Iterable[int]) -> list[Rating]:
    """The ratings of a round under these units that are not over yet."""
    rows = Rating.objects.filter(round=round_, unit__above__ancestor__in=list(units)).filter(
        process__finished__isnull=True
    )
    return list(rows.select_related("unit", "process").distinct().order_by("unit__position", "unit__code"))


def without_rating(units: Iterable[OrgUnit], ratings: Sequence[Rating]) -> list[str]:
    """The names of the units of which, or below which, there is none of these ratings. One statement."""
    above = OrgClosure.objects.filter(descendant__in=[row.unit_id for row in ratings])
    known = set(above.values_list("ancestor_id", flat=True))
    return [unit.short_name for unit in units if unit.pk not in known]


def assignments(evaluation: Evaluation) -> dict[int, list[int]]:
    """The ratings that each reviewer (by the key of his account) scores. Five statements."""
    reviewers = list(evaluation.reviewers.all())
    branches = list(counted(evaluation).select_related("rating"))
    owns = _owns([row.user_id for row in reviewers], evaluation.unit_id)
    paths = routing.paths(row.rating.unit_id for row in branches)
    return panel.crossing(
        [panel.Party(row.user_id, row.group, owns.get(row.user_id, frozenset())) for row in reviewers],
        [
            panel.Party(row.rating_id, row.group, _own(paths[row.rating.unit_id], evaluation.unit_id))
            for row in branches
        ],
    )


def _own(path: Path, under: int) -> frozenset[int]:
    """The unit right below `under` on a path; none for `under` itself and for what does not lie below it."""
    keys = [place.id for place in path]
    at = keys.index(under) if under in keys else 0
    return frozenset(keys[at - 1 : at])


def _owns(users: Sequence[int], under: int) -> dict[int, frozenset[int]]:
    """By person: the units right below `under` in which somebody serves; 纪委 and 党组 count as the unit they serve."""
    posts = Appointment.objects.in_force().filter(user__in=users).values_list("user_id", "unit_id")
    beside = dict(UnitRelation.objects.filter(target__in=[unit for _, unit in posts]).values_list("target", "unit"))
    served = [(user, beside.get(unit, unit)) for user, unit in posts]
    paths = routing.paths(unit for _, unit in served)
    found: dict[int, frozenset[int]] = {}
    for user, unit in served:
        found[user] = found.get(user, frozenset()) | _own(paths[unit], under)
    return found


def sheet_lines(sheet: ReviewSheet) -> list[ReviewLine]:
    """The lines of a sheet, in the order of the branches, of those that still count. One statement."""
    rows = counted_lines(sheet.evaluation_id).filter(sheet=sheet).select_related("rating__unit", "rating__process")
    return list(rows.order_by("rating__unit__position", "rating__unit__code"))


def marks_lacking(evaluation: Evaluation, lines: Sequence[ReviewLine]) -> list[tuple[int, str]]:
    """(rating, sentence) for each branch that a sheet does not score in full."""
    names = [row["name"] for row in evaluation.dimensions]
    found = []
    for line in lines:
        points = line.points or [None] * len(names)
        missing = [name for name, given in zip(names, points, strict=True) if given is None]
        if missing:
            found.append((line.rating_id, f"{line.rating.unit.short_name}的{'、'.join(missing)}还没有打分。"))
    return found


def begin_lacking(evaluation: Evaluation) -> list[str]:
    """What keeps an evaluation from beginning: sentences that say what to do."""
    given = assignments(evaluation)
    if not given or not evaluation.evaluated.exists():
        return ["评委或支部还没有列全，请先添加。"]
    idle = {key for key, branches in given.items() if not branches}
    problems = [
        f"{row.user}没有可以评的支部（本单位的不评，同组的不评），请移出或调整组别。"
        for row in evaluation.reviewers.select_related("user__person").filter(user__in=idle)
    ]
    scored = {branch for branches in given.values() for branch in branches}
    left = counted(evaluation).exclude(rating__in=scored)
    names = left.order_by("pk").values_list("rating__unit__short_name", flat=True)
    problems += [f"{'、'.join(names)}没有评委评，请增加评委或调整组别。"] if names else []
    rows = counted(evaluation).select_related("rating__unit").order_by("pk") if evaluation.component else ()
    return problems + _late(evaluation, rows, "请移出本次评审，或先退回初评") + _past(evaluation)


def _late(evaluation: Evaluation, rows: Iterable[Evaluated], what_to_do: str) -> list[str]:
    """Those of the branches that take no figure any more, 初评 being handed in; none where the places alone count."""
    if not evaluation.component:
        return []
    late = [row.rating for row in rows if row.rating.state not in EARLY]
    names = [f"{rating.unit.short_name}（{rating.get_state_display()}）" for rating in late]
    return [f"{'、'.join(names)}的初评已提交，得分不能写入，{what_to_do}。"] if names else []


def _past(evaluation: Evaluation) -> list[str]:
    if evaluation.due_on is None or evaluation.due_on >= timezone.localdate():
        return []
    return [f"评分截止日期{evaluation.due_on:%Y年%m月%d日}已过，请先改期。"]


class Progress:
    """How far an evaluation is: its sheets by reviewer, its reviewers and its branches. Three statements."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.states = dict(evaluation.sheets.values_list("reviewer", "state"))
        self.reviewers = list(evaluation.reviewers.select_related("user__person"))
        rows = evaluation.evaluated.select_related("rating__unit", "rating__process")
        self.branches = list(rows.order_by("group", "rating__unit__position", "rating__unit__code"))

    @property
    def counted(self) -> list[Evaluated]:
        """The branches that count."""
        return [row for row in self.branches if not row.struck and row.rating.process.finished is None]

    @property
    def out(self) -> list[str]:
        """Whose sheet has not been handed in."""
        return [str(row.user) for row in self.reviewers if self.states.get(row.user_id) == S.MARKING]

    def close_lacking(self) -> list[str]:
        """Whose sheet is out, which branch nobody has scored, which takes no figure. One statement when all are in."""
        late = _late(self.evaluation, self.counted, "请先退回初评再汇总；不能退回的，请把该支部划出本次评审")
        return (self._out() or self._unscored()) + late

    def _out(self) -> list[str]:
        return [f"{'、'.join(self.out)}还没有提交评分。不再参加的，请先取消该评委。"] if self.out else []

    def _unscored(self) -> list[str]:
        if not self.counted:
            return ["没有仍在评的支部，不能汇总，请取消本次评审。"]
        lines = counted_lines(self.evaluation.pk).filter(sheet__state=S.MARKED)
        scored = set(lines.values_list("rating", flat=True))
        names = [row.rating.unit.short_name for row in self.counted if row.rating_id not in scored]
        what_to_do = "请把该支部划出本次评审，或取消本次评审另行组织"
        return [f"{'、'.join(names)}没有一份有效评分，不能汇总，{what_to_do}。"] if names else []


def close_lacking(evaluation: Evaluation) -> list[str]:
    """What keeps an evaluation from being reckoned up: sentences that say what to do. Four statements."""
    return Progress(evaluation).close_lacking()


def outcome(evaluation: Evaluation) -> list[dict[str, Any]]:
    """The figures of an evaluation whose sheets are in, the best first, in plain JSON values. Two statements."""
    totals: dict[int, list[Decimal]] = {}
    by: dict[int, list[tuple[str, str]]] = {}
    lines = counted_lines(evaluation.pk).filter(sheet__state=S.MARKED)
    lines = lines.select_related("sheet__reviewer__person", "rating__unit")
    names: dict[int, str] = {}
    for line in lines.order_by("sheet"):
        assert line.total is not None  # noqa: S101 - a sheet is handed in only when it is complete
        totals.setdefault(line.rating_id, []).append(line.total)
        by.setdefault(line.rating_id, []).append((str(line.sheet.reviewer), str(line.total)))
        names[line.rating_id] = line.rating.unit.short_name
    terms = (evaluation.how, evaluation.out_of, full_of(evaluation))
    figures = {key: panel.figure(given, *terms) for key, given in totals.items()}
    return [
        {
            "rating": row.key,
            "name": names[row.key],
            "figure": str(row.figure),
            "rank": row.rank,
            "tied": row.tied,
            "totals": by[row.key],
            "how": panel.explained(sorted(totals[row.key], reverse=True), *terms),
        }
        for row in panel.ranking(figures)
    ]


def totals_of(row: dict[str, Any], *, named: bool) -> str:
    """The reviewers' totals of a branch: with their names, or alone, the highest first, which tells of nobody."""
    if named:
        return "、".join(f"{name}{plain(Decimal(total))}" for name, total in row["totals"])
    return "、".join(map(plain, sorted((Decimal(total) for _, total in row["totals"]), reverse=True)))


def full_of(evaluation: Evaluation) -> Decimal:
    """The full mark of the figure: that of the component it goes into, else that of the sheet."""
    component = panel_components(evaluation.round).get(evaluation.component)
    return component.most if component else evaluation.out_of


def last_ones(evaluation: Evaluation) -> set[int]:
    """The ratings that come last and are to be helped; none before the evaluation is closed."""
    rows = [panel.Placed(row["rating"], Decimal(row["figure"]), row["rank"], row["tied"]) for row in evaluation.outcome]
    return {row.key for row in panel.last(rows, evaluation.last)}
