"""直接定级, 破格晋级: the body that must find that they hold (认定机关), and members for which no meeting names it."""

from collections.abc import Iterable, Sequence

from workflows.star_rating.models import Rating
from workflows.star_rating.rules import Merit, MeritKind, ReasonKind, Scheme, alternatives, names_body


def lacking(scheme: Scheme, rows: Iterable[Rating], bodies: Sequence[str]) -> list[str]:
    """A sentence for each of these ratings whose star rests on what its scheme leaves to another body than these."""
    said = "、".join(f"“{body}”" for body in bodies)
    return [
        f"{row.unit.short_name}{merit.kind.words}（{merit.text}）由{merit.approver}认定，"
        f"登记的决定机构是{said}，请登记{alternatives(merit.approver)[0]}的决定。"
        for row, merit in _unfound(scheme, rows, bodies)
    ]


def wanted(scheme: Scheme, rows: Iterable[Rating], bodies: Sequence[str]) -> list[str]:
    """The bodies, each once, that these ratings still need, by the first name that will do."""
    return list(dict.fromkeys(alternatives(merit.approver)[0] for _, merit in _unfound(scheme, rows, bodies)))


def _unfound(scheme: Scheme, rows: Iterable[Rating], bodies: Sequence[str]) -> list[tuple[Rating, Merit]]:
    return [
        (row, merit)
        for row in rows
        for merit in _carrying(scheme, row)
        if alternatives(merit.approver) and not any(names_body(body, merit.approver) for body in bodies)
    ]


def _carrying(scheme: Scheme, row: Rating) -> list[Merit]:
    """The circumstances that a rating's star rests on, as its result says; not one that a veto or a quota undid."""
    reasons = [reason for reason in row.result.get("reasons", ()) if reason["kind"] == ReasonKind.MERIT]
    codes = {code for reason in reasons for code in reason["inputs"]}
    found = [merit for merit in scheme.merits if merit.code in codes]
    return [merit for merit in found if merit.kind is MeritKind.BREAKTHROUGH or merit.tier == row.tier]
