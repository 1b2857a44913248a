"""Stories: which articles carry the same text, and which tell of the same event. Pure."""

from hemera.stories.fingerprints import bands, same_text

__all__ = ["bands", "same_text"]
