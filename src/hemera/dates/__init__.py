"""Dates as newsrooms print them, in Arabic, French and English, day first.

Four systems of Arabic month names are in use (Egypt and the Gulf, Morocco, Tunisia and Algeria, the Levant), and a fifth
calendar; general date libraries know one. A reading keeps what was printed and how it was understood, and doubts what is
unlikely.
"""

from hemera.dates.clocks import zone_of
from hemera.dates.forms import FIRST_YEAR, FUTURE
from hemera.dates.reading import MAX_LENGTH, PUBLISHED, UPDATED, Reading, read, read_all
from hemera.dates.words import MONTHS

__all__ = ["FIRST_YEAR", "FUTURE", "MAX_LENGTH", "MONTHS", "PUBLISHED", "UPDATED", "Reading", "read", "read_all", "zone_of"]
