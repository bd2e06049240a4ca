"""The addresses of quotas, rankings, 纪检意见 and 备案: the 工委's department, and who has a list on the desk.

甲局's list is being compiled, so that nothing of it is filed yet and no star in it asks for an opinion.
"""

from typing import Any

from tests.doors import (
    ALL,
    OF_ROUND,
    SUPERVISORS,
    Door,
    at_desk,
    done,
    number,
    only,
    seen_and,
    seers,
    supervisors,
    words,
)
from tests.scene import Scene
from workflows.engine.models import Quota
from workflows.star_rating.models import Filing, RatingList

REGISTRARS = SUPERVISORS | {"deputy", "staff"}


def of_quota(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """A quota of the round."""
    return {"pk": Quota.objects.filter(round=scene.records["own"].round).order_by("pk")[0].pk}


def of_filing(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """What 甲局's list is filed with."""
    return {"pk": Filing.objects.get(submission=scene.records["superior"]).pk}


def registrars(scene: Scene, person: str, name: str) -> int:
    """Open to the reporting unit and the 工委's department; refused to those who only see the list."""
    found = seers(scene, person, "superior")
    return 403 if found == 200 and person not in REGISTRARS else found


def nobody(scene: Scene, person: str, name: str) -> int:
    """The scheme of the round does not rank, so the page does not exist."""
    return 302 if person == "anonymous" else 404


def asking(scene: Scene, person: str, name: str) -> int:
    """Those at the desk of a list that is compiled are told that no star asks; elsewhere it has gone."""
    return at_desk(422 if name == "superior" else 409)(scene, person, name)


LISTING = {
    "star_rating/rounds/<int:pk>/quotas/": (Door(get=supervisors, args=OF_ROUND),),
    "star_rating/quotas/<int:pk>/": (
        Door(
            get=supervisors,
            post=done(supervisors),
            args=of_quota,
            form=words(limit="9", reason="本年不设上限。", beyond="on"),
        ),
    ),
    "star_rating/rounds/<int:pk>/ranking/": (Door(get=nobody, post=nobody, args=OF_ROUND),),
    "star_rating/filings/<int:pk>/": (
        Door(get=registrars, post=done(registrars, 422), args=of_filing, form=words(sent_on="2026-01-05")),
    ),
    "star_rating/<str:number>/clearances/": (
        Door(post=only(RatingList, asking), names=ALL, args=number, form=seen_and()),
    ),
}
