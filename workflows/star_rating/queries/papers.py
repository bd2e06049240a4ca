"""What is printed, signed and stamped: 自评表 and 审定表, of one branch or of a whole list. 依据: domain 6.5, 3.8."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from permissions.models import Person
from workflows.engine.attachments import SIGNED
from workflows.engine.models import Citation, Meeting, Task
from workflows.engine.opinions import Trails, day_words, decision, opinion
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.queries.documents import Values
from workflows.star_rating.queries.lists import decided_by_unit
from workflows.star_rating.queries.sheets import deductions, figures_of, findings, results, scheme_of
from workflows.star_rating.rules import Deduction, Scheme, base_score, plain
from workflows.star_rating.states import ListState, RatingState, Sheet, Track

SIGNED_AT = {Rating: RatingState.SELF_ASSESSING, RatingList: ListState.COMPILING}
"""The stage at whose end a scan may be asked for."""
PAPER = {Rating: "自评表", RatingList: "审定表"}
STAGES = (
    ("支部意见", "submit", RatingState.SELF_ASSESSING),
    ("党总支意见", "forward", RatingState.GENERAL_REVIEWING),
    ("上级党组织初评意见", "forward", RatingState.SCORING),
)
BODIES = (("呈报单位意见", ListState.COMPILING), ("工委审定意见", ListState.DECIDING))
DECIDED_BELOW = "呈报单位审定意见"
FILED = "工委备案意见"
"""Of a star that the unit decides itself; the 工委 has it on file."""
ORDER = (*(state for _, _, state in STAGES), *ListState)
"""The stages that speak on a paper, in the order in which they come."""


def scan_is_there(records: Sequence[Any]) -> dict[int, str]:
    """Where the round asks for it, nothing goes up before the signed paper was scanned in: a sentence for each.

    A scan from before the record came back, or before its content was last changed, is of another paper. One
    statement where a round asks, else none.
    """
    asked = [record for record in records if asks_for_scan(record)]
    if not asked:
        return {}
    found: dict[int, list[Any]] = defaultdict(list)
    for row in scans(record.process_id for record in asked):
        found[row.process_id].append(row)
    said = {record.pk: scan_lacking(record, found[record.process_id]) for record in asked}
    return {key: sentence for key, sentence in said.items() if sentence}


def scans(processes: Iterable[int]) -> QuerySet[Any]:
    """The signed papers of these records; `valid` says of each whether it came since the record's present desk did."""
    rows = Citation.objects.filter(process__in=list(processes), code=SIGNED)
    desk = Task.objects.filter(process=OuterRef("process"), finished__isnull=True, created__lte=OuterRef("at"))
    return rows.annotate(valid=Exists(desk)).order_by("pk")


def valid_scans(record: Any) -> list[Any]:
    """The signed papers of a record that are of the paper as it is now. One statement."""
    return [row for row in scans([record.process_id]).select_related("attachment") if not outdated(record, row)]


def outdated(record: Any, scan: Any) -> str:
    """Why a scan is of another paper than the one that would be printed now; empty when it is not."""
    if not scan.valid:
        return "退回以前上传"
    changed = record.changed_at is not None and scan.at < record.changed_at
    return "早于最后一次修改" if changed else ""


def scan_lacking(record: Any, found: Sequence[Any]) -> str:
    """What to do about the scan of a record that must have one; empty when one of these is of the paper as it is."""
    reasons, paper = [outdated(record, row) for row in found], PAPER[type(record)]
    if "" in reasons:
        return ""
    if any(row.valid for row in found):
        return f"签字盖章的{paper}扫描件早于最后一次修改，请重新打印签章，扫描后上传。"
    what = "退回以后还没有重新上传" if found else "还没有上传"
    return f"本批次要求上传签字盖章的{paper}，{what}。请在“打印和扫描件”中打印{paper}，签字盖章后扫描上传。"


def file_words(record: Rating | RatingList) -> dict[str, str]:
    """What a file of a rating or a list shows, by the code it is cited for: a line of it, or the signed paper."""
    lines = scheme_of(record.round).lines if isinstance(record, Rating) else {}
    return {code: line.label for code, line in lines.items()} | {SIGNED: f"签字盖章的{PAPER[type(record)]}"}


def asks_for_scan(record: Any) -> bool:
    """Whether the round wants a scan before this record leaves the desk on which it lies."""
    first = SIGNED_AT.get(type(record))
    return record.state == first and bool(record.round.stage(str(first)).get("scan"))


class Papers:
    """The papers of some ratings of one round, read together. Nine statements at most, whatever their number.

    `meetings`: whether to say what bodies decided; it stands in the lists, which branches do not see.
    """

    def __init__(self, rows: Sequence[Rating], *, meetings: bool) -> None:
        self.rows = rows
        keys, processes = [row.pk for row in rows], [row.process_id for row in rows]
        self.lines = {sheet: deductions(keys, sheet) for sheet in Sheet.values}
        self.vetoes = {sheet: findings(keys, sheet) for sheet in Sheet.values}
        self.own_scores = _own_scores(rows)
        self.members = _members([row.unit_id for row in rows])
        lists = {row.submission.process_id for row in rows if row.submission and meetings}
        self.trails = Trails([*processes, *lists], ORDER)
        self.meetings = {(row.process_id, row.state): row for row in _meetings(lists) if self.trails.holds(row)}

    def own(self) -> Values:
        """自评表: every line of the table with what the branch wrote."""
        return _printed([self._head(row) | self._table(row) | {"意见": self._opinions(row, 1)} for row in self.rows])

    def decision(self) -> Values:
        """审定表: each indicator as the branch and its committee scored it, the star with its reasons, all opinions."""
        return _printed(
            [self._head(row) | self._scores(row) | {"意见": self._opinions(row, len(STAGES))} for row in self.rows]
        )

    def _head(self, row: Rating) -> Values:
        decided = bool(row.result)
        listed = row.submission
        return {
            "党支部": row.unit.name,
            "呈报单位": listed.unit.name if listed else "",
            "批次": row.round.title,
            "年度": row.round.year,
            "方案": scheme_of(row.round).name,
            "编号": row.process.number,
            "党员人数": self.members.get(row.unit_id, 0),
            "上年星级": row.history.get("words", "无记录"),
            "自评得分": self.own_scores.get(row.pk, ""),
            "自评星级": "" if row.proposed_tier is None else scheme_of(row.round).level_name(row.proposed_tier),
            "得分": row.result.get("score", "") if decided else "",
            "星级": row.result.get("tier_name", "") if decided else "",
            "情形": self._circumstances(row, decided=decided),
        }

    def _table(self, row: Rating) -> Values:
        scheme = scheme_of(row.round)
        given = {line.code: line for line in self._lines(Sheet.SELF, row)}
        lines = [
            {
                "指标": indicator.name,
                "内容": item.text,
                "标准": item.standard(),
                **_written(given.get(item.code), takes=item.takes),
            }
            for indicator in scheme.indicators
            for item in indicator.items
        ]
        others = [
            {"指标": indicator.name, "内容": "其他情形", "标准": "", **_written(given[indicator.other], takes=True)}
            for indicator in scheme.indicators
            if indicator.other in given
        ]
        return {"明细": lines + others}

    def _scores(self, row: Rating) -> Values:
        scheme = scheme_of(row.round)
        own, review = (_per_indicator(scheme, self._lines(sheet, row)) for sheet in (Sheet.SELF, Sheet.REVIEW))
        reached = figures_of(row.result)
        return {
            "指标得分": [
                {
                    "指标": indicator.name,
                    "满分": plain(indicator.full),
                    "自评": plain(own[indicator.code]),
                    "初评": plain(review[indicator.code]),
                }
                for indicator in scheme.indicators
            ],
            "分项": [
                {"名称": part.name, "权重": f"{plain(part.weight)}%", "得分": plain(reached[part.code])}
                for part in scheme.components
                if part.code in reached
            ],
            "理由": [reason["text"] for reason in row.result.get("reasons", ()) if reason["kind"] != "arithmetic"],
        }

    def _lines(self, sheet: str, row: Rating) -> list[Deduction]:
        return self.lines[sheet].get(row.pk, [])

    def _circumstances(self, row: Rating, *, decided: bool) -> list[Values]:
        """What was asked beside the table; the committee's finding only once it was handed in."""
        own, review = (self.vetoes[sheet].get(row.pk, {}) for sheet in (Sheet.SELF, Sheet.REVIEW))
        return [
            {"内容": each.text, "自查": _found(own.get(code)), "核实": _found(review.get(code)) if decided else ""}
            for code, each in scheme_of(row.round).asked.items()
        ]

    def _opinions(self, row: Rating, stages: int) -> list[Values]:
        """An opinion for each stage that the paper has room for, blank where nobody has acted yet."""
        found = [
            self.trails.opinion(label, row.process_id, verb, state)
            for label, verb, state in STAGES[:stages]
            if not self.trails.nobody_there(row.process_id, state)
        ]
        return found + (self._decisions(row) if stages > 1 else [])

    def _decisions(self, row: Rating) -> list[Values]:
        """What the bodies said: the unit and the 工委; of a star that the unit decides, its decision and the filing."""
        key = row.submission.process_id if row.submission else 0
        if _filed(row):
            below = self.meetings.get((key, ListState.COMPILING))
            return [decision(DECIDED_BELOW, below), opinion(FILED, self.trails.last(key, "receive", ListState.FILING))]
        return [decision(label, self.meetings.get((key, state))) for label, state in BODIES]


def _filed(row: Rating) -> bool:
    """Whether the unit decides this star itself: it is in a list that is filed, or will be once the list is sent."""
    listed = row.submission
    if listed is None or listed.state != ListState.COMPILING:
        return listed is not None and listed.track == Track.FILE
    return decided_by_unit(scheme_of(row.round), row)


def _own_scores(rows: Sequence[Rating]) -> dict[int, str]:
    """The own scores: as handed in, and of those still filled in as they stand once a star is asked for."""
    filling = [row for row in rows if row.state == RatingState.SELF_ASSESSING and row.proposed_tier is not None]
    now = results(filling, Sheet.SELF) if filling else {}
    handed_in = {row.pk: row.self_result.get("score", "") for row in rows if row.state != RatingState.SELF_ASSESSING}
    return handed_in | {key: result.to_data()["score"] for key, result in now.items()}


def _members(units: Sequence[int]) -> dict[int, int]:
    rows = Person.objects.filter(branch__in=units).exclude(roll=Person.Roll.NONE).values_list("branch")
    return dict(rows.annotate(n=Count("pk")).order_by())


def _meetings(lists: set[int]) -> QuerySet[Meeting]:
    return Meeting.objects.filter(process__in=lists).order_by("lap")


def _per_indicator(scheme: Scheme, lines: Sequence[Deduction]) -> Mapping[str, Decimal]:
    return defaultdict(Decimal, {each.code: each.got for each in base_score(scheme, lines).per_indicator})


def _written(line: Deduction | None, *, takes: bool) -> Values:
    if line is None:
        return {"填写": "", "理由": ""}
    sign = "-" if takes and line.points else ""
    return {"填写": f"{sign}{plain(line.points)}", "理由": line.reason}


def _found(applies: bool | None) -> str:
    return "" if applies is None else "有" if applies else "无"


def _printed(forms: list[Values]) -> Values:
    return {"各支部": forms, "日期": day_words(timezone.localdate())}
