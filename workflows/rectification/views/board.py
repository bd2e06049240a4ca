"""The leaders' board: how a programme stands, every number leading to the problems behind it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from workflows.engine.models import Round
from workflows.engine.round_door import find_round, user_of
from workflows.rectification.queries import KEY, board, ledger
from workflows.rectification.queries.board import Group, Month
from workflows.rectification.queries.words import Words
from workflows.rectification.rules import Age, Bucket
from workflows.rectification.views import documents
from workflows.rectification.views.rows import Days, head, rate, row

PARTS = ("source", "category", "severity", "light")


@login_required
@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """A programme by unit, source, category, light, time left, age and month, as far as the person sees it."""
    round_ = find_round(request, pk, KEY)
    rows, words = ledger.seen(user_of(request), round_), Words(round_)
    days = Days(words)
    groups = board.by(rows, "unit", *PARTS)
    counted = board.altogether(groups["unit"])
    left, ages = board.left_and_ages(rows)
    context = {
        "round": round_,
        "head": head(counted, words),
        "units": [
            _unit(round_, unit.short_name, group, words) for unit, group in board.by_unit(rows, round_, groups["unit"])
        ],
        "parts": _parts(groups, round_, words),
        "left": _left(round_, left, counted.open),
        "ages": _ages(round_, ages, counted.open),
        "trend": _trend(board.trend(rows, timezone.localdate())),
        "overdue": [
            row(each, days, reverse("record", args=[each.process.number])) for each in board.longest_overdue(rows)
        ],
        "ledger_url": _address(round_),
        "documents": documents.offered(round_) if round_.status != Round.Status.DRAFT else [],
    }
    return render(request, "rectification/board.html", context)


def _address(round_: Round, **wanted: str) -> str:
    """The ledger narrowed to what a number counts."""
    return f"{reverse('rectification:ledger')}?{urlencode({'round': round_.pk} | wanted)}"


def _within(round_: Round, name: str, code: str) -> str:
    return _address(round_, box="all", **{name: code or ledger.NONE})


def _line(group: Group, name: str, words: Words, url: str) -> dict[str, Any]:
    return {
        "name": name,
        "url": url,
        "total": group.tally.total,
        "open": group.tally.open,
        "late": group.tally.late,
        "again": group.tally.again,
        "rate": rate(group.tally, words),
    }


def _unit(round_: Round, name: str, group: Group, words: Words) -> dict[str, Any]:
    return _line(group, name, words, _address(round_, box="all", unit=group.key)) | {
        "joint": group.joint,
        "late_url": _address(round_, left=Bucket.OVERDUE, unit=group.key),
        "joint_url": _address(round_, box="all", unit=group.key, joint="on"),
    }


def _parts(groups: dict[str, list[Group]], round_: Round, words: Words) -> list[dict[str, Any]]:
    """The breakdowns by what the programme has words for; one with a single line says nothing and is left out."""
    lights = {code: light.name for code, light in words.programme.light_by_code.items()}
    names = {
        "source": ("按来源", {code: each.name for code, each in words.programme.source_by_code.items()}),
        "category": ("按类别", {"": "未分类"}),
        "severity": ("按严重程度", words.severities | {"": "未定"}),
        "light": ("按灯号", lights | {"": "未亮灯"}),
    }
    found = []
    for name, (title, known) in names.items():
        lines = [
            _line(
                group,
                known.get(group.key, group.key),
                words,
                _address(round_, box="all", **{name: group.key or ledger.NONE}),
            )
            for group in groups[name]
        ]
        if len(lines) > 1:
            found.append({"title": title, "lines": lines})
    return found


def _left(round_: Round, counted: dict[str, int], total: int) -> list[dict[str, Any]]:
    return [
        {"label": "不设时限" if name == ledger.NONE else Bucket(name).words, "number": number,
         "pct": round(100 * number / total) if total else 0,
         "url": _address(round_, left=name), "bad": name == Bucket.OVERDUE and number > 0}
        for name, number in counted.items()
    ]  # fmt: skip


def _ages(round_: Round, counted: dict[str, int], total: int) -> list[dict[str, Any]]:
    return [
        {"label": "尚未交办" if name == ledger.NONE else Age(name).words, "number": number,
         "pct": round(100 * number / total) if total else 0, "url": _address(round_, age=name)}
        for name, number in counted.items()
    ]  # fmt: skip


def _trend(months: list[Month]) -> dict[str, Any]:
    """Bars of 100 units at most: handed over and closed, month by month."""
    most = max((max(month.assigned, month.closed) for month in months), default=0) or 1
    return {
        "months": [
            {"label": f"{month.first:%Y-%m}", "assigned": month.assigned, "closed": month.closed,
             "assigned_height": round(100 * month.assigned / most), "closed_height": round(100 * month.closed / most)}
            for month in months
        ],
        "any": any(month.assigned or month.closed for month in months),
    }  # fmt: skip
