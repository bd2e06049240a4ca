"""回头看: closed problems drawn by rule or at random, looked at again; a relapse is the next turn. 依据: domain 5.8."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from permissions import access
from permissions.actor import Actor
from permissions.models import OrgUnit
from permissions.roles import Right
from workflows.engine import calendar, ledger
from workflows.engine.drawing import fresh_seed, list_hash
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Round
from workflows.engine.transitions import Seen, fire, open_many
from workflows.rectification.actions.registering import ProblemInput, problems_register
from workflows.rectification.models import LookBack, Participation, Problem
from workflows.rectification.queries import KEY, programme_of
from workflows.rectification.queries.look_backs import as_closed, has_later_turn, reopens_in, ripe
from workflows.rectification.queries.rounds import taking_part
from workflows.rectification.rules import drawn
from workflows.rectification.states import LookBackState as B
from workflows.rectification.states import ProblemState as S

DAYS = 20
"""Working days for a look-back."""
NOTHING = "没有到期可以抽取的已销号问题。"


@dataclass(frozen=True)
class Turn:
    """What is said of the next turn; what is left out is as it was."""

    limit: str
    due_on: date | None
    source: str
    severity: str
    unit: OrgUnit | None


@transaction.atomic
def look_back_draw(round_: Round, *, by: Actor) -> list[LookBack]:
    """Draw from the closed problems that are ripe, by the rule of the programme; everybody can draw again.

    List hash, seed and picks are one entry of the ledger. Raises NotAllowed for all but the host's reviewers, Refused
    where the programme has no 回头看 or nothing is ripe.
    """
    _check_reviews(by, round_)
    locked = Round.objects.select_for_update(no_key=True, of=("self",)).select_related("unit").get(pk=round_.pk)
    rule = programme_of(locked).look_back
    pool = {row.process.number: row for row in ripe(locked, timezone.localdate())}
    if rule is None or not pool:
        raise Refused(NOTHING)
    seed, hashed = fresh_seed(), list_hash(pool)
    picks = drawn(rule, [as_closed(row) for row in pool.values()], seed)
    if not picks:
        raise Refused("按专项规定，到期的问题都不需要回头看。")
    words = f"按专项规定从{len(pool)}个到期问题中抽取，名单校验值{hashed}，随机数{seed}"
    made = _open([pool[number] for number in picks], words, by)
    facts = {"pool": sorted(pool), "pool_hash": hashed, "seed": seed, "picks": list(picks)}
    subject = ledger.subject_of(locked)
    ledger.enter([ledger.Change("look_back_draw", "抽取回头看", subject, locked.title, more=facts)], by=by)
    return made


@transaction.atomic
def look_back_pick(problem: Problem, reason: str, *, by: Actor) -> LookBack:
    """Look at one closed problem again for a reason of its own. Raises NotAllowed, Incomplete, Refused."""
    _check_reviews(by, problem.round)
    rows = Problem.objects.select_for_update(no_key=True, of=("self",)).select_related("round", "unit", "process")
    locked = rows.get(pk=problem.pk)
    if not reason.strip():
        raise Incomplete(["请写明为何回头看。"])
    if locked.state != S.CLOSED or locked.look_backs.filter(state=B.CHECKING).exists():
        raise Refused("问题没有销号，或者正在回头看。")
    _check_last_turn(locked)
    return _open([locked], f"指定：{reason.strip()}"[:300], by)[0]


def _check_last_turn(problem: Problem) -> None:
    if has_later_turn(problem):
        raise Refused("问题已经重新挂账，请在后一轮整改中办理。")


def _check_reviews(by: Actor, round_: Round) -> None:
    if by.user is None or not access.may(by, Right.REVIEW, round_.unit, KEY):
        raise NotAllowed("回头看由主办单位办理，您现在的身份不能办理。")


def _open(problems: Sequence[Problem], words: str, by: Actor) -> list[LookBack]:
    today = timezone.localdate()
    check_by = calendar.around(today).after(today, DAYS)
    rows = [LookBack(problem=row, round=row.round, unit=row.unit, drawn=words, check_by=check_by) for row in problems]
    return open_many(rows, by=by, comment=words)


def look_back_confirm(look_back: LookBack, *, by: Actor, seen: Seen, found: str, comment: str = "") -> LookBack:
    """It is still settled. Raises Incomplete without what was found."""
    with transaction.atomic():
        return _said(fire(look_back, "confirm", by=by, seen=seen, comment=comment, found=found.strip()))


@transaction.atomic
def look_back_relapse(
    look_back: LookBack, *, by: Actor, seen: Seen, found: str, limit: str, due_on: date | None = None,
    source: str = "", severity: str = "", unit: OrgUnit | None = None, comment: str = "",
) -> LookBack:  # fmt: skip
    """It is back: its next turn is registered for the host to assign, linked to this one, which stays as it is.

    `limit`, `due_on`: of the next turn. `source`, `severity`, `unit`: where the programme does not have those of this
    one. Raises Incomplete without what was found or for a day that cannot be, Refused
    where the host has no programme under way, the unit was dissolved, or a later turn stands already.
    """
    waiting = look_back.state == B.CHECKING
    moved = _said(fire(look_back, "relapse", by=by, seen=seen, comment=comment, found=found.strip()))
    if waiting:
        _next_turn(moved.problem, moved.found, Turn(limit, due_on, source, severity, unit), by)
    return moved


def _said(moved: LookBack) -> LookBack:
    if not moved.found:  # told after the right was checked
        raise Incomplete(["请写明核查情况。"])
    return moved


def _next_turn(problem: Problem, found: str, turn: Turn, by: Actor) -> Problem:
    _check_last_turn(problem)
    round_ = reopens_in(problem)
    if round_ is None:
        raise Refused("主办单位没有正在进行的整改专项，请先启动专项，再登记反弹。")
    kept = ("text", "category", "inspection", "requirement", "leader", "department", "owner")
    given = ProblemInput(
        **{name: getattr(problem, name) for name in kept}, limit=turn.limit, due_on=turn.due_on,
        source=turn.source or problem.source, severity=turn.severity or _severity(problem, round_),
        found_on=timezone.localdate(), remark=f"回头看发现反弹：{found}"[:500], reference=problem.reference,
    )  # fmt: skip
    more = {
        "previous": problem, "first": problem.first or problem, "turn": problem.turn + 1,
        "origin_id": problem.origin_id,
    }  # fmt: skip
    unit = turn.unit or problem.unit
    others = [each for each in taking_part(round_).filter(pk__in=_others(problem)) if each != unit]
    (made,) = problems_register(round_, [(unit, given, others)], by=by, more=more)
    if round_ == problem.round:  # in another programme it is counted there, and this one's figures stand
        Problem.objects.filter(pk=problem.pk).update(superseded=True)
    return made


def _severity(problem: Problem, round_: Round) -> str:
    """How grave it was, where the programme has that."""
    known = {each.code for each in programme_of(round_).severities}
    return problem.severity if problem.severity in known else ""


def _others(problem: Problem) -> QuerySet[Participation, int]:
    return problem.participations.values_list("unit_id", flat=True)
