"""The forms of facts by what the address calls them."""

from workflows.organisation.forms.dated_facts import CleanForm, DisciplineForm, HonourForm, JoinedForm, PartyWorkForm
from workflows.organisation.forms.facts import FactForm
from workflows.organisation.forms.yearly_facts import AnnualForm, GradeForm, PartyBuildingForm, RankForm, StandardForm

OF_PERSON: dict[str, type[FactForm]] = {
    "discipline": DisciplineForm,
    "clean": CleanForm,
    "party_work": PartyWorkForm,
    "joined": JoinedForm,
    "rank": RankForm,
    "honour": HonourForm,
    "grade": GradeForm,
    "annual": AnnualForm,
}
OF_UNIT: dict[str, type[FactForm]] = {"standard": StandardForm, "party_building": PartyBuildingForm}
