"""Deductions: checking one as it was typed, adding them up, and saying which still lack a reason."""

import re
import unicodedata
from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from .document import shown
from .scheme import Line, Scheme
from .wording import plain

NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,12})?")
APPRAISAL_FULL = Decimal(100)
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
    """What one indicator got of its full mark; `taken` is the plain sum and may exceed `full`."""

    code: str
    got: Decimal
    full: Decimal
    taken: Decimal


class BaseScore(NamedTuple):
    total: Decimal
    per_indicator: tuple[IndicatorScore, ...]


def validate_deduction(scheme: Scheme, code: str, raw: object) -> Decimal:
    """The points in `raw`, from 0 to the line's most, at most two decimals; empty is 0.

    Raises ScoreError where it is anything else. Full-width digits are accepted.
    """
    line = line_of(scheme, code)
    return figure(raw, f"{line.label}的扣分", line.most) or NONE_TAKEN


def validate_appraisal(raw: object) -> Decimal | None:
    """The 评议项 score in `raw`, from 0 to 100; None when empty. Raises ScoreError."""
    return figure(raw, "评议项得分", APPRAISAL_FULL)


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
    """Full marks less deductions, each indicator down to 0 and no further (扣完为止, domain 2.7.1 [I01]).

    Raises ScoreError on a line that the scheme does not have and on negative points.
    """
    taken = [NONE_TAKEN] * len(scheme.indicators)
    for code, points, _reason in deductions:
        if points:
            if points < 0:
                raise ScoreError(f"{line_of(scheme, code).label}的扣分是{plain(points)}，不能是负数。")
            taken[line_of(scheme, code).indicator] += points
    scores = tuple(
        IndicatorScore(indicator.code, max(indicator.full - lost, NONE_TAKEN), indicator.full, lost)
        for indicator, lost in zip(scheme.indicators, taken, strict=True)
    )
    return BaseScore(sum((score.got for score in scores), NONE_TAKEN), scores)


def changed_items(own: Deductions, review: Deductions) -> list[str]:
    """The codes where 初评 took other points than 自评, in the order they are first met."""
    before, after = points_by_code(own), points_by_code(review)
    return [code for code in before | after if before.get(code, NONE_TAKEN) != after.get(code, NONE_TAKEN)]


def missing_reasons(scheme: Scheme, deductions: Deductions) -> list[tuple[str, str]]:
    """(code, sentence) for each deduction without a reason."""
    return [
        (code, f"{line_of(scheme, code).label}扣{plain(points)}分，还没有写扣分理由。")
        for code, points, reason in deductions
        if points and not reason.strip()
    ]


def missing_difference_reasons(scheme: Scheme, own: Deductions, review: Deductions) -> list[tuple[str, str]]:
    """(code, sentence) for each line where 初评 differs from 自评 and its own row says no reason."""
    before, after = points_by_code(own), points_by_code(review)
    explained = {code for code, _points, reason in review if reason.strip()}
    missing = []
    for code in changed_items(own, review):
        if code not in explained:
            figures = f"自评{taking(before.get(code))}，初评{taking(after.get(code))}"
            missing.append((code, f"{line_of(scheme, code).label}{figures}，还没有写不一致的理由。"))
    return missing


def taking(points: Decimal | None) -> str:
    return f"扣{plain(points)}分" if points else "不扣分"


def points_by_code(deductions: Deductions) -> dict[str, Decimal]:
    return {code: points for code, points, _reason in deductions}
