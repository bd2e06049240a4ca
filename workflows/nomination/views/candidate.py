"""What the pages show of a candidate: the registers with their sources, and every condition with its answer."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from permissions import access
from permissions.models import Appointment, OrgClosure, OrgUnit, Person
from permissions.roles import Duty, Right
from workflows.nomination.models import Nomination
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.rounds import KEY
from workflows.nomination.rules import Candidate, Eligibility, Judged, Past, Verdict
from workflows.nomination.rules.conditions import Condition, NoDiscipline

TONES = {Verdict.MET: "green", Verdict.NOT_MET: "red", Verdict.UNKNOWN: "yellow"}
NONE, UNKNOWN = "无登记", "未登记"
PRIVATE = "具体情况由审核单位核对。"


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
        ("所在支部", person.branch.short_name if person.branch else ""),
        ("职务职级", person.rank),
        ("人员类型", "、".join(_marks(person)) or "一般党员"),
        *died,
        ("评议考核", _grades(known)),
        ("党务职务", "；".join(dict.fromkeys(post.name for post in known.posts.value)) if known.posts else ""),
        ("已获荣誉", _honours(known)),
    ]


def _disciplines(known: Candidate) -> str:
    if known.disciplines is None:
        return ""
    return "；".join(f"{each.on}{each.kind}" for each in known.disciplines.value) or NONE


def may_read_past(request: HttpRequest, nomination: Nomination) -> bool:
    """Whether this person may read of 处分: who reviews or decides above, or keeps the register. One statement."""
    found: list[Appointment] = request.posts  # type: ignore[attr-defined]
    units = {nomination.unit_id} | ({nomination.person.branch_id} if nomination.person else set())
    rows = OrgClosure.objects.filter(descendant__in=units, ancestor__in=[post.unit_id for post in found])
    above = dict(rows.order_by("depth").values_list("ancestor", "depth"))
    return any(
        access.bears(post, Duty.ORGANISATION)
        or access.brings(post, Right.REVIEW, KEY)
        or (above[post.unit_id] > 0 and access.brings(post, Right.DECIDE, KEY))
        for post in found
        if post.unit_id in above
    )


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
