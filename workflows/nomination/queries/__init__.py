"""What nomination reads: everything the system holds already of a candidate, so that no form asks for it again."""

from workflows.nomination.queries.candidates import people_as_candidates, units_as_candidates

__all__ = ["people_as_candidates", "units_as_candidates"]
