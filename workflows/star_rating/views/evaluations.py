"""评审: those of a round, preparing one, naming reviewers and branches, going on without a reviewer, 挂联."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permissions.models import User
from permissions.roles import Right
from workflows.engine import downloads, pages
from workflows.engine.decisions import capacities, in_post
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Round
from workflows.engine.transitions import Seen, seen_of
from workflows.engine.views import refused_page
from workflows.star_rating import actions, queries, workbooks
from workflows.star_rating.forms.evaluations import (
    BranchesForm,
    DropForm,
    EvaluationForm,
    PairingForm,
    ReviewersForm,
    TurnedForm,
)
from workflows.star_rating.models import Evaluation, Rating
from workflows.star_rating.queries import evaluations as reading
from workflows.star_rating.queries.spot_checks import sees_whole

READ_ONLY = "这次评审由{}的党务干部办理，您可以查看。"
OLD_PAGE = "页面已过期，请刷新后再办理。"
TONES = {
    Evaluation.State.PREPARING: "line",
    Evaluation.State.EVALUATING: "blue",
    Evaluation.State.EVALUATED: "green",
    Evaluation.State.CALLED_OFF: "red",
}


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - login_required stands in front
    return request.user


# --- the evaluations of a round ------------------------------------------------------------------------------------


def _round(request: HttpRequest, pk: int) -> tuple[Round, list[Any]]:
    """A round that has begun, with the units in whose name the person may hold an evaluation. Raises Http404.

    Who may hold none sees those that concern his units, if he sees the whole of the round or one of them.
    """
    round_ = get_object_or_404(Round.objects.select_related("unit"), pk=pk, process_key=queries.KEY)
    units = list(reading.holders_of(_user(request), round_))
    seen = units or sees_whole(_user(request), round_) or reading.evaluations(_user(request), round_).exists()
    if round_.status == Round.Status.DRAFT or not seen:
        raise Http404
    return round_, units


@login_required
@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The evaluations of a round that the person may see."""
    round_, units = _round(request, pk)
    rows = [{"row": row, "tone": TONES[row.state]} for row in reading.evaluations(_user(request), round_)]
    names = {code: item.name for code, item in reading.panel_components(round_).items()}
    context = {"round": round_, "rows": rows, "able": bool(units), "components": names}
    return render(request, "star_rating/evaluations.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare an evaluation; nobody is told before it begins."""
    round_, units = _round(request, pk)
    if not units:
        raise Http404
    form = EvaluationForm(request.POST if request.method == "POST" else None, round_=round_, units=units)
    if not form.is_valid():
        context = {"round": round_, "form": form}
        return render(request, "star_rating/evaluation_new.html", context, status=422 if form.is_bound else 200)
    given = dict(form.cleaned_data)
    unit = given.pop("unit")
    try:
        made = actions.evaluation_new(round_, unit, given, by=in_post(request, Right.REVIEW, unit.pk, queries.KEY))
    except Refused as refused:
        return refused_page(request, refused, reverse("star_rating:evaluations", args=[pk]))
    messages.success(request, "已建立评审，请添加评委和参评支部，再开始评分。")
    return redirect("record", number=made.process.number)


# --- one evaluation ------------------------------------------------------------------------------------------------


def _find(request: HttpRequest, number: str) -> Evaluation:
    _, found = pages.find(request, number)
    if not isinstance(found, Evaluation):
        raise Http404
    return found


def holds(request: HttpRequest, evaluation: Evaluation) -> bool:
    """Whether one of the person's posts brings 审核 on the unit that holds the evaluation. No statement."""
    return bool(capacities(request, Right.REVIEW, evaluation.unit_id, queries.KEY))


def held(request: HttpRequest, number: str) -> Evaluation:
    """An evaluation that the person may work on. Raises Http404 and NotAllowed."""
    found = _find(request, number)
    if not holds(request, found):
        raise NotAllowed(READ_ONLY.format(found.unit.short_name))
    return found


def seen_on_page(request: HttpRequest) -> Seen:
    seen = Seen.parse(request.POST.get("seen", ""))
    if seen is None:
        raise Refused(OLD_PAGE)
    return seen


View = Callable[[HttpRequest, str], HttpResponse]


def answering(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer a refusal with its sentence and the way back to the evaluation."""

    def answered(request: HttpRequest, number: str, **more: Any) -> HttpResponse:
        try:
            return view(request, number, **more)
        except Refused as refused:
            return refused_page(request, refused, reverse("record", args=[number]))

    return answered


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answering
def reviewers(request: HttpRequest, number: str) -> HttpResponse:
    """Name reviewers, one a line."""
    found = held(request, number)
    form = ReviewersForm(request.POST if request.method == "POST" else None, evaluation=found)
    if not form.is_valid():
        return _lines(request, found, form, "添加评委")
    given, by = form.cleaned_data, in_post(request, Right.REVIEW, found.unit_id, queries.KEY)
    actions.evaluation_add_reviewers(found, given["lines"], given["group"], by=by, seen=seen_on_page(request))
    messages.success(request, f"已列入{len(given['lines'])}名评委。")
    return redirect("record", number=number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answering
def branches(request: HttpRequest, number: str) -> HttpResponse:
    """Name branches, one a line; a committee stands for all of its own."""
    found = held(request, number)
    form = BranchesForm(request.POST if request.method == "POST" else None, evaluation=found)
    if not form.is_valid():
        return _lines(request, found, form, "添加支部")
    given, by = form.cleaned_data, in_post(request, Right.REVIEW, found.unit_id, queries.KEY)
    actions.evaluation_add_branches(found, given["lines"], given["group"], by=by, seen=seen_on_page(request))
    messages.success(request, f"已列入{len(given['lines'])}个支部。")
    if form.left_out:
        messages.warning(request, f"{'、'.join(form.left_out)}在本批次没有正在评定的支部，没有列入。")
    return redirect("record", number=number)


def _lines(request: HttpRequest, found: Evaluation, form: Form, label: str) -> HttpResponse:
    return confirm(request, found, form, heading=f"{label}：{found.name}", action_label=label)


def confirm(request: HttpRequest, found: Evaluation, form: Form, **words: str) -> HttpResponse:
    context = {
        "back_url": reverse("record", args=[found.process.number]),
        "fields": [{"name": "seen", "value": request.POST.get("seen") or seen_of(found)}],
        "form": form,
        **words,
    }
    return render(request, "workflows/confirm.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
@answering
def remove(request: HttpRequest, number: str) -> HttpResponse:
    """Take a reviewer or a branch off the list again."""
    found = held(request, number)
    chosen = {name: pages.key_of(request.POST.get(name, "")) for name in ("reviewer", "branch")}
    actions.evaluation_remove(
        found, by=in_post(request, Right.REVIEW, found.unit_id, queries.KEY), seen=seen_on_page(request), **chosen
    )
    messages.success(request, "已移出。")
    return redirect("record", number=number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answering
def drop(request: HttpRequest, number: str, reviewer: int) -> HttpResponse:
    """Go on without a reviewer, with the reason."""
    found = held(request, number)
    row = get_object_or_404(found.reviewers.select_related("user__person"), pk=reviewer)
    form = DropForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return confirm(
            request, found, form, heading=f"取消评委：{row.user}", text=f"{found.name}　{row.post}", tone="danger",
            effect="该评委的评分表随之取消，已经打的分不作数；其余评委的照常汇总。", action_label="取消评委",
        )  # fmt: skip
    by, given = in_post(request, Right.REVIEW, found.unit_id, queries.KEY), form.cleaned_data
    actions.evaluation_drop(found, row.user_id, by=by, seen=seen_on_page(request), comment=given["comment"])
    messages.success(request, f"已取消评委{row.user}。")
    return redirect("record", number=number)


# --- 挂联 ----------------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answering
def pairing(request: HttpRequest, number: str, rating: str) -> HttpResponse:
    """Name who helps a branch that came last, and until when."""
    found = held(request, number)
    row = _last_one(found, rating)
    kept = found.pairings.filter(rating=row).first()
    initial = {"leader": kept.leader, "until": kept.until} if kept else None
    form = PairingForm(request.POST if request.method == "POST" else None, initial=initial)
    if not form.is_valid():
        return confirm(
            request, found, form, heading=f"挂联{row.unit.short_name}", text=found.name,
            effect="该支部会收到通知。", action_label="确定挂联",
        )  # fmt: skip
    given = form.cleaned_data
    actions.pairing_set(
        found,
        row,
        leader=given["leader"],
        until=given["until"],
        by=in_post(request, Right.REVIEW, found.unit_id, queries.KEY),
    )
    messages.success(request, f"{row.unit.short_name}已确定由{given['leader']}挂联。")
    return redirect("record", number=number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answering
def turned(request: HttpRequest, number: str, rating: str) -> HttpResponse:
    """Record what came of helping a branch."""
    found = held(request, number)
    row = _last_one(found, rating)
    kept = get_object_or_404(found.pairings.select_related("rating__unit", "evaluation"), rating=row)
    form = TurnedForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return confirm(
            request, found, form, heading=f"{row.unit.short_name}转化情况", text=str(kept), action_label="登记转化情况"
        )
    actions.pairing_settled(kept, by=in_post(request, Right.REVIEW, found.unit_id, queries.KEY), **form.cleaned_data)
    messages.success(request, f"{row.unit.short_name}的转化情况已登记。")
    return redirect("record", number=number)


def _last_one(found: Evaluation, rating: str) -> Rating:
    rows = Rating.objects.select_related("unit", "process").filter(pk__in=reading.last_ones(found))
    row: Rating = get_object_or_404(rows, process__number=rating)
    return row


@login_required
@require_safe
def ranking(request: HttpRequest, number: str) -> HttpResponse:
    """The places with the reviewers' totals, as a workbook; with their names for who holds the evaluation."""
    found = _find(request, number)
    if not found.outcome:
        raise Http404
    content = workbooks.ranking(found, downloads.footer(request), named=holds(request, found))
    return downloads.as_file(content, f"{found.name}排名.xlsx")
