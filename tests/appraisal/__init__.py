"""The deciding tests (a) to (g) of the anonymous ballot, and what else its box must do."""
