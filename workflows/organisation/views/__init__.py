"""The pages, and who may open them."""

from django.http import Http404, HttpRequest

from permissions import access
from permissions.models import OrgUnit
from permissions.roles import Duty


def require(request: HttpRequest, *duties: Duty) -> None:
    """Raise Http404 unless the capacity that the person acts in bears one of these duties. No statement."""
    post = request.actor.appointment  # type: ignore[attr-defined]
    if post is None or not any(access.bears(post, duty) for duty in duties):
        raise Http404


def kept_unit(request: HttpRequest, pk: int, *duties: Duty) -> OrgUnit:
    """A unit that the person keeps. Raises Http404. Two statements a duty at most."""
    for duty in duties:
        if found := access.kept(request.actor, duty).filter(pk=pk).first():  # type: ignore[attr-defined]
            return found
    raise Http404
