"""撤销: an honour is taken back, with reason, approval and the return of the plaque. 依据: domain 3.7 [N18]."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from permissions import access
from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine import facts
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Fact
from workflows.engine.transitions import Seen, fire, open_many
from workflows.nomination.models import Nomination, Revocation
from workflows.nomination.queries.honours import honour_from
from workflows.nomination.queries.revoking import nobody_decides
from workflows.nomination.queries.rounds import KEY
from workflows.nomination.rules import Revocation as Taken
from workflows.nomination.rules import superseding
from workflows.nomination.states import NominationState, RevocationState

SOURCE = 160
"""Characters of a fact's source."""
REVOKED = "（已撤销）"


@transaction.atomic
def revocation_propose(nomination: Nomination, reason: str, *, by: Actor) -> Revocation:
    """Propose to take back an honour; it comes to the host's desk. The nomination itself stays as it was decided.

    The proposal is the host's own record, so that the unit concerned learns of it when it is decided.

    Raises NotAllowed, and Refused when there is no honour that stands, one is being taken back already, or nobody else
    could decide it.
    """
    if not access.may(by, Right.REVIEW, nomination.round.unit, KEY):
        raise NotAllowed("撤销荣誉由主办单位提出，您现在的身份不能办理。")
    rows = Nomination.objects.select_for_update(no_key=True, of=("self",))
    locked = rows.select_related("unit", "round__unit", "person", "honoured").get(pk=nomination.pk)
    fact = Fact.objects.filter(process=locked.process_id, superseded_by__isnull=True).first()
    if locked.state != NominationState.AWARDED or fact is None:
        raise Refused("没有可以撤销的荣誉：还没有授予，或者已经撤销。")
    if locked.revocations.filter(state=RevocationState.DECIDING).exists():
        raise Refused("这项荣誉已有一件撤销等待决定，请办结后再提出。")
    if why := nobody_decides(locked, by.people):
        raise Refused(why)
    made = Revocation(
        nomination=locked, unit=locked.round.unit, round=locked.round, submitter=by.user, fact=fact, reason=reason
    )
    return open_many([made], by=by, comment=reason)[0]


@transaction.atomic
def revocation_revoke(
    revocation: Revocation, *, by: Actor, seen: Seen, approved_by: str, document: str, revoked_on: date,
    comment: str = "",
) -> Revocation:  # fmt: skip
    """Enter the body's decision; the honour's fact is superseded by one that says it was revoked.

    Raises Incomplete for what is missing or cannot be, Refused when the honour is registered otherwise since.
    """
    locked = _locked(revocation)
    decided = {"approved_by": approved_by, "document": document, "revoked_on": revoked_on.isoformat()}
    moved = fire(
        locked, "revoke", by=by, seen=seen, comment=comment, approved_by=approved_by, document=document,
        revoked_on=revoked_on, decided=decided,
    )  # fmt: skip
    if locked.state == RevocationState.DECIDING:  # the second of two clicks finds it done
        _supersede(moved, Fact.objects.select_for_update().get(pk=locked.fact_id))
    return moved


def revocation_keep(revocation: Revocation, *, by: Actor, seen: Seen, comment: str) -> Revocation:
    """The honour stands."""
    return fire(revocation, "keep", by=by, seen=seen, comment=comment)


@transaction.atomic
def revocation_take_back(
    revocation: Revocation, *, by: Actor, seen: Seen, plaque_back_on: date, comment: str = ""
) -> Revocation:
    """Enter the day on which plaque and certificate came back. Raises as `revocation_revoke`."""
    locked = _locked(revocation)
    moved = fire(locked, "take_back", by=by, seen=seen, comment=comment, plaque_back_on=plaque_back_on)
    if locked.state == RevocationState.RETURNING:  # the second of two clicks finds it done
        _supersede(moved, Fact.objects.select_for_update().get(process=locked.process_id, superseded_by__isnull=True))
    return moved


def _locked(revocation: Revocation) -> Revocation:
    """A revocation, locked after its nomination: whoever puts another fact in the stead of the honour comes first."""
    Nomination.objects.select_for_update(no_key=True).values("pk").get(pk=revocation.nomination_id)
    return Revocation.objects.select_for_update(no_key=True).get(pk=revocation.pk)


def _supersede(revocation: Revocation, fact: Fact) -> None:
    """Put in the stead of a fact that the honour was revoked, as far as is known by now."""
    if fact.superseded_by_id is not None:
        raise Refused("这项荣誉的登记已另有变更，请核对后重新提出。")
    given = Taken(
        revocation.reason, revocation.approved_by, revocation.document, _day(revocation), revocation.plaque_back_on
    )
    honour = honour_from(fact)
    if problems := given.lacks(honour) + _to_come(_day(revocation), revocation.plaque_back_on):
        raise Incomplete(problems)
    source = f"{revocation.round.title}撤销（{revocation.document}）"[:SOURCE]
    facts.record(
        [
            facts.NewFact(
                key=fact.key, year=honour.year, unit_id=fact.unit_id, person_id=fact.person_id, item=fact.item,
                value=fact.value | superseding(honour, given), words=fact.words.removesuffix(REVOKED) + REVOKED,
                source=source, valid_from=_day(revocation), process_id=revocation.process_id,
            )
        ]
    )  # fmt: skip


def _day(revocation: Revocation) -> date:
    assert revocation.revoked_on is not None  # noqa: S101 - the verb that leads here sets it
    return revocation.revoked_on


def _to_come(*days: date | None) -> list[str]:
    return ["日期不能晚于今天。"] if any(day and day > timezone.localdate() for day in days) else []
