"""The addresses of 评审, 抽查 and imported figures: seen at the 工委, done by its department; a sheet is one person's.

In the scene the 工委's clerk holds an evaluation of all branches, and the leader alone scores them.
"""

from typing import Any

from tests.doors import SUPERVISORS, Answer, Door, Words, done, those, words
from tests.scene import ABOVE, Scene

SEERS = those(*ABOVE)


def worked(status: int) -> Answer:
    """Done by the department; refused to those who only see it."""

    def answer(scene: Scene, person: str, name: str) -> int:
        found = SEERS(scene, person, name)
        return status if person in SUPERVISORS else 403 if found == 200 else found

    return answer


def holders(scene: Scene, person: str, name: str) -> int:
    """Open to the 工委 and to the committees that report: each may hold evaluations of its own branches."""
    return those(*ABOVE, "deputy", "staff", "other_deputy")(scene, person, name)


def preparers(scene: Scene, person: str, name: str) -> int:
    """Open to those who may hold one."""
    return those(*SUPERVISORS, "deputy", "staff", "other_deputy")(scene, person, name)


def of_round(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The round of everybody."""
    return {"pk": scene.records["own"].round.pk}


def of_pick(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """A rating that was drawn."""
    return of_round(scene, person, name) | {"pick": scene.pick.pk}


def of_evaluation(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The evaluation that is being scored."""
    return {"number": scene.evaluation.process.number}


def of_reviewer(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """Its one reviewer."""
    return of_evaluation(scene, person, name) | {"reviewer": scene.evaluation.reviewers.get().pk}


def of_evaluated(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The row of one of its branches."""
    row = scene.evaluation.evaluated.order_by("pk")[0]
    return of_evaluation(scene, person, name) | {"branch": row.pk}


def of_branch(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """One of its branches."""
    return of_evaluation(scene, person, name) | {"rating": scene.records["own"].process.number}


def of_sheet(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The sheet of its one reviewer."""
    return {"number": scene.sheet.process.number}


def seen(**more: str) -> Words:
    """What a page that shows the evaluation now would send back, and more."""
    return lambda scene, person, name: {"seen": scene.seen_of(scene.evaluation), **more}


def marks(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The sheet as it is, kept once more."""
    return {"seen": scene.seen_of(scene.sheet)}


def reviewer(status: int) -> Answer:
    """Open to the one reviewer; nobody else is told that it exists."""
    return done(those("leader"), status)


NOT_THERE = those()
"""The round of the scene has no component that the 工委 imports, and its evaluation is not closed: for nobody."""

EVALUATIONS = {
    "star_rating/rounds/<int:pk>/checks/": (
        Door(get=SEERS, post=worked(422), args=of_round, form=words(by_share="0", amount="0")),
    ),
    "star_rating/rounds/<int:pk>/checks/<int:pick>/": (
        Door(get=worked(200), post=worked(302), args=of_pick, form=words(agrees="1")),
    ),
    "star_rating/rounds/<int:pk>/figures/": (Door(get=NOT_THERE, post=NOT_THERE, args=of_round),),
    "star_rating/rounds/<int:pk>/figures/confirm/": (Door(post=NOT_THERE, args=of_round),),
    "star_rating/rounds/<int:pk>/figures.xlsx": (Door(get=NOT_THERE, args=of_round),),
    "star_rating/rounds/<int:pk>/evaluations/": (Door(get=holders, args=of_round),),
    "star_rating/rounds/<int:pk>/evaluations/new/": (Door(get=preparers, post=done(preparers, 422), args=of_round),),
    "star_rating/evaluations/<str:number>/reviewers/": (
        Door(get=worked(200), post=worked(422), args=of_evaluation, form=seen(lines="没有这个人", group="0")),
    ),
    "star_rating/evaluations/<str:number>/reviewers/<int:reviewer>/drop/": (
        Door(get=worked(200), post=worked(302), args=of_reviewer, form=seen(comment="另有任务")),
    ),
    "star_rating/evaluations/<str:number>/branches/": (
        Door(get=worked(200), post=worked(422), args=of_evaluation, form=seen(lines="没有这个支部", group="0")),
    ),
    "star_rating/evaluations/<str:number>/branches/<int:branch>/strike/": (
        Door(get=worked(200), post=worked(302), args=of_evaluated, form=seen(comment="已提交初评")),
    ),
    "star_rating/evaluations/<str:number>/branches/<int:branch>/restore/": (
        Door(get=worked(404), post=worked(404), args=of_evaluated, form=seen(comment="误划")),
    ),
    "star_rating/evaluations/<str:number>/due/": (
        Door(get=worked(200), post=worked(422), args=of_evaluation, form=seen(until="2020-01-01")),
    ),
    "star_rating/evaluations/<str:number>/urge/": (Door(post=worked(302), args=of_evaluation),),
    "star_rating/evaluations/<str:number>/remove/": (
        Door(post=worked(409), args=of_evaluation, form=seen(reviewer="1")),
    ),
    "star_rating/evaluations/<str:number>/ranking.xlsx": (Door(get=NOT_THERE, args=of_evaluation),),
    "star_rating/evaluations/<str:number>/pairings/<str:rating>/": (
        Door(get=worked(404), post=worked(404), args=of_branch),
    ),
    "star_rating/evaluations/<str:number>/pairings/<str:rating>/turned/": (
        Door(get=worked(404), post=worked(404), args=of_branch),
    ),
    "star_rating/marks/<str:number>/": (Door(post=reviewer(302), args=of_sheet, form=marks),),
    "star_rating/marks/<str:number>/sheet.xlsx": (Door(get=reviewer(200), args=of_sheet),),
    "star_rating/marks/<str:number>/upload/": (Door(get=reviewer(200), post=reviewer(422), args=of_sheet),),
}
