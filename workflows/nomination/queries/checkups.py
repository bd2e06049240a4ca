"""What is shown to whoever starts a round: 减负体检, and what its approval lacks or exceeds."""

from dataclasses import dataclass

from workflows.engine.checkups import RAN
from workflows.engine.gates import Gate, gate
from workflows.engine.models import Fact, Round
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.candidates import HONOUR, UNIT_HONOUR
from workflows.nomination.queries.rounds import KEY
from workflows.nomination.rules import AwardRound, Caution, approval_warnings
from workflows.nomination.rules.old_basis import old_basis


@dataclass(frozen=True)
class Warned:
    """A caution as a mark of the gate: it never holds the round up, and asks why it goes on."""

    caution: Caution

    @property
    def key(self) -> str:
        """Which caution it is."""
        return self.caution.code

    @property
    def place(self) -> str:
        """What is missing or exceeded."""
        return self.caution.text

    @property
    def words(self) -> tuple[str, ...]:
        """The clause."""
        return (self.caution.basis,)

    @property
    def asks(self) -> str:
        """The sentence for who gave no reason."""
        return f"{self.caution.text}继续办理的请写明理由。"

    @property
    def label(self) -> str:
        """The words of the field for the reason."""
        return "继续办理的理由"


def checkup(round_: Round) -> Gate:
    """What is shown to whoever starts a round. 依据: goals U4, domain 7.5."""
    return gate(round_, [Warned(caution) for caution in cautions(award_of(round_), round_)])


def cautions(award: AwardRound, round_: Round | None = None) -> list[Caution]:
    """What is missing of the approval or goes beyond it, or cites an earlier year, with the clause. Two statements.

    Earlier years are those of the sponsor's rounds here and of the honours that the register holds.
    """
    return [*approval_warnings(award, earlier_years(award, round_)), *old_basis(award)]


def earlier_years(award: AwardRound, round_: Round | None = None) -> list[int]:
    """The years in which the sponsor gave honours of this form before: once for each round held here.

    A year of which the register holds honours and that no round covers counts once.
    """
    if not award.sponsor:
        return []
    kinds = {str(category.kind) for category in award.categories}
    rows = Round.objects.filter(process_key=KEY, status__in=RAN, scheme__sponsor=award.sponsor)
    rows = rows.exclude(pk=round_.pk) if round_ else rows
    held = rows.values_list("year", "scheme__categories")
    years = [year for year, categories in held if kinds & {each["kind"] for each in categories}]
    facts = Fact.objects.filter(key__in=(HONOUR, UNIT_HONOUR), value__sponsor=award.sponsor, superseded_by__isnull=True)
    given = facts.filter(value__kind__in=kinds, year__lt=award.year).values_list("year", flat=True)
    return sorted([*years, *({year for year in given.distinct() if year is not None} - set(years))])
