"""督办函: proposed by the rules or by a person, issued by another under a number, answered by the unit."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from permissions import access
from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Round
from workflows.engine.transitions import Seen, fire, open_many
from workflows.rectification.models import Letter, Problem
from workflows.rectification.models.problem_back import ENDED
from workflows.rectification.queries import KEY, programme_of
from workflows.rectification.queries.letter_papers import letter_paper
from workflows.rectification.queries.letters import kind_of, lacks_to_issue, reply_day
from workflows.rectification.states import LetterState as L
from workflows.rectification.states import ProblemState as S


@transaction.atomic
def letter_propose(
    problem: Problem, kind: str, cause: str, *, by: Actor, words: str = "", points: Decimal = Decimal(0)
) -> Letter:
    """Propose a letter about an open problem to the host, who issues it or not. `kind`: code of the programme.

    Raises NotAllowed for all but the host's reviewers and the system, Incomplete without a cause, Refused where the
    programme has no such letter, the problem is not with its unit, or one for this cause was proposed before.
    """
    if by.user is not None and not access.may(by, Right.REVIEW, problem.round.unit, KEY):
        raise NotAllowed("督办函由主办单位提出，您现在的身份不能办理。")
    rows = Problem.objects.select_for_update(no_key=True, of=("self",)).select_related("round", "unit")
    locked = rows.get(pk=problem.pk)
    known = programme_of(locked.round).letter_by_code.get(kind)
    if known is None:
        raise Refused("本专项没有这种督办文书，请重新选择。")
    _check(locked, kind, cause.strip())
    made = Letter(
        problem=locked, round=locked.round, unit=locked.unit, submitter=by.user, kind=kind, name=known.name,
        cause=cause.strip(), words=words.strip(), reply_days=known.reply_days, points=points,
    )  # fmt: skip
    return open_many([made], by=by, comment=cause)[0]


def _check(problem: Problem, kind: str, cause: str) -> None:
    if not cause:
        raise Incomplete(["请写明发函缘由。"])
    if problem.state in (*ENDED, S.REGISTERING):
        raise Refused(f"问题现在是“{problem.get_state_display()}”，不需要督办。")
    if problem.round.status == Round.Status.CANCELLED:
        raise Refused("专项已取消，不能再督办。")
    if problem.letters.filter(kind=kind, cause=cause).exclude(state=L.DROPPED).exists():
        raise Refused("同一缘由已提出过这种督办文书，不再重复。")


@transaction.atomic
def letter_save(letter: Letter, words: str, *, by: Actor, seen: Seen) -> Letter:
    """Change what a letter demands before it is issued; whoever proposed it leaves that to others. Raises as `edit`."""
    locked = edit(letter, by=by, seen=seen, state=L.DRAFTED)
    locked.words = words.strip()
    locked.save(update_fields=["words"])
    return locked


@transaction.atomic
def letter_issue(
    letter: Letter, *, by: Actor, seen: Seen, number: str, comment: str = "", issued_on: date | None = None
) -> Letter:
    """Send a letter out under a number; the unit answers within the days of its kind.

    Raises Incomplete for what such a letter must say and does not, Refused where the number is taken.
    """
    day = issued_on or timezone.localdate()
    given = {"number": number.strip(), "issued_on": day, "reply_by": reply_day(kind_of(letter), day)}
    waiting = letter.state == L.DRAFTED
    moved = fire(letter, "issue", by=by, seen=seen, comment=comment, **given)
    if waiting and (wrong := _wrong(moved, day)):  # told after the right was checked
        raise Incomplete(wrong)
    if waiting:
        moved.paper = letter_paper(moved)
        moved.save(update_fields=["paper"])
    return moved


def _wrong(letter: Letter, day: date) -> list[str]:
    wrong = lacks_to_issue(letter)
    if not letter.number:
        wrong.append("请填写文号。")
    elif Letter.objects.filter(round__unit=letter.round.unit_id, number=letter.number).exclude(pk=letter.pk).exists():
        wrong.append(f"文号“{letter.number}”已用过，请核对。")
    if day > timezone.localdate():
        wrong.append("签发日期不能晚于今天。")
    return wrong


def letter_discard(letter: Letter, *, by: Actor, seen: Seen, comment: str) -> Letter:
    """Do not send it, and say why."""
    return fire(letter, "discard", by=by, seen=seen, comment=comment)


def letter_answer(letter: Letter, *, by: Actor, seen: Seen, reply: str, comment: str = "") -> Letter:
    """Sign for a letter and say what is done. Raises Incomplete without an answer."""
    with transaction.atomic():
        moved = fire(letter, "answer", by=by, seen=seen, comment=comment, reply=reply.strip(), submitter=by.user)
        if not moved.reply:  # told after the right was checked
            raise Incomplete(["请填写回复内容。"])
    return moved
