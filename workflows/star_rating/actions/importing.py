"""满意度 and whatever else the 工委 brings in: figures of components, written all at once or not at all."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from permissions import access
from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine import ledger
from workflows.engine.errors import NotAllowed, Refused, Stale
from workflows.engine.models import Round
from workflows.star_rating import queries
from workflows.star_rating.actions.figures import Figure, put_figures
from workflows.star_rating.models import Rating
from workflows.star_rating.queries import figures as reading

CHANGED = "核对之后，有支部的得分又改过，没有写入。请重新上传核对。"


@transaction.atomic
def figures_import(
    round_: Round, found: Mapping[str, Mapping[int, Decimal]], source: str, *, by: Actor, seen: str
) -> int:
    """Write figures by component and rating (keys), each with its source; one entry of the ledger says how many.

    `seen`: the state of the figures that the preview showed. Returns how many ratings changed. Raises NotAllowed,
    Stale when a figure was changed since the preview, and Refused when a branch is past 初评 or left the round.
    """
    if by.user is None or not access.may(by, Right.REVIEW, round_.unit, queries.KEY):
        raise NotAllowed("分项得分由工委组织部导入，您现在的身份不能办理。")
    if set(found) - set(reading.office_components(round_)):
        raise Refused("有的分项不是由工委导入的，请重新上传核对。")
    rows = _lock(round_, found)
    if reading.mark(rows, found) != seen:
        raise Stale(CHANGED)
    changed: set[int] = set()
    for code, figures in found.items():
        given = {key: Figure(value, source) for key, value in figures.items()}
        changed |= {row.pk for row in put_figures(round_, code, given, by=by)}
    names = "、".join(reading.office_components(round_)[code].name for code in found)
    ledger.enter(
        [
            ledger.Change(
                "figures_import", "导入分项得分", ledger.subject_of(round_), round_.title,
                comment=f"{names}：改动{len(changed)}个支部。{source}",
            )
        ],
        by=by,
    )  # fmt: skip
    return len(changed)


def _lock(round_: Round, found: Mapping[str, Mapping[int, Decimal]]) -> list[Rating]:
    keys = {key for figures in found.values() for key in figures}
    rows = Rating.objects.select_for_update(no_key=True).filter(round=round_, pk__in=keys)
    return list(rows.order_by("pk"))
