"""What ails sources: their front pages compared with what they were, their links, and what an operator should do. Pure."""

from hemera.health.findings import Facts, Finding, Kind, examine
from hemera.health.fronts import Identity, Look, Sign, Standing, after_look
from hemera.health.visits import answered

__all__ = ["Facts", "Finding", "Identity", "Kind", "Look", "Sign", "Standing", "after_look", "answered", "examine"]
