"""The document of a programme: which words its codes stand for."""

from functools import cached_property

from workflows.engine.models import Round
from workflows.rectification.models import Problem
from workflows.rectification.queries.programmes import programme_of
from workflows.rectification.rules import Light, Programme


class Words:
    """What the codes that its problems carry are called in one programme; a code it does not know stays as it is."""

    def __init__(self, round_: Round) -> None:
        self.round = round_

    @cached_property
    def programme(self) -> Programme:
        """The document as the rules read it."""
        return programme_of(self.round)

    @cached_property
    def severities(self) -> dict[str, str]:
        """How grave they are, by code."""
        return {each.code: each.name for each in self.programme.severities}

    def source(self, problem: Problem) -> str:
        """Where it was found."""
        known = self.programme.source_by_code.get(problem.source)
        return known.name if known else problem.source

    def severity(self, problem: Problem) -> str:
        """How grave it is."""
        return self.severities.get(problem.severity, problem.severity)

    def limit(self, problem: Problem) -> str:
        """By when, in one word."""
        known = self.programme.limit_by_code.get(problem.limit)
        return known.name if known else problem.limit

    def light(self, problem: Problem) -> Light | None:
        """The light that it shows; None: nothing is amiss."""
        return self.programme.light_by_code.get(problem.light)
