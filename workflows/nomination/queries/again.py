"""候选池: whom earlier rounds did not forward, and who may be a candidate of this one. 依据: domain 3.2."""

from django.db.models import Exists, OuterRef, Q

from permissions.models import User
from workflows.engine.models import Round
from workflows.nomination.models import Nomination
from workflows.nomination.models.nomination import OUT
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.proposing import meant
from workflows.nomination.queries.rounds import nominations
from workflows.nomination.rules import Named
from workflows.nomination.rules import candidates_again as not_forwarded
from workflows.nomination.states import NominationState as S


def candidates_again(round_: Round, user: User | None = None) -> list[Nomination]:
    """Those not forwarded in rounds that name this one, save who is nominated in it already; the latest round first.

    `user`: only what this person may see; None: all. One statement.
    """
    award = award_of(round_)
    rows = (Nomination.objects.all() if user is None else nominations(user)).filter(state=S.NOT_FORWARDED)
    standing = Nomination.objects.filter(round=round_).exclude(state__in=OUT)
    same = Q(person=OuterRef("person")) | Q(honoured=OuterRef("honoured"))
    rows = rows.exclude(round=round_).annotate(here=Exists(standing.filter(same)))
    rows = rows.select_related("round", "unit", "person", "honoured", "process")
    found = [row for row in rows.order_by("-round__year", "pk") if _is_meant(row, (award.name, round_.title))]
    here = [_key(row) for row in found if row.here]
    left = {each.key for each in not_forwarded(map(_named, found), here)}
    return list({key: row for row in reversed(found) if (key := _key(row)) in left}.values())


def _is_meant(row: Nomination, names: tuple[str, str]) -> bool:
    return meant(award_of(row.round).reuse_for, names)


def _named(row: Nomination) -> Named:
    return Named(_key(row), row.candidate, row.category, row.unit.short_name)


def _key(row: Nomination) -> str:
    return f"person:{row.person_id}" if row.person_id else f"unit:{row.honoured_id}"
