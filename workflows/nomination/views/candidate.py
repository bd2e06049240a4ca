"""What the pages show of a candidate: the registers with their sources, and every condition with its answer."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from permissions import access
from permissions.models import Appointment, OrgClosure, OrgUnit, Person
from permissions.roles import Duty, Right
from workflows.nomination.models import Nomination
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.eligibility import PRIVATE
from workflows.nomination.queries.rounds import KEY
from workflows.nomination.rules import Candidate, Eligibility, Judged, Past, Verdict
from workflows.nomination.rules.conditions import Condition, NoDiscipline

TONES = {Verdict.MET: "green", Verdict.NOT_MET: "red", Verdict.UNKNOWN: "yellow"}
NONE, UNKNOWN = "无登记", "未登记"


def facts(nomination: Nomination, known: Candidate, *, past: bool = False) -> list[dict[str, str]]:
    """What the system holds of a candidate, so that nobody is asked for it again. 依据: domain 7.5.

    `past`: 处分 too, which is for those alone whom `may_read_past` lets.
    """
    of = nomination.person
    rows = _of_person(of, known) if of is not None else _of_unit(nomination.honoured, known)
    if of is not None and past:
        rows.append(("处分", _disciplines(known)))
    return [{"label": label, "value": value or UNKNOWN} for label, value in rows]


def _of_person(person: Person, known: Candidate) -> list[tuple[str, str]]:
    died = [("去世日期", str(person.status_on or ""))] if person.status == Person.Status.DIED else []
    return [
        ("姓名", person.name),
        ("性别", person.gender),
        ("出生年月", f"{person.birth_on:%Y-%m}" if person.birth_on else ""),
        ("入党时间", str(person.joined_on or "")),
        ("转正时间", str(person.formal_on or "")),
        ("党员身份", person.get_roll_display()),
        ("所在支部", _place(known)),
        ("职务职级", _rank(person, known)),
        ("人员类型", "、".join(_marks(person)) or "一般党员"),
        *died,
        ("评议考核", _grades(known)),
        ("党务职务", "；".join(dict.fromkeys(post.name for post in known.posts.value)) if known.posts else ""),
        ("已获荣誉", _honours(known)),
    ]


def _place(known: Candidate) -> str:
    if known.place is None:
        return ""
    place = known.place.value
    return place.name + (f"（{place.since}转入）" if place.since else "")


def _rank(person: Person, known: Candidate) -> str:
    """职务职级, and the groups of rank if he belongs to any."""
    groups = "、".join(sorted(known.ranks.value.held)) if known.ranks else ""
    return "，".join(filter(None, (person.rank, groups)))


def _disciplines(known: Candidate) -> str:
    if known.disciplines is None:
        return ""
    said = [f"{each.on}{each.kind}" for each in known.disciplines.value]
    if known.cleared:
        last = max(known.cleared, key=lambda each: each.value.on)
        said.append(f"截至{last.value.on}无处分（{last.source}）")
    return "；".join(said) or NONE


def may_read_past(request: HttpRequest, nomination: Nomination) -> bool:
    """Whether this person may read of 处分: who reviews or decides above, or keeps the register. One statement."""
    return bool(with_past(request, [nomination]))


def with_past(request: HttpRequest, rows: Sequence[Nomination]) -> set[int]:
    """The nominations, by key, of whose 处分 this person may read. One statement, whatever their number."""
    found: list[Appointment] = request.posts  # type: ignore[attr-defined]
    units = {row.pk: {row.unit_id, row.person.branch_id if row.person else None} - {None} for row in rows}
    below = set().union(*units.values())
    pairs = OrgClosure.objects.filter(descendant__in=below, ancestor__in=[post.unit_id for post in found])
    depths = {(above, unit): depth for above, unit, depth in pairs.values_list("ancestor", "descendant", "depth")}
    return {
        key
        for key, theirs in units.items()
        if any(_reads_past(post, depths.get((post.unit_id, unit or 0))) for post in found for unit in theirs)
    }


def _reads_past(post: Appointment, depth: int | None) -> bool:
    """Whether a post reads of 处分 in a unit so far below its own; None: not below it at all."""
    if depth is None:
        return False
    reviews = access.bears(post, Duty.ORGANISATION) or access.brings(post, Right.REVIEW, KEY)
    return reviews or (depth > 0 and access.brings(post, Right.DECIDE, KEY))


def _marks(person: Person) -> list[str]:
    return [word for word, on in (("领导干部", person.is_leader), ("一线人员", person.is_frontline)) if on]


def _grades(known: Candidate) -> str:
    latest = sorted(known.grades.items(), key=lambda item: item[0][1], reverse=True)[:3]
    return "；".join(f"{year}年{review.words}{grade.value}" for (review, year), grade in latest)


def _of_unit(unit: OrgUnit | None, known: Candidate) -> list[tuple[str, str]]:
    stars = sorted(known.stars.items(), reverse=True)[:3]
    return [
        ("全称", unit.name if unit else ""),
        ("类别", unit.get_kind_display() if unit else ""),
        ("成立日期", str(unit.founded_on or "") if unit else ""),
        ("党支部星级", "；".join(f"{year}年{star.value}星" for year, star in stars)),
        ("已获荣誉", _honours(known)),
    ]


def _honours(known: Candidate) -> str:
    if known.honours is None:
        return ""
    return "；".join(map(_honour, sorted(known.honours.value, key=lambda past: -past.year))) or NONE


def _honour(past: Past) -> str:
    return f"{past.year}年{past.sponsor}{past.name}{'（已撤销）' if past.revoked else ''}"


def answers(
    nomination: Nomination, found: Eligibility, *, may_rule: bool = False, past: bool = False
) -> list[dict[str, Any]]:
    """Each condition with its answer, its figures and their sources, and who ruled otherwise.

    Without `past` (see `may_read_past`) 处分 is answered by the verdict alone.
    """
    award = award_of(nomination.round)
    conditions = {each.code: each for each in award.conditions_of(award.by_code[nomination.category])}
    rows = judged_rows(found.answers)
    for row in rows:
        row["words"] = conditions[row["code"]].words
        if not past and isinstance(conditions[row["code"]], NoDiscipline):
            row |= {"text": PRIVATE, "used": [], "ruled": ""}
        if may_rule:
            row["url"] = reverse("nomination:overrule", args=[nomination.process.number, row["code"]])
    return rows


def judged_rows(judged: Iterable[Judged]) -> list[dict[str, Any]]:
    """Answers in words and colour."""
    return [
        {
            "code": each.answer.code,
            "verdict": each.verdict.words,
            "tone": TONES[each.verdict],
            "text": each.answer.text,
            "used": [f"{used.label}：{used.value}（{used.source}）" for used in each.answer.used],
            "basis": each.answer.basis,
            "ruled": each.ruled,
            "before": each.answer.verdict.words if each.overruling else "",
        }
        for each in judged
    ]


def verdict(found: Eligibility) -> dict[str, Any]:
    """What all answers come to, in words and colour."""
    return {"words": found.verdict.words, "tone": TONES[found.verdict], "open": len(found.open)}


def why(found: Eligibility, conditions: Iterable[Condition]) -> list[str]:
    """What stands against a candidate who is only being chosen: of 处分 no more than the words of the condition."""
    private = {each.code: each.words for each in conditions if isinstance(each, NoDiscipline)}
    against = [each for each in found.answers if each.verdict is Verdict.NOT_MET] or found.open
    return [
        f"{private[each.answer.code]}：{each.verdict.words}" if each.answer.code in private else each.answer.text
        for each in against
    ]
