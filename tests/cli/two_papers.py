"""What tests and fixtures of the command line both name."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

PRESS = ("phare", "sada")  # two of the little press's eight: one in French, one in Arabic
WISHED = "derniere-cabine-telephonique-marsa-ennour"  # one of the first's: its page is sent with a wish
LOG = "collected.log"  # of the run that made the archive, in its folder
Run = Callable[..., subprocess.CompletedProcess[str]]  # the command line, in a process of its own
