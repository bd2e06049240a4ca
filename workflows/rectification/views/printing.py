"""The ledger on paper, A4 landscape: the filters of the address, in the columns of a template or in short."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from workflows.engine import downloads
from workflows.engine.models import Round
from workflows.engine.round_door import user_of
from workflows.rectification.forms.ledger import TABS, LedgerForm
from workflows.rectification.queries import ledger, rounds
from workflows.rectification.queries.importing import templates_of
from workflows.rectification.queries.words import Words
from workflows.rectification.rules import sheet_columns as columns
from workflows.rectification.views.exporting import columns_of
from workflows.rectification.views.ledger import chosen, units_below
from workflows.rectification.workbooks.ledger import rows_of, with_ours

MOST = 500
"""Rows that are printed at once."""
SHORT: tuple[columns.Pair, ...] = (
    ("系统编号", columns.NUMBER), ("问题", columns.TEXT), ("来源", "source"), ("责任单位", columns.UNIT),
    ("责任人", "owner"), ("整改措施", columns.MEASURES), ("时限", columns.DUE), ("进展", "progress"),
    ("环节", columns.STATE), ("备注", "remark"),
)  # fmt: skip
"""What fits across a page where no template is chosen."""


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The ledger as the address narrows it, to print; 422 for a filter without sense."""
    user = user_of(request)
    round_ = chosen(list(rounds.running(user)[:50]), request.GET.get("round", ""))
    if round_ is None:
        raise Http404
    form = LedgerForm(request.GET, programme=Words(round_).programme, host=round_.unit, units=units_below(user, round_))
    wanted = form.wanted() if form.is_valid() else ledger.Wanted()
    found = ledger.narrow(ledger.seen(user, round_), wanted).order_by(*ledger.order_of(wanted))
    pairs = _pairs(round_, request.GET.get("template", ""))
    rows = list(rows_of(round_, found[: MOST + 1], pairs)) if form.is_valid() else []
    context = {
        "round": round_,
        "form": form,
        "headings": [heading for heading, _ in pairs],
        "rows": rows[:MOST],
        "more": len(rows) > MOST,
        "most": MOST,
        "narrowed": _said(form),
        "said": downloads.footer(request, "打印"),
        "choices": _choices(round_, request.GET),
        "back_url": f"{reverse('rectification:ledger')}?{_with(request.GET, template='')}",
    }
    return render(request, "rectification/ledger_print.html", context, status=200 if form.is_valid() else 422)


def _pairs(round_: Round, template: str) -> tuple[columns.Pair, ...]:
    return with_ours(columns_of(round_, template)) if template else SHORT


def _said(form: LedgerForm) -> str:
    """What the ledger is narrowed to, in words."""
    if not form.is_valid():
        return ""
    said = [dict(TABS)[form.wanted().box]]
    for field in form.selects:
        if chosen_value := field.value():
            said.append(dict(field.field.choices).get(chosen_value, ""))  # type: ignore[attr-defined]
    ticked = [str(form[name].label) for name in ("joint", "again") if form.cleaned_data[name]]
    words = [f"含“{form.wanted().text}”"] if form.wanted().text else []
    return "、".join(filter(None, [*said, *ticked, *words]))


def _choices(round_: Round, query: QueryDict) -> list[dict[str, Any]]:
    """The columns that it may be printed in: in short, or those of a template the host remembered. One statement."""
    now = query.get("template", "")
    known = [("", "简要列"), ("general", "通用台账列")]
    known += [(str(each.pk), f"{each.name}的列") for each in templates_of(round_.unit)]
    return [{"label": label, "url": f"?{_with(query, template=key)}", "current": key == now} for key, label in known]


def _with(query: QueryDict, **changed: str) -> str:
    kept = {name: value for name, value in query.items() if value and name not in ("open", "page")} | changed
    return urlencode({name: value for name, value in kept.items() if value})
