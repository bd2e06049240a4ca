"""Ruling on one condition of several candidates at once, with one reason, and what came of each."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from workflows.engine.decisions import acting
from workflows.engine.errors import NotAllowed, Stale
from workflows.engine.models import Round
from workflows.engine.pager import paged, pager
from workflows.engine.transitions import Seen
from workflows.engine.views import refused_page
from workflows.nomination import actions
from workflows.nomination.forms.nominations import OverruleForm
from workflows.nomination.models import Nomination
from workflows.nomination.queries.nominations import full
from workflows.nomination.queries.rounds import nominations, rounds
from workflows.nomination.queries.ruling import Asked, OpenAnswer, open_answers
from workflows.nomination.rules import Verdict
from workflows.nomination.views.candidate import TONES
from workflows.nomination.views.overruling import NOT_YOURS, rulers

PER_PAGE = 25
"""Candidates on one page: each is read before it is ticked."""
NOBODY = "请至少勾选一名人选。"
NONE_OPEN = f"没有由您认定的条件。{NOT_YOURS}"
GONE = "这项条件现在没有由您认定的人选，可能刚刚已经认定，请重新查看。"
LEFT = "没有认定：您是被提名人应当回避，或者刚刚已经认定、已离开这一环节，请重新查看。"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def overrule_many(request: HttpRequest, pk: int) -> HttpResponse:
    """The open answers of one condition (`condition`) that this person may rule on; a POST rules on those ticked."""
    seen = rounds(request.user).exclude(status=Round.Status.DRAFT)  # type: ignore[arg-type]
    round_ = get_object_or_404(seen, pk=pk)
    asked = open_answers(round_, lambda nomination, task: bool(rulers(request, nomination, task)))
    if not asked:
        return refused_page(request, NotAllowed(NONE_OPEN), reverse("nomination:nominations", args=[pk]), "查看提名")
    chosen = next((each for each in asked if each.key == request.GET.get("condition", "")), None)
    if request.method != "POST":
        return _page(request, round_, asked, chosen or asked[0], OverruleForm())
    try:
        if chosen is None:
            raise Stale(GONE)
        return _ruled(request, round_, asked, chosen)
    except Stale as stale:
        return refused_page(request, stale, reverse("nomination:overrule_many", args=[pk]), "重新查看")


def _ruled(request: HttpRequest, round_: Round, asked: list[Asked], chosen: Asked) -> HttpResponse:
    form, wanted = OverruleForm(request.POST), request.POST.getlist("row")
    ticked = [row for row in chosen.rows if str(row.nomination.pk) in wanted]
    if not form.is_valid() or not wanted:
        return _page(request, round_, asked, chosen, form, error="" if wanted else NOBODY, status=422)
    given = form.cleaned_data
    looked = [_looked(request, row) for row in ticked]
    said = actions.overrule_many(looked, chosen.condition.code, Verdict(given["verdict"]), given["reason"])
    context = {
        "round": round_, "words": chosen.condition.words, "verdict": Verdict(given["verdict"]).words,
        "reason": given["reason"], "done": said.count(""),
        "results": [
            *({"row": row.nomination, "refused": why} for row, why in zip(ticked, said, strict=True)),
            *({"row": row, "refused": LEFT} for row in _left(request, round_, ticked)),
        ],
    }  # fmt: skip
    return render(request, "nomination/overruled_many.html", context)


def _left(request: HttpRequest, round_: Round, ticked: list[OpenAnswer]) -> list[Nomination]:
    """Who was ticked and is no longer to be ruled on, as far as this person sees them."""
    keys = {int(key) for key in request.POST.getlist("row") if key.isdecimal()} - {row.nomination.pk for row in ticked}
    seen = nominations(request.user).filter(round=round_, pk__in=keys)  # type: ignore[arg-type]
    return list(full(seen).order_by("pk"))


def _looked(request: HttpRequest, row: OpenAnswer) -> actions.Looked:
    """What the page showed of a candidate. Raises Stale when it says nothing of one."""
    key = row.nomination.pk
    seen = Seen.parse(request.POST.get(f"seen_{key}", ""))
    if seen is None:
        raise Stale("页面已过期，请刷新后再办理。")
    post = rulers(request, row.nomination, row.task)[0]
    return actions.Looked(row.nomination, acting(request, post), seen, request.POST.get(f"shown_{key}", "-"))


def _page(
    request: HttpRequest, round_: Round, asked: list[Asked], chosen: Asked, form: OverruleForm, error: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    ticked, shown = request.POST.getlist("row"), paged(chosen.rows, request, PER_PAGE)
    context = {
        "round": round_,
        "tabs": [(each.key, each.condition.words, len(each.rows), each is chosen) for each in asked],
        "chosen": chosen,
        "rows": [_row(request, row, str(row.nomination.pk) in ticked) for row in shown],
        "page": pager(shown, request, "名人选"),
        "form": form,
        "error": error,
    }
    return render(request, "nomination/overrule_many.html", context, status=status)


def _row(request: HttpRequest, row: OpenAnswer, ticked: bool) -> dict[str, Any]:
    """A candidate with the answer, and what tells later whether they are still as they were shown."""
    key, answer = row.nomination.pk, row.judged.answer
    return {
        "nomination": row.nomination,
        "ticked": ticked,
        "verdict": row.judged.verdict.words,
        "tone": TONES[row.judged.verdict],
        "text": row.judged.text,
        "used": [f"{used.label}：{used.value}（{used.source}）" for used in answer.used],
        "seen": request.POST.get(f"seen_{key}") or str(Seen(row.task.pk, row.record.version)),
        "shown": request.POST.get(f"shown_{key}") or actions.mark_of(answer),
    }
