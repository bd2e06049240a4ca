"""Places of a round: the board, another number, 调剂 with its trace, and rulings on rules that contradict."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Quota, Round
from workflows.engine.pager import pager
from workflows.engine.round_door import find_round, refused, runner, runs, user_of
from workflows.nomination import actions, queries
from workflows.nomination.forms.places import PlacesForm, RulingForm, RulingsForm, ShiftForm
from workflows.nomination.queries import board
from workflows.nomination.queries.allocation import Table, allocation_problems
from workflows.nomination.queries.contradictory import Open, at_place
from workflows.nomination.queries.limits import PLACES, kept

PER_PAGE = 25
NOT_YOURS = "名额由主办单位分配、调剂和裁定，您可以查看。"


def _begun(request: HttpRequest, pk: int) -> Round:
    """A round that has begun and that the person sees; a prepared one has its table and no board. Raises Http404."""
    found = find_round(request, pk, queries.KEY)
    if found.status == Round.Status.DRAFT:
        raise Http404
    return found


@login_required
@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """Every limit of a round that the person may see; `only=open`: those that wait for a ruling."""
    round_ = _begun(request, pk)
    rows = list(board.quotas_seen(user_of(request), round_))
    waiting = board.open_contradictions(round_, rows)
    only = "open" if request.GET.get("only") == "open" else ""
    shown = [row for row in rows if row.pk in waiting] if only else rows
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    able = runs(request, round_) and round_.status == Round.Status.OPEN
    context = {
        "round": round_,
        "rows": board.board_rows(round_, list(page), waiting),
        "page": pager(page, request, "项"),
        "waiting": len(waiting),
        "only": only,
        "able": able,
        "award": queries.award_of(round_),
        "problems": [{"text": text} for text in allocation_problems(round_)] if able else [],
    }
    return render(request, "nomination/places.html", context)


@login_required
@require_safe
def shifts(request: HttpRequest, pk: int) -> HttpResponse:
    """The 调剂 that concern the person's units, the latest first."""
    round_ = _begun(request, pk)
    names = {category.code: category.name for category in queries.award_of(round_).categories}
    page = Paginator(board.shifts_seen(user_of(request), round_), PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"shift": row, "category": names.get(row.category, row.category)} for row in page]
    context = {
        "round": round_,
        "rows": rows,
        "page": pager(page, request, "次"),
        "able": runs(request, round_) and round_.status == Round.Status.OPEN,
    }
    return render(request, "nomination/place_shifts.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Move places from one unit to another."""
    round_ = _begun(request, pk)
    if not runs(request, round_):
        return refused(request, NotAllowed(NOT_YOURS), round_)
    table = Table.of(round_)
    units = {str(unit.pk): unit for unit in table.units}
    form = ShiftForm(_posted(request), units=table.units, categories=table.categories)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.places_shift(
                round_, given["category"], units[given["giver"]], units[given["taker"]], given["places"],
                by=runner(request, round_), reason=given["reason"],
            )  # fmt: skip
        except Refused as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"已调剂{given['places']}个名额，两个单位都能看到。")
            return redirect("nomination:place_shifts", pk=pk)
    text = "只能调剂还没有占用的名额，合计不变。"
    return _confirm(request, round_, form, "调剂名额", text, "调剂", back="place_shifts")


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _confirm(
    request: HttpRequest, round_: Round, form: Form, heading: str, text: str, label: str, *, back: str = "places"
) -> HttpResponse:
    context = {
        "heading": heading,
        "text": text,
        "effect": "办理后立即按新的名额核对，记入变动记录。",
        "action_label": label,
        "back_url": reverse(f"nomination:{back}", args=[round_.pk]),
        "form": form,
    }
    return render(request, "workflows/confirm.html", context, status=422 if form.is_bound else 200)


def _quota(request: HttpRequest, pk: int) -> Quota:
    """A quota of a round that has begun and that the person sees. Raises Http404."""
    found = get_object_or_404(Quota.objects.select_related("round__unit", "unit"), pk=pk)
    _begun(request, found.round_id)
    if not board.quotas_seen(user_of(request), found.round).filter(pk=pk).exists():
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one unit another number of places, with the reason."""
    quota = _quota(request, pk)
    round_ = quota.round
    if not runs(request, round_):
        return refused(request, NotAllowed(NOT_YOURS), round_)
    (row,) = kept(queries.award_of(round_), [quota])
    if not row.cap.code.startswith(PLACES):
        raise Http404
    form = PlacesForm(_posted(request), initial={"places": quota.limit})
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.places_set(quota, given["places"], by=runner(request, round_), reason=given["reason"])
        except Refused as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "名额已调整，变动记录里可以查到。")
            return redirect("nomination:places", pk=round_.pk)
    text = f"现为{quota.limit}个（{quota.formula}），已占用{quota.reservations.count()}个。"
    return _confirm(request, round_, form, f"调整{quota.unit.short_name}{row.cap.name}", text, "调整名额")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ruling(request: HttpRequest, pk: int) -> HttpResponse:
    """Both sums of rules that contradict at one place, and which number holds."""
    quota = _quota(request, pk)
    found = _contradicting(quota)
    if not runs(request, quota.round):
        return refused(request, NotAllowed(NOT_YOURS), quota.round)
    form = RulingForm(_posted(request), initial={"body": found[0].found.rules_on})
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.places_rule(quota, given["number"], _decision(given), by=runner(request, quota.round))
        except Refused as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"已登记裁定，{quota.unit.short_name}按{given['number']}个执行。")
            return redirect("nomination:places", pk=quota.round_id)
    return _confirm(request, quota.round, form, f"裁定{quota.unit.short_name}的名额", _sums(found), "登记裁定")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rulings(request: HttpRequest, pk: int) -> HttpResponse:
    """One ruling for every place where the same two rules contradict as at this one."""
    quota = _quota(request, pk)
    found, round_ = _contradicting(quota), quota.round
    if not runs(request, round_):
        return refused(request, NotAllowed(NOT_YOURS), round_)
    sides = (found[0].found.first, found[0].found.second)
    form = RulingsForm(
        _posted(request),
        initial={"body": found[0].found.rules_on},
        names=(f"{sides[0].name}（如{sides[0].formula}）", f"{sides[1].name}（如{sides[1].formula}）"),
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            number = actions.places_rule_all(
                round_, quota.key, _decision(given), first=given["holds"] == "first", by=runner(request, round_)
            )
        except Refused as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"已登记裁定，{number}处一并按此执行。")
            return redirect("nomination:places", pk=round_.pk)
    text = f"同样的两项规定在多处不一致、还没有裁定的，一并按所选的规定执行。例如：\n{_sums(found)}"
    return _confirm(request, round_, form, "一并裁定名额", text, "登记裁定")


def _contradicting(quota: Quota) -> list[Open]:
    found = at_place(quota)
    if not found:
        raise Http404
    return found


def _sums(found: Sequence[Open]) -> str:
    return "\n".join(each.found.text for each in found)


def _decision(given: dict[str, Any]) -> actions.Decision:
    return actions.Decision(given["body"], given["ruled_on"], given["reason"])
