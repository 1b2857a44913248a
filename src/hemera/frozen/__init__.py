"""Queries frozen to be cited: what was found, when, in which state of the index, and what may be missing of it.

    record     the value and its two files below ``frozen/<id>/``, which are the truth: no row holds anything of them
    roll       the list of (source, number, revision, hash of the text), sorted, and the hash over it
    freezing   a query → a record
    checking   the query asked again: what came, went, was revised or withdrawn
    package    a folder or zip that can be published, with its texts

Lists name articles by source and number, which survive a rebuild, and not by rows. https://doi.org/10.15497/RDA00016
"""

from hemera.frozen.checking import Checked, check, last_check
from hemera.frozen.freezing import freeze
from hemera.frozen.package import Packaged, package
from hemera.frozen.record import FOLDER, Frozen, every, find, names, some
from hemera.frozen.roll import proved
from hemera.frozen.texts import citation

__all__ = [
    "FOLDER", "Checked", "Frozen", "Packaged",
    "check", "citation", "every", "find", "freeze", "last_check", "names", "package", "proved", "some",
]  # fmt: skip
