"""What a round asks of its branches, and what in its scheme contradicts the rules on relieving the grassroots."""

from django.db.models import Count, Q

from workflows.engine import checkups
from workflows.engine.burden import Burden, Demand
from workflows.engine.gates import Gate, gate
from workflows.engine.models import Round
from workflows.star_rating.models import Rating, Scheme
from workflows.star_rating.rules import Scheme as RatingScheme
from workflows.star_rating.rules.burden import WORDS_PER_REASON, asked, usual_lost
from workflows.star_rating.rules.compliance import findings
from workflows.star_rating.states import RatingState, Sheet


def burden(round_: Round) -> Burden:
    """What a round asks of each branch, the scan of the signed sheet with it.

    Ordinary deductions are those of the last round that has sheets.
    """
    scheme = RatingScheme.from_data(round_.scheme)
    lost = _usual_lost(round_)
    of = asked(scheme, lost)
    note = f"填写按每个支部有{lost}条扣分、每条理由{WORDS_PER_REASON}字估算；没有扣分的支部填{of.everybody}处。"
    scan = bool(round_.stage(RatingState.SELF_ASSESSING).get("scan"))
    note += "必须提供的佐证含签字盖章的自评表扫描件1份。" if scan else ""
    demands = tuple(
        Demand(f"第{line.item.code}条", line.item.text, line.item.evidence)
        for line in scheme.lines.values()
        if line.item is not None
    )
    return Burden(of.items, of.typed, of.files + scan, of.optional_files, of.words, demands, note)


def _usual_lost(round_: Round) -> int:
    """How many lines lost points in an ordinary sheet: of this round, else of the last one."""
    rows = [] if round_.status == Round.Status.DRAFT else _sheets(round_)
    if not rows and (last := checkups.last_round(round_)):
        rows = _sheets(last)
    return usual_lost(len(rows), sum(rows))


def _sheets(round_: Round) -> list[int]:
    """The number of lines that lost points in each sheet handed in. One statement."""
    handed_in = Rating.objects.filter(round=round_).exclude(state=RatingState.SELF_ASSESSING)
    lost = Count("lines", filter=Q(lines__sheet=Sheet.SELF, lines__points__gt=0))
    return list(handed_in.annotate(n=lost).order_by().values_list("n", flat=True))


def checkup(round_: Round) -> Gate:
    """What is shown to whoever starts a round. 依据: domain 7.5, requirements 2 and 3."""
    scheme = RatingScheme.from_data(round_.scheme)
    return gate(round_, findings(scheme), kept_despite(scheme))


def kept_despite(scheme: RatingScheme) -> dict[str, str]:
    """The reasons with which a scheme was kept, by the key of the part; none when it is not among the kept ones."""
    row = Scheme.objects.filter(name=scheme.name, version=scheme.version).values_list("kept_despite", flat=True).first()
    return {key: said["reason"] for key, said in (row or {}).items()}
