"""A person's own selections of the ledger: kept under a name, dropped again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from workflows.engine.errors import Refused
from workflows.engine.round_door import refused, user_of
from workflows.rectification import actions
from workflows.rectification.models import SavedView
from workflows.rectification.queries import KEY


@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the ledger under a name; the same name again replaces them."""
    try:
        view = actions.view_keep(user_of(request), request.POST.get("name", ""), request.POST.get("query", ""))
    except Refused as error:
        return refused(request, error, process=KEY)
    messages.success(request, f"已保存视图“{view.name}”。")
    return redirect(f"{reverse('rectification:ledger')}?{view.query}")


@login_required
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop one of the own selections. Raises Http404 for anybody else's."""
    view = get_object_or_404(SavedView, pk=pk, user=user_of(request))
    query = QueryDict(view.query).urlencode()
    view.delete()
    messages.success(request, f"已删除视图“{view.name}”。")
    return redirect(f"{reverse('rectification:ledger')}?{query}")
