import json
from typing import Any


class Unescaped(json.JSONEncoder):
    """Letters of any script as themselves: escaped, an Arabic one takes three times its room."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how | {"ensure_ascii": False})

    def encode(self, o: Any) -> str:
        written = super().encode(o)
        try:
            written.encode()
        except UnicodeEncodeError:  # half a character, which no database takes
            return json.dumps(o)
        return written
