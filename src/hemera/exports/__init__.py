"""Taking away what a query finds, to its end and in constant memory: CSV, JSONL or Parquet, counted, with a checksum.

columns   what a row holds, and what rights and wishes leave of it
forms     rows → bytes
stream    a query → rows → bytes, and the tally: found = given + withheld
files     bytes → a file that is there whole or not at all, its manifest beside it
"""

from hemera.exports.columns import COLUMNS, Column, Scope, chosen
from hemera.exports.files import MANIFEST, to_file, to_stream, to_table
from hemera.exports.forms import Form, form_of
from hemera.exports.stream import Asked, Export, Manifest, Tally, analysis_version, row_of

__all__ = [
    "COLUMNS", "MANIFEST", "Asked", "Column", "Export", "Form", "Manifest", "Scope", "Tally",
    "analysis_version", "chosen", "form_of", "row_of", "to_file", "to_stream", "to_table",
]  # fmt: skip
