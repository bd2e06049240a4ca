"""What waits on a post, and what it would come to without it; nothing is written by asking."""

from permissions.models import Appointment
from tests.workflows.engine.steps import rating_at
from tests.world import World
from workflows.engine import departure
from workflows.engine.models import Task
from workflows.star_rating.states import RatingState


def fates(world: World, *keys: str) -> dict[str, tuple[bool, str]]:
    """By title of the matter: whether others stay who can act, and where it would go."""
    users = [world.users[key] for key in keys]
    posts = list(Appointment.objects.in_force().filter(user__in=users))
    return {fate.task.process.title: (fate.stays, fate.moves_to) for fate in departure.fates(posts)}


def test_a_desk_with_another_holder_stays(world: World) -> None:
    rating = rating_at(world, RatingState.SCORING, "甲一支部")

    assert fates(world, "deputy")[rating.title()] == (True, "")


def test_a_desk_of_a_superior_moves_up_and_that_of_a_branch_is_left_alone(world: World) -> None:
    reviewed = rating_at(world, RatingState.GENERAL_REVIEWING, "甲三支部")
    own = world.rating("甲一支部")

    assert fates(world, "general", "secretary") == {
        own.title(): (False, ""),
        reviewed.title(): (False, "甲局机关党委"),
    }


def test_posts_that_bring_no_right_of_a_desk_have_nothing_waiting(world: World) -> None:
    assert fates(world, "inspector", "leader") == {}
    assert departure.fates([]) == []


def test_asking_changes_nothing(world: World) -> None:
    before = list(Task.objects.order_by("pk").values())

    fates(world, "secretary", "organiser", "deputy", "staff")

    assert list(Task.objects.order_by("pk").values()) == before
