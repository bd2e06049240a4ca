"""整改台账: the problems of a programme, narrowed by the address, with one of them opened beside the list."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from permissions import access
from permissions.models import OrgClosure, OrgUnit, User
from workflows.engine import inbox, pages
from workflows.engine.models import Round
from workflows.engine.round_door import runs, user_of
from workflows.rectification.forms.ledger import TABS, LedgerForm
from workflows.rectification.models import SavedView
from workflows.rectification.queries import KEY, ledger, panel, rounds
from workflows.rectification.queries.words import Words
from workflows.rectification.views.rows import Days, head, opened, row


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The ledger of the programme that the address names, else of the latest; 422 for a filter without sense."""
    user = user_of(request)
    programmes = list(rounds.running(user)[:50])
    round_ = chosen(programmes, request.GET.get("round", ""))
    if round_ is None:
        return render(request, "rectification/ledger.html", {"round": None})
    seen, words = ledger.seen(user, round_), Words(round_)
    form = LedgerForm(request.GET, programme=words.programme, host=round_.unit, units=units_below(user, round_))
    valid = form.is_valid()
    wanted = form.wanted() if valid else ledger.Wanted()
    number = _number(request.GET)
    asked = request.GET.get("open", "")
    found = ledger.page(seen, wanted, number, asked)
    if asked and found.beside is None:
        raise Http404
    counted = ledger.tally_of_few(seen, some=bool(found.rows or found.beside))
    days = Days(words)
    context = {
        "round": round_,
        "programmes": [(str(each.pk), each.title, each.pk == round_.pk) for each in programmes],
        "form": form,
        "tabs": _tabs(request.GET, wanted.box, counted),
        "head": head(counted, words) if counted else None,
        "figured": ledger.FIGURED,
        "rows": [row(problem, days, _address(request.GET, open=problem.process.number)) for problem in found.rows],
        "page": _pager(request.GET, found, counted.in_box(wanted.box) if counted else None),
        "opened": opened(panel.opened(found.beside), days) if found.beside else None,
        "close_url": _address(request.GET, open=None),
        "views": _views(user, request.GET),
        "narrowed": not wanted.plain,
        "query": _kept(request.GET),
        "shown": _kept(request.GET, box=wanted.box),
        "runs": runs(request, round_),
    }
    return render(request, "rectification/ledger.html", context, status=200 if valid else 422)


def chosen(programmes: list[Round], asked: str) -> Round | None:
    """The programme asked for, else the first. Raises Http404 for one that is not among them."""
    if not asked:
        return programmes[0] if programmes else None
    found = next((each for each in programmes if each.pk == pages.key_of(asked)), None)
    if found is None:
        raise Http404
    return found


def units_below(user: User, round_: Round) -> list[OrgUnit]:
    """The units right below the host in which the person sees something, to narrow to. One statement."""
    inside = OrgClosure.objects.filter(ancestor=OuterRef("pk"), descendant__in=access.units(user, KEY).values("pk"))
    rows = OrgUnit.objects.filter(Exists(inside), above__ancestor=round_.unit_id, above__depth=1)
    return list(rows.order_by("position", "code"))


def _number(query: QueryDict) -> int:
    return min(max(pages.key_of(query.get("page", "1")), 1), 100_000)


def _address(query: QueryDict, **changed: Any) -> str:
    """The address of this list with something changed; None takes it out."""
    given = {name: value for name, value in query.items() if value}
    given |= changed
    kept = {name: value for name, value in given.items() if value is not None}
    return f"{reverse('rectification:ledger')}?{urlencode(kept)}"


def _kept(query: QueryDict, **usual: str) -> str:
    """What of the address makes a view: its filters; `usual` holds for those that it does not name."""
    kept = {name: value for name, value in query.items() if value and name not in ("open", "page")}
    return urlencode(usual | kept)


def _tabs(query: QueryDict, box: str, counted: ledger.Tally | None) -> list[dict[str, Any]]:
    """The tabs, with their numbers where they were counted."""
    return [
        {"label": label, "count": inbox.shown(counted.in_box(key)) if counted else "", "current": key == box,
         "url": _address(query, box=key, page=None, open=None, state=None)}
        for key, label in TABS
    ]  # fmt: skip


def _pager(query: QueryDict, found: ledger.Page, in_box: int | None) -> dict[str, Any]:
    """The pager; it tells no total where nobody counted."""
    number, total = found.number, in_box if found.total is None else found.total
    return {
        "total_text": f"共{inbox.shown(total)}个，每页{ledger.PER_PAGE}个" if total is not None else "",
        "number": number,
        "previous_url": _address(query, page=number - 1, open=None) if number > 1 else "",
        "next_url": _address(query, page=number + 1, open=None) if found.has_next else "",
    }


def _views(user: User, query: QueryDict) -> list[dict[str, Any]]:
    """The person's own selections. One statement."""
    now = _kept(query)
    return [
        {"pk": each.pk, "name": each.name, "url": f"{reverse('rectification:ledger')}?{each.query}",
         "current": each.query == now}
        for each in SavedView.objects.filter(user=user)
    ]  # fmt: skip
