"""Pages of nomination that the generic ones cannot do, and what the record pages show beyond them."""

from workflows.nomination.views.nomination_page import nomination_details

__all__ = ["nomination_details"]
