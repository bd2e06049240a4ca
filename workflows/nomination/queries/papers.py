"""推荐审批表: what is printed, signed and stamped, of one nomination or of a whole list. 依据: domain 3.8, 6.5."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils import timezone

from permissions.models import OrgUnit
from workflows.engine.models import AuditEntry, Citation, Meeting
from workflows.engine.opinions import Opinion, Trails, blank, day_words, decision, opinion
from workflows.nomination.models import ConsultationLine, Nomination
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.consultations import concerned, opinions_of
from workflows.nomination.queries.eligibility import PRIVATE, candidates_of, privately
from workflows.nomination.queries.heads import reporting_of
from workflows.nomination.queries.lists import decides_itself, is_studied
from workflows.nomination.queries.rounds import BRANCHES
from workflows.nomination.queries.summary import duty, honour_words, month
from workflows.nomination.rules import AwardRound, Candidate, Material, Overruling
from workflows.nomination.states import ConsultationState as C
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

Values = dict[str, Any]
NONE = "无"
ORDER = (S.DRAFTING, S.GENERAL_REVIEWING, S.COMMITTEE_REVIEWING, *L)
"""The stages that speak on a form, in the order in which they come."""
REPLIES = ("clear", "object", "waive")
NEEDED = ("unit", "round__unit", "process", "person__branch", "honoured", "submission__unit", "conferred_by")
"""What is read along with a nomination whose form is printed."""


class Papers:
    """The forms of some nominations of one round, read together. At most 13 statements, whatever their number.

    `lists`: keys of the lists whose meetings may be told; `consulted`: whether 会审 may, of which a unit reads nothing;
    `past`: keys of the nominations of whose 处分 may be told. A branch reads what it wrote itself.
    """

    def __init__(
        self, rows: Sequence[Nomination], *, lists: Collection[int], consulted: bool, past: Collection[int]
    ) -> None:  # fmt: skip
        self.rows, self.past = rows, past
        self.known = candidates_of(rows)
        told = {row.submission.process_id for row in rows if row.submission and row.submission_id in lists}
        self.trails = Trails([*(row.process_id for row in rows), *told], ORDER)
        meetings = Meeting.objects.filter(process__in=told).order_by("lap")
        self.meetings = {(each.process_id, each.state): each for each in meetings if self.trails.holds(each)}
        self.replies = _Replies(rows) if consulted else None
        self.units = _reporting(rows)
        cited = Citation.objects.filter(process__in=[row.process_id for row in rows])
        self.files = Counter(cited.values_list("process_id", "code"))

    def values(self) -> Values:
        """What the template prints."""
        return {"各表": [self._form(row) for row in self.rows], "日期": day_words(timezone.localdate())}

    def _form(self, row: Nomination) -> Values:
        award = award_of(row.round)
        category = award.by_code[row.category]
        materials = award.materials_of(category)
        return {
            "批次": row.round.title,
            "类别": category.name,
            "对象": category.subject.words,
            "个人": row.person is not None,
            "表彰机关": award.reports_to or award.sponsor,
            "表彰层次": award.sponsor_level.words,
            "推荐单位": self.units[row.unit_id],
            "提名单位": row.unit.name,
            "编号": row.process.number,
            "份数": max((each.copies for each in materials), default=1),
            "字数": _words(materials),
            "姓名": row.candidate if row.person else row.honoured and row.honoured.name,
            "简历": row.profile.get("resume", ""),
            "奖惩": _rewards(row, self.known[row.pk], past=row.pk in self.past),
            "事迹": self._deeds(row, materials),
            "附件": self._attached(row, materials),
            "认定": _overruled(award, row, past=row.pk in self.past),
            "意见": self._opinions(award, row),
            **_registers(row),
        }

    def _deeds(self, row: Nomination, materials: Sequence[Material]) -> str:
        typed = [(each.name, row.texts[each.code]) for each in materials if row.texts.get(each.code)]
        if len(typed) < 2:
            return typed[0][1] if typed else ""
        return "\n".join(f"{name}：\n{text}" for name, text in typed)

    def _attached(self, row: Nomination, materials: Sequence[Material]) -> str:
        """The files that lie with it: 事迹材料1件."""
        counts = [(each.name, self.files[row.process_id, each.code]) for each in materials]
        return "、".join(f"{name}{n}件" for name, n in counts if n)

    # --- opinions ----------------------------------------------------------------------------------------------

    def _opinions(self, award: AwardRound, row: Nomination) -> list[Opinion]:
        """An opinion for each stage that the form has room for, blank where nobody has acted yet."""
        process = row.process_id
        found = [self._proposed(row)]
        if not row.round.stage(S.GENERAL_REVIEWING).get("off") and not self.trails.nobody_there(
            process, S.GENERAL_REVIEWING
        ):
            found.append(self.trails.opinion("党总支意见", process, "forward", S.GENERAL_REVIEWING))
        found.append(self.trails.opinion("推荐单位审核意见", process, "forward", S.COMMITTEE_REVIEWING))
        found.append(self._unit_decided(row))
        found += self._consulted(award, row)
        if not decides_itself(row.round):
            found.append(decision(f"{row.round.unit.short_name}审定意见", self._meeting(row, L.DECIDING)))
        return found + ([self._answered(award, row)] if award.reports_to else [])

    def _proposed(self, row: Nomination) -> Opinion:
        """What the branch meeting decided, with its figures; a unit that nominates itself signs without one."""
        of_branch = row.unit.kind in BRANCHES
        given = opinion(
            "党支部意见" if of_branch else "提名单位意见", self.trails.last(row.process_id, "submit", S.DRAFTING)
        )
        if row.held_on is None:
            return given
        counts = f"应到{_n(row.expected)}人，实到{_n(row.present)}人，赞成{_n(row.approve)}人。"
        given["内容"] = f"{day_words(row.held_on)}支部大会{counts}{row.resolution}"
        return given

    def _unit_decided(self, row: Nomination) -> Opinion:
        studied = is_studied(row.round)
        label, state = ("党组（党委）意见", L.STUDYING) if studied else ("推荐单位党组织意见", L.COMPILING)
        return decision(label, self._meeting(row, state))

    def _meeting(self, row: Nomination, state: L) -> Meeting | None:
        return self.meetings.get((row.submission.process_id if row.submission else 0, state))

    def _consulted(self, award: AwardRound, row: Nomination) -> list[Opinion]:
        """会审: what each body said of this candidate; blank for who may not read it."""
        asked = [each for each in opinions_of(award) if concerned(award, each, [row])]
        if self.replies is None:
            return [blank(f"{each.body}意见") for each in asked]
        return [self.replies.of(row, each.code, f"{each.body}意见") for each in asked]

    def _answered(self, award: AwardRound, row: Nomination) -> Opinion:
        """What the higher sponsor decided, once its document was entered."""
        given, document = blank(f"{award.reports_to}意见"), row.conferred_by
        if document is not None:
            given["内容"] = f"{row.get_state_display()}（{document.number}）"
            given["日期"] = day_words(document.dated_on)
        return given


class _Replies:
    """What bodies said of the candidates. Two statements."""

    def __init__(self, rows: Sequence[Nomination]) -> None:
        lines = ConsultationLine.objects.filter(nomination__in=[row.pk for row in rows])
        lines = lines.exclude(consultation__state=C.DROPPED).select_related("consultation").order_by("pk")
        self.lines = {(line.nomination_id, line.consultation.code): line for line in lines}
        processes = {line.consultation.process_id for line in self.lines.values()}
        said = AuditEntry.objects.filter(process__in=processes, verb__in=REPLIES).order_by("seq")
        self.entries = {entry.process_id: entry for entry in said}

    def of(self, row: Nomination, code: str, label: str) -> Opinion:
        """What one body said of one candidate, and how a person ruled; nothing that it said of others."""
        line, given = self.lines.get((row.pk, code)), blank(label)
        if line is None or line.consultation.state == C.ASKED:
            return given
        entry = self.entries.get(line.consultation.process_id)
        if entry is not None:
            given["日期"] = day_words(timezone.localtime(entry.at).date())
        given["内容"] = _reply(line)
        return given


def _reply(line: ConsultationLine) -> str:
    if line.consultation.state == C.WAIVED:
        return "逾期未复，经裁定继续办理。"
    number = f"（{line.consultation.number}）" if line.consultation.number else ""
    if not line.objects_to:
        return f"无不同意见{number}。"
    ruled = f"经裁定保留：{line.ruling}" if line.ruling else ""
    return f"有不同意见{number}：{line.words}\n{ruled}".strip()


def _n(count: int | None) -> str:
    return "　" if count is None else str(count)


def _reporting(rows: Sequence[Nomination]) -> Mapping[int, str]:
    """The full name of the unit that reports, by the unit that proposes. Two statements."""
    if not rows:
        return {}
    above = reporting_of(rows[0].round, {row.unit_id for row in rows})
    names = dict(OrgUnit.objects.filter(pk__in=above.values()).values_list("pk", "name"))
    return {unit: names[key] for unit, key in above.items()}


def _registers(row: Nomination) -> Values:
    """What the registers hold of a person; of a unit who heads it. What nobody entered is left to be written."""
    person, profile = row.person, row.profile
    if person is None:
        empty = dict.fromkeys(("性别", "民族", "出生年月", "入党时间", "学历", "党员身份", "所在支部"), "")
        return empty | {"职务": duty(row)}
    return {
        "性别": person.gender,
        "民族": profile.get("nation", ""),
        "出生年月": month(person.birth_on),
        "入党时间": month(person.joined_on),
        "学历": profile.get("education", ""),
        "党员身份": person.get_roll_display(),
        "所在支部": person.branch.name if person.branch else "",
        "职务": duty(row) or NONE,
    }


def _rewards(row: Nomination, known: Candidate, *, past: bool) -> str:
    """Honours on record, 处分 too where it may be told, and what the branch wrote besides."""
    honours = sorted(known.honours.value, key=lambda each: -each.year) if known.honours else []
    punished = known.disciplines.value if known.disciplines and past else ()
    found = [honour_words(each) for each in honours] + [f"{each.on}{each.kind}" for each in punished]
    return "\n".join([*found, *filter(None, [row.profile.get("rewards", "")])]) or NONE


def _words(materials: Sequence[Material]) -> str:
    """约2000字; blank where the round has no limit."""
    limited = next((each for each in materials if each.words), None)
    return "" if limited is None else f"{'约' if limited.about else '不超过'}{limited.words}字"


def _overruled(award: AwardRound, row: Nomination, *, past: bool) -> list[Values]:
    """Each condition on which a person ruled: what the system found, the verdict, the reason and who. 依据: 3.9.

    Without `past` of 处分 the verdict alone.
    """
    private = {} if past else dict.fromkeys(privately(row), PRIVATE)
    conditions = {each.code: each.words for each in award.conditions_of(award.by_code[row.category])}
    found = {each["code"]: each["text"] for each in row.answers.get("answers", ())}
    last = {each["code"]: Overruling.from_data(each) for each in row.overrulings}
    return [
        {
            "条件": conditions.get(code, code),
            "核对": private.get(code, found.get(code, "")),
            "认定": ruling.verdict.words,
            "理由": private.get(code, ruling.reason),
            "认定人": ruling.by,
            "日期": day_words(ruling.on),
        }
        for code, ruling in last.items()
    ]
