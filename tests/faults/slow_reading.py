"""Read a page as slowly as the worst of them; imported by a child process."""

import time
from typing import Any


def read(*args: Any) -> Any:
    time.sleep(30)
