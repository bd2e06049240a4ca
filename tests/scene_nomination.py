"""Nominations of the scene: a draft of 甲一支部, and one of 乙一支部 that its committee reviews."""

from typing import TYPE_CHECKING

from tests.workflows.nomination.cast import Cast

if TYPE_CHECKING:
    from tests.scene import Scene

CANDIDATE, OTHER, FOREIGN = "钟南", "钟北", "吕东"
"""Of 甲一支部: who is nominated, and who may still be; of 乙一支部, who is nominated."""


def add_nominations(scene: "Scene") -> None:
    """Open an award round, and nominate in it."""
    cast = Cast(scene.world.units, scene.world.users)
    for name, branch in ((CANDIDATE, "甲一支部"), (OTHER, "甲一支部"), (FOREIGN, "乙一支部")):
        cast.member(name, branch, staff_no=f"TJ{len(cast.people)}")
    cast.award_round()
    cast.nominate(CANDIDATE)
    cast.fill_in(CANDIDATE, resolution="甲一支部推荐的缘由")
    _add(scene, cast, "nominated", CANDIDATE, "secretary", "甲一支部推荐的缘由")
    cast.submitted(FOREIGN, by="outsider", unit="乙一支部", resolution="乙一支部推荐的缘由")
    _add(scene, cast, "nominated_foreign", FOREIGN, "outsider", "乙一支部推荐的缘由")


def _add(scene: "Scene", cast: Cast, name: str, candidate: str, by: str, words: str) -> None:
    nomination = cast.nomination(candidate)
    scene.add(name, nomination, getattr(cast, by), nomination.title(), words)
