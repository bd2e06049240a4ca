"""The table of addresses of nomination."""

from tests.doors import Door
from tests.doors_award_rounds import AWARD_ROUNDS
from tests.doors_honours import HONOURS
from tests.doors_lists import LISTS
from tests.doors_nominations import NOMINATIONS
from tests.doors_papers import PAPERS
from tests.doors_places import PLACES

NOMINATION: dict[str, tuple[Door, ...]] = AWARD_ROUNDS | HONOURS | LISTS | NOMINATIONS | PAPERS | PLACES
