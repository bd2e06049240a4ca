"""Least numbers 至少: judged anew wherever a round goes on without somebody, so that none is missed in silence.

A hard one holds what would make the miss final until it is met or the 工委 gives it another limit, with a reason that
stands in the ledger (`quota_set`).
"""

from collections.abc import Sequence

from django.db.models import QuerySet

from permissions import access
from permissions.actor import SYSTEM
from workflows.engine import ledger, notices, registry, running, writing
from workflows.engine.models import AuditEntry, Notice, Process, Quota, Round
from workflows.star_rating import queries
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.queries import quota_minima, quotas
from workflows.star_rating.queries.quota_minima import Missed

HOLD, HELD = "hold", "暂不公布"
RULE = "请工委核对，确需{}的，在“名额”页面写明理由调整名额"


def judged(round_: Round, without: QuerySet[Rating] | None = None) -> list[Missed]:
    """The least numbers that the round no longer reaches, under the locks of the quotas: of two at once one is last.

    `without`: ratings that bring nothing to them any more. No statement where the scheme has no such number.
    """
    if not any(rule.least for rule in queries.scheme_of(round_).quotas):
        return []
    list(Quota.objects.select_for_update().filter(round=round_).order_by("pk").values_list("pk"))
    return quota_minima.out_of_reach(round_, Rating.objects.none() if without is None else without)


def refusals(missed: Sequence[Missed], verb: str) -> list[str]:
    """The hard ones among them, each with both sums and with what to do before `verb`."""
    return [f"{each.said}。{RULE.format(verb)}。" for each in missed if each.hard]


def hold(submission: RatingList, rows: Sequence[Rating]) -> bool:
    """Whether the list, which these ratings were in, waits for a hard least number counted at its unit or above.

    It is said once on its trail, and to those who run the round.
    """
    missed = [each for each in judged(submission.round) if each.hard]
    units = quotas.units_over(submission, rows) if missed else set()
    words = "".join(refusals([each for each in missed if each.quota.unit_id in units], "公布"))
    if words and words != _said_last(AuditEntry.objects.filter(process=submission.process_id, verb=HOLD)):
        writing.note(submission, SYSTEM, HOLD, HELD, words)
        _tell(submission.round, submission.process, f"{submission.title()}{HELD}：{words}")
    return bool(words)


def hold_end(round_: Round) -> bool:
    """Whether a round in which nothing is under way waits for a hard least number: said once, in the ledger."""
    words = "".join(refusals(judged(round_), "结束"))
    if words and words != _said_last(ledger.of(round_).filter(verb=HOLD)):
        running.enter(HOLD, "暂不结束", round_, SYSTEM, comment=words)
        _tell(round_, None, f"批次“{round_.title}”暂不结束：{words}")
    return bool(words)


def _said_last(entries: QuerySet[AuditEntry]) -> str:
    return entries.order_by("-seq").values_list("comment", flat=True).first() or ""


def _tell(round_: Round, process: Process | None, text: str) -> None:
    """One message to each person who runs the round. Two statements."""
    pairs = {(round_.unit_id, right) for right in registry.office(queries.KEY).rights(round_.unit.kind)}
    users = {user for held in access.holders(pairs, queries.KEY).values() for user in held}
    Notice.objects.bulk_create(notices.tell(sorted(users), process, text))
