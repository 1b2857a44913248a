"""Pictures: the only place that re-encodes them, and the files they are kept in.

``prepare`` is pure and meant for a bounded worker process; ``MediaStore`` writes what it gives. Pillow is loaded when it is called.
"""

from hemera.media.kept import MediaStore, keep
from hemera.media.prepare import WIDTHS, Prepared, prepare

__all__ = ["WIDTHS", "MediaStore", "Prepared", "keep", "prepare"]
