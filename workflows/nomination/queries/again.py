"""候选池: whom earlier rounds did not forward, and who may be a candidate of this one. 依据: domain 3.2."""

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

    `user`: only what this person may see; None: all. Two statements.
    """
    award = award_of(round_)
    rows = (Nomination.objects.all() if user is None else nominations(user)).filter(state=S.NOT_FORWARDED)
    rows = rows.exclude(round=round_).select_related("round", "unit", "person", "honoured", "process")
    found = [row for row in rows.order_by("-round__year", "pk") if _is_meant(row, (award.name, round_.title))]
    if not found:
        return []
    here = Nomination.objects.filter(round=round_).exclude(state__in=OUT).values_list("person", "honoured")
    left = {each.key for each in not_forwarded(map(_named, found), (_key(*pair) for pair in here))}
    return list({key: row for row in reversed(found) if (key := _key(row.person_id, row.honoured_id)) in left}.values())


def _is_meant(row: Nomination, names: tuple[str, str]) -> bool:
    return meant(award_of(row.round).reuse_for, names)


def _named(row: Nomination) -> Named:
    return Named(_key(row.person_id, row.honoured_id), row.candidate, row.category, row.unit.short_name)


def _key(person: int | None, honoured: int | None) -> str:
    return f"person:{person}" if person else f"unit:{honoured}"
