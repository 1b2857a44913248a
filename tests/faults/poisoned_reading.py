"""Read pages as ever, but for one that does its reader harm; imported by a child process."""

import os
from typing import Any

from hemera.pipeline import tasks

POISON = b"meteo"


def read(how: str, *args: Any) -> Any:
    if POISON not in args[0][2].encode():
        return tasks.read_new(*args)
    if how == "dies":
        os.abort()
    if how == "loops":
        while True:
            pass
    return bytearray(8 << 30)
