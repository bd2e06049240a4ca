"""The door of a list's own pages: the list by its number, who acts on it, and what the page had shown."""

from django.http import Http404, HttpRequest

from permissions.actor import Actor
from workflows.engine import pages
from workflows.engine.decisions import acting
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import Task
from workflows.engine.transitions import Seen
from workflows.nomination.models import NominationList
from workflows.nomination.views.list_page import desk_posts

NOT_YOURS = "这份推荐名单现在不由您办理，您可以查看。"
OLD_PAGE = "页面已过期，请刷新后再办理。"


def find(request: HttpRequest, number: str) -> tuple[type[ProcessFlow], NominationList]:
    """A list that the person may see. Raises Http404."""
    flow, submission = pages.find(request, number)
    if not isinstance(submission, NominationList):
        raise Http404
    return flow, submission


def actor(request: HttpRequest, submission: NominationList) -> Actor:
    """The person in the post that the list's desk asks for. Raises NotAllowed. One statement."""
    task = Task.objects.filter(process=submission.process_id, finished__isnull=True).first()
    posts = desk_posts(task, request)
    if not posts:
        raise NotAllowed(NOT_YOURS)
    return acting(request, posts[0])


def seen(request: HttpRequest) -> Seen:
    """What the page had shown. Raises Refused for a page that is too old to say."""
    found = Seen.parse(request.POST.get("seen", ""))
    if found is None:
        raise Refused(OLD_PAGE)
    return found
