"""Writes captures until it is killed, and says each reference only after ``write`` has returned. Run as a script."""

from __future__ import annotations

import sys

from answers import exchange

from hemera.captures import WarcStore


def main(folder: str, count: int) -> None:
    store = WarcStore(folder)
    for number in range(count):
        ref = store.write(exchange(number, bytes([number % 251]) * (number * 977 % 40_000)))
        print(ref.record_id, ref.offset, ref.length, ref.sha256, ref.file, flush=True)
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
