"""What the documents of a round say: 汇总表, 公示稿, and the draft of the 表彰决定 or 上报文."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from permissions.models import User
from workflows.engine.models import Publicity, Round
from workflows.engine.opinions import day_words
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries import summary
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.lists import in_order, members
from workflows.nomination.queries.publicised import publicised
from workflows.nomination.states import NominationState as S

Values = dict[str, Any]
TO_CONFER = (S.CONFERRING, S.RECOMMENDED, S.AWARDED)
"""Who stands in the draft of the document that gives the honours, or asks for them."""


def to_confer(round_: Round) -> tuple[S, ...]:
    """The same for a round: whoever was reported upward stands in that document, whatever came of it. No statement."""
    return (*TO_CONFER, S.NOT_AWARDED) if award_of(round_).reports_to else TO_CONFER


def _round(round_: Round) -> Values:
    award = award_of(round_)
    return {
        "批次": round_.title,
        "年度": round_.year,
        "主办单位": round_.unit.name,
        "表彰机关": award.sponsor,
        "上报机关": award.reports_to,
        "依据": award.basis,
        "日期": day_words(timezone.localdate()),
    }


# --- 汇总表 --------------------------------------------------------------------------------------------------------


def summary_of_round(user: User, round_: Round) -> Values:
    """The 汇总表 of a round, as far as the person may see it. Seven statements."""
    return _summary(round_, f"{round_.title}推荐对象汇总表", summary.of_round(user, round_))


def summary_of_list(submission: NominationList) -> Values:
    """The 汇总表 of a unit's list, in its order. Seven statements."""
    rows = members(submission)
    for row in rows:  # its unit was read with the list
        row.submission = submission
    title = f"{submission.round.title}{submission.unit.short_name}推荐对象汇总表"
    return _summary(submission.round, title, rows)


def _summary(round_: Round, title: str, rows: Sequence[Nomination]) -> Values:
    found = summary.lines(rows)
    return _round(round_) | {"标题": title, "名单": found, "总数": len(found)}


# --- 公示稿 --------------------------------------------------------------------------------------------------------


def publicities(round_: Round) -> list[Publicity]:
    """The notices of a round that are open to everybody, the first to begin first. One statement."""
    return list(Publicity.objects.filter(round=round_, unit__isnull=True).order_by("starts_on"))


def next_notice(round_: Round) -> Publicity | None:
    """The notice to print where none is named: none yet while somebody waits for one, else the latest. Two statements.

    A notice without days is a draft, to be read before the days are set.
    """
    waiting = Nomination.objects.filter(round=round_, state=S.ANNOUNCING).exists()
    found = publicities(round_)
    return found[-1] if found and not waiting else None


def notice(round_: Round, publicity: Publicity | None) -> Values:
    """The 公示稿 of one notice with its days; without one, of who waits for one. One statement. 依据: domain 3.7."""
    if publicity is not None:
        rows = [(each.words, each.unit, each.name) for each in publicised(publicity)]
    else:
        rows = _said(_in_state(round_, (S.ANNOUNCING,)))
    return _round(round_) | _days(publicity) | {"类别": by_category(round_, rows), "总数": len(rows)}


def _days(publicity: Publicity | None) -> Values:
    if publicity is None:
        return {"范围": "", "公示开始": "", "公示结束": "", "公示天数": "", "反映渠道": ""}
    return {
        "范围": publicity.unit.name if publicity.unit else "",
        "公示开始": day_words(publicity.starts_on),
        "公示结束": day_words(publicity.ends_on),
        "公示天数": publicity.days_text,
        "反映渠道": publicity.contact,
    }


# --- 表彰决定、上报文 -----------------------------------------------------------------------------------------------


def decision(round_: Round) -> Values:
    """The draft of the document that gives the honours, or asks a higher sponsor for them. One statement."""
    rows = _said(_in_state(round_, to_confer(round_)))
    return _round(round_) | {"类别": by_category(round_, rows), "总数": len(rows)}


def _in_state(round_: Round, states: Sequence[S]) -> list[Nomination]:
    rows = Nomination.objects.filter(round=round_, state__in=states).select_related(*summary.NEEDED)
    return in_order(round_, rows)


def _said(rows: Sequence[Nomination]) -> list[tuple[str, str, str]]:
    """Category, unit and name of each."""
    return [(award_of(row.round).by_code[row.category].name, summary.place(row), row.candidate) for row in rows]


def by_category(round_: Round, rows: Sequence[tuple[str, str, str]]) -> list[Values]:
    """Category by category as the round names them, those with nobody left out."""
    found = []
    for category in award_of(round_).categories:
        names = [{"单位": unit, "姓名": name} for word, unit, name in rows if word == category.name]
        if names:
            named = [{"序号": n} | each for n, each in enumerate(names, 1)]
            found.append({"名称": category.name, "形式": str(category.kind), "个数": len(named), "名单": named})
    return found
