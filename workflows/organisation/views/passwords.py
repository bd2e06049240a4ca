"""First passwords for many accounts at once, taken away as one workbook."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from permissions import access
from permissions.actor import Actor
from permissions.roles import Duty
from workflows.engine.downloads import as_file, footer
from workflows.engine.errors import Refused
from workflows.engine.views import STATUS
from workflows.organisation.actions import accounts as actions
from workflows.organisation.forms.accounts import IssueForm
from workflows.organisation.queries import accounts as reading
from workflows.organisation.views.accounts import GET_OR_POST, acting, frame, posted
from workflows.organisation.workbooks.passwords import first_passwords


@login_required
@GET_OR_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Give first passwords to the accounts of a unit and below that have none, and hand them out once."""
    actor = acting(request)
    form = IssueForm(posted(request))
    form.fields["unit"].queryset = access.kept(actor, Duty.ACCOUNTS).filter(dissolved_on__isnull=True)  # type: ignore[attr-defined]
    if request.method != "POST" or not form.is_valid():
        return _page(request, actor, form, 422 if form.is_bound else 200)
    unit = form.cleaned_data["unit"]
    try:
        issued = actions.accounts_issue(unit, by=actor, again=form.cleaned_data["again"])
    except Refused as refused:
        form.add_error("unit", refused.message)
        return _page(request, actor, form, STATUS[type(refused)])
    rows = [(item.user, item.password) for item in issued]
    return as_file(first_passwords(unit.short_name, rows, footer(request)), f"{unit.short_name}初始密码.xlsx")


def _page(request: HttpRequest, actor: Actor, form: IssueForm, status: int) -> HttpResponse:
    post = actor.appointment
    waiting = reading.in_need(actor, post.unit_id, again=False).count() if post else 0
    context = frame(actor) | {"form": form, "at_once": actions.AT_ONCE, "waiting": waiting}
    return render(request, "organisation/account_passwords.html", context, status=status)
