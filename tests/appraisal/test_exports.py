"""(g) over the whole product: no page or file tells a total below the minimum, and no two exports tell two totals."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.appraisal.boxes import quick_folder
from tests.appraisal.spoils import unpacked
from tests.workflows.appraisal.cast import Cast
from tests.workflows.appraisal.polling import begun, drawn, polled, sealed, vote
from workflows.appraisal import actions
from workflows.appraisal.models import Meeting
from workflows.appraisal.states import MeetingState as M

TOLD = re.compile(r"优秀\D{0,3}(\d+)张|\"优秀\":(\d+)")
OFFICE = ("organiser", "secretary", "clerk", "deputy", "inspector")
PAGES = ("box", "box_paper", "box_recount", "box_pack", "book", "roll")


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> Any:
    """Boxes in memory."""
    with quick_folder() as folder:
        settings.BOXES_ROOT, settings.BOX_KEYS_ROOT = folder / "boxes", folder / "keys"
        yield


def told(cast: Cast, meeting: Meeting, who: str) -> list[str]:
    """The numbers of 优秀 that somebody can read of a meeting anywhere, the first of each page or file."""
    number = meeting.process.number
    addresses = [reverse(f"appraisal:{page}", args=[number]) for page in PAGES]
    records = [number, *meeting.members.values_list("process__number", flat=True)]
    addresses += [reverse("record", args=[each]) for each in records]
    addresses += [reverse("appraisal:mine"), reverse("booth:booth", args=[meeting.box])]
    client = Client()
    client.force_login(cast.users[who])
    found = [TOLD.search(_text(client.get(address))) for address in addresses]
    return [str(each[1] or each[2]) for each in found if each]


def _text(answer: Any) -> str:
    content = answer.getvalue()
    return unpacked(content) if content.startswith(b"PK") else content.decode("utf-8", "replace")


@pytest.mark.parametrize("who", OFFICE)
def test_of_fewer_votes_than_the_minimum_nobody_reads_a_total(cast: Cast, who: str) -> None:
    meeting = sealed(cast, votes=4)

    assert told(cast, meeting, who) == []


def test_whatever_is_read_at_whatever_time_is_nothing_or_the_one_total(cast: Cast) -> None:
    begun(cast)
    codes = drawn(cast)
    seen = [told(cast, cast.meeting(), "organiser")]
    cast.do(actions.barrier_lift, cast.meeting())
    for number, code in enumerate(codes):
        vote(cast.meeting(), code, number % 2)
        seen.append(told(cast, cast.meeting(), "organiser"))
    cast.do(actions.box_seal, cast.meeting())
    seen.append(told(cast, cast.meeting(), "organiser"))
    assert seen == [[]] * 8

    cast.do(actions.box_count, cast.meeting(), typed=cast.meeting().box_hash[:8])
    late = told(cast, cast.meeting(), "organiser")
    cast.meeting_at(M.FEEDING_BACK)
    later = told(cast, cast.meeting(), "organiser")

    assert (len(late) > 1, set(late) | set(later)) == (True, {"3"})


def test_who_is_not_of_the_branch_reads_no_total_of_a_counted_box(cast: Cast) -> None:
    polled(cast)
    cast.do(actions.box_seal, cast.meeting())
    cast.do(actions.box_count, cast.meeting(), typed=cast.meeting().box_hash[:8])

    assert [told(cast, cast.meeting(), who) for who in OFFICE[2:]] == [[]] * 3
