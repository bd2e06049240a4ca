"""The table of addresses of rectification."""

from tests.doors import Door
from tests.doors_assessments import ASSESSMENTS
from tests.doors_problems import PROBLEMS
from tests.doors_programmes import PROGRAMMES
from tests.doors_rectification_papers import PAPERS
from tests.doors_sheets import SHEETS

RECTIFICATION: dict[str, tuple[Door, ...]] = PROBLEMS | PROGRAMMES | SHEETS | PAPERS | ASSESSMENTS
