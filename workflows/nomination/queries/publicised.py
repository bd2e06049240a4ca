"""What a notice says of nominations: unit, who, and for what; nothing that only files hold. 依据: domain 3.7."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from workflows.engine import objections
from workflows.engine.models import Objection, Publicity
from workflows.engine.registry import Publicised
from workflows.nomination.models import Nomination
from workflows.nomination.queries.awards import award_of
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

ON_NOTICE = (S.PUBLICISING, S.CONFERRING, S.RECOMMENDED, S.AWARDED, S.NOT_AWARDED)
"""States in which a member is, or has been, under the public notice of its list."""
GONE = (S.REJECTED, S.NOT_FORWARDED, S.CALLED_OFF)
LATER = (S.CONFERRING, S.RECOMMENDED)
"""After the notice, and before anybody has the honour."""
TAKEN_BACK = (L.COMPILING, L.CALLED_OFF)
"""A list that was withdrawn or sent back is no longer under the notice inside its unit."""


def publicised(publicity: Publicity) -> list[Publicised]:
    """Who is on a notice, by unit and category; one that was struck off is no longer on it. One statement."""
    within = Q(submission__within=publicity) & ~Q(state__in=GONE) & ~Q(submission__state__in=TAKEN_BACK)
    on_it = within if publicity.unit_id is not None else Q(submission__publicity=publicity, state__in=ON_NOTICE)
    rows = Nomination.objects.filter(on_it).select_related(
        "unit", "person", "honoured", "process", "round", "submission__unit"
    )
    award = award_of(publicity.round)
    order = {code: n for n, code in enumerate(award.by_code)}
    found = sorted(rows, key=lambda row: (_place(row), order[row.category], row.rank or 0, row.pk))
    return [
        Publicised(row, _unit(row, publicity), row.candidate, 0, award.by_code[row.category].name) for row in found
    ]  # fmt: skip


def _place(row: Nomination) -> tuple[int, str]:
    unit = row.submission.unit if row.submission else row.unit
    return (unit.position, unit.code)


def _unit(row: Nomination, publicity: Publicity) -> str:
    """The unit that reports, and for a person the branch that proposed; inside the unit the branch alone."""
    above = row.submission.unit if row.submission else row.unit
    if row.person is None or above == row.unit:
        return above.short_name
    return row.unit.short_name if publicity.unit_id else f"{above.short_name} {row.unit.short_name}"


def upheld_later() -> QuerySet[Nomination]:
    """Whoever waits for an honour although an objection was upheld after the notice was over."""
    upheld = Objection.objects.filter(state=Objection.State.UPHELD)
    return Nomination.objects.filter(state__in=LATER, process__in=upheld.values("parent"))


def no_open_objection(rows: Sequence[Nomination]) -> dict[int, str]:
    """A member goes on to an honour only when nobody's objection to it is open or was upheld. One statement."""
    held = objections.open_against([row.process_id for row in rows])
    return {row.pk: f"{row.candidate}有未结或已经成立的公示异议。" for row in rows if row.process_id in held}
