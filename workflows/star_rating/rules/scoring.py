"""Deductions: checking one as it was typed, adding them up, and saying which still lack a reason."""

import re
import unicodedata
from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from workflows.engine.shares import plain

from .components import Component
from .document import shown
from .indicators import sums_of_headings
from .items import Item, Mode
from .line import Line
from .scheme import Scheme

NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,12})?")
NONE_TAKEN = Decimal(0)


class ScoreError(ValueError):
    """A figure that cannot be taken. The message is a Chinese sentence for the person who typed it."""


class Deduction(NamedTuple):
    """Points taken under one line of the sheet: an item's code, or `Indicator.other`.

    A plain tuple in this order serves as well, so rows of a `values_list` can be passed as they are.
    """

    code: str
    points: Decimal
    reason: str


Deductions = Collection[tuple[str, Decimal, str]]


class IndicatorScore(NamedTuple):
    """What one indicator got of its full mark; `exact` is the plain sum, before floor and cap."""

    code: str
    got: Decimal
    full: Decimal
    exact: Decimal


class GroupScore(NamedTuple):
    """What the indicators under a heading came to; `got` is less than `exact` where the heading caps it."""

    code: str
    got: Decimal
    exact: Decimal


class BaseScore(NamedTuple):
    """The table in figures: `total` without weights, less what takes; and each component's figure by its code."""

    total: Decimal
    per_indicator: tuple[IndicatorScore, ...]
    per_group: tuple[GroupScore, ...]
    per_component: dict[str, Decimal]


def validate_figure(scheme: Scheme, code: str, raw: object) -> Decimal | None:
    """The figure typed under a line, up to the line's most, at most two decimals; None when empty.

    Raises ScoreError where the line's mode does not allow it. Full-width digits are accepted.
    """
    line = line_of(scheme, code)
    value = figure(raw, f"{line.label}的{'扣分' if line.takes else '填写'}", line.most)
    if value is not None and line.item is not None:
        check_mode(line.label, line.item, value)
    return value


def check_mode(label: str, item: Item, value: Decimal) -> None:
    """Raise ScoreError for a count that is not whole and for points that are no step of the line."""
    if item.mode is Mode.COUNT and value != int(value):
        raise ScoreError(f"{label}填的是件数，应是整数，现为{plain(value)}。")
    if item.mode is Mode.TIERED and value not in {option.points for option in item.options}:
        raise ScoreError(f"{label}没有{plain(value)}分这一档，可选{item.standard()}。")


def validate_component(component: Component, raw: object) -> Decimal | None:
    """The figure of a component in `raw`, from 0 to its full mark; None when empty. Raises ScoreError."""
    return figure(raw, f"{component.name}得分", component.most)


def figure(raw: object, label: str, most: Decimal) -> Decimal | None:
    text = typed(raw)
    if not text:
        return None
    allowed = f"请填0到{plain(most)}之间的数，最多两位小数。"
    if isinstance(raw, bool) or not NUMBER.fullmatch(text):
        raise ScoreError(f"{label}{shown(text)}不是可用的数字，{allowed}")
    value = Decimal(plain(Decimal(text)))
    if value < 0:
        raise ScoreError(f"{label}是{shown(text)}，不能是负数，{allowed}")
    if value > most:
        raise ScoreError(f"{label}是{shown(text)}，超过上限{plain(most)}分，{allowed}")
    if value != round(value, 2):
        raise ScoreError(f"{label}是{shown(text)}，小数位数太多，{allowed}")
    return abs(value)


def typed(raw: object) -> str:
    """What a form or a cell holds as text; a minus sign in its typographic form counts as one."""
    if raw is None:
        return ""
    text = f"{raw:f}" if isinstance(raw, Decimal) else str(raw)
    return unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-").strip()


def line_of(scheme: Scheme, code: str) -> Line:
    line = scheme.lines.get(code)
    if line is None:
        raise ScoreError(f"方案里没有编号为“{code}”的扣分条。")
    return line


def base_score(scheme: Scheme, deductions: Deductions) -> BaseScore:
    """Each indicator from where it begins, by its lines, between floor and cap (扣完为止, domain 2.7.1 [I01]).

    Raises ScoreError on a line that the scheme does not have and on negative figures.
    """
    exact = [indicator.begins for indicator in scheme.indicators]
    for code, typed_figure, _reason in deductions:
        line = line_of(scheme, code)
        if typed_figure < NONE_TAKEN:
            raise ScoreError(f"{line.label}填了{plain(typed_figure)}，不能是负数。")
        exact[line.indicator] += line.worth(typed_figure)
    scores = tuple(
        IndicatorScore(indicator.code, indicator.within(mark), indicator.full, mark)
        for indicator, mark in zip(scheme.indicators, exact, strict=True)
    )
    groups, sums = add_up(scheme, scores)
    total = sum((-sums[each.code] if each.takes else sums[each.code] for each in scheme.table_components), NONE_TAKEN)
    return BaseScore(total, scores, groups, sums)


def add_up(scheme: Scheme, scores: tuple[IndicatorScore, ...]) -> tuple[tuple[GroupScore, ...], dict[str, Decimal]]:
    """The marks under each heading and of each component; what a heading caps is taken off its component."""
    sums = {component.code: NONE_TAKEN for component in scheme.table_components}
    for code, score in zip(scheme.components_of_indicators, scores, strict=True):
        sums[code] += score.got
    groups = group_scores(scheme, scores) if scheme.groups else ()
    for group in groups:
        if group.got != group.exact:
            sums[scheme.components_of_groups[group.code]] -= group.exact - group.got
    for component in scheme.table_components:
        if component.full is not None:
            sums[component.code] = min(sums[component.code], component.full)
    return groups, sums


def group_scores(scheme: Scheme, scores: tuple[IndicatorScore, ...]) -> tuple[GroupScore, ...]:
    """Each heading with the sum of what stands under it, the lower headings already capped."""
    marks = [(each.group, score.got) for each, score in zip(scheme.indicators, scores, strict=True)]
    sums = sums_of_headings(scheme.groups_from_below, marks)
    return tuple(GroupScore(group.code, *sums[group.code]) for group in scheme.groups)


def changed_items(own: Deductions, review: Deductions) -> list[str]:
    """The codes where 初评 took other points than 自评, in the order they are first met."""
    before, after = points_by_code(own), points_by_code(review)
    return [code for code in before | after if before.get(code, NONE_TAKEN) != after.get(code, NONE_TAKEN)]


def missing_reasons(scheme: Scheme, deductions: Deductions) -> list[tuple[str, str]]:
    """(code, sentence) for each deduction without a reason."""
    return [
        (code, f"{line_of(scheme, code).label}扣{plain(points)}分，还没有写扣分理由。")
        for code, points, reason in deductions
        if points and line_of(scheme, code).takes and not reason.strip()
    ]


def missing_figures(scheme: Scheme, deductions: Deductions) -> list[tuple[str, str]]:
    """(code, sentence) for each line that gives points and was left empty: an empty one is not a 0."""
    filled = {code for code, _figure, _reason in deductions}
    return [
        (code, f"{line.label}还没有填写。")
        for code, line in scheme.lines.items()
        if not line.takes and code not in filled
    ]


def missing_difference_reasons(scheme: Scheme, own: Deductions, review: Deductions) -> list[tuple[str, str]]:
    """(code, sentence) for each line where 初评 differs from 自评 and its own row says no reason."""
    before, after = points_by_code(own), points_by_code(review)
    explained = {code for code, _points, reason in review if reason.strip()}
    missing = []
    for code in changed_items(own, review):
        if code not in explained:
            line = line_of(scheme, code)
            figures = f"自评{said(line, before.get(code))}，初评{said(line, after.get(code))}"
            missing.append((code, f"{line.label}{figures}，还没有写不一致的理由。"))
    return missing


def said(line: Line, value: Decimal | None) -> str:
    """What a figure says of a line: 扣5分, 不扣分, 填3."""
    if not line.takes:
        return "没有填写" if value is None else f"填{plain(value)}"
    return f"扣{plain(value)}分" if value else "不扣分"


def points_by_code(deductions: Deductions) -> dict[str, Decimal]:
    return {code: points for code, points, _reason in deductions}
