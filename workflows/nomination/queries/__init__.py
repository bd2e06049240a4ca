"""What nomination reads: everything the system holds already of a candidate, so that no form asks for it again."""

from workflows.nomination.queries.again import candidates_again
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.candidates import people_as_candidates, units_as_candidates
from workflows.nomination.queries.eligibility import eligibility_kept, eligibility_now
from workflows.nomination.queries.listing import Listing, list_lacking
from workflows.nomination.queries.lists import members
from workflows.nomination.queries.nominations import lacking, needs_vote
from workflows.nomination.queries.quotas import branch_lines, branch_quotas, list_quotas, quota_lines
from workflows.nomination.queries.rounds import BRANCHES, KEY

__all__ = [
    "BRANCHES",
    "KEY",
    "Listing",
    "award_of",
    "branch_lines",
    "branch_quotas",
    "candidates_again",
    "eligibility_kept",
    "eligibility_now",
    "lacking",
    "list_lacking",
    "list_quotas",
    "members",
    "needs_vote",
    "people_as_candidates",
    "quota_lines",
    "units_as_candidates",
]  # fmt: skip
