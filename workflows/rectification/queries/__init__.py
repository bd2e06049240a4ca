"""What 问题整改 reads: programmes, problems, measures, what closing rests on."""

from workflows.rectification.queries.programmes import limit_of, programme_of
from workflows.rectification.queries.rounds import KEY

__all__ = ["KEY", "limit_of", "programme_of"]
