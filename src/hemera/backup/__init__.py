"""A copy of an archive in another folder, made while it is collected into and served; and an archive made of such a copy.

    FOLDER/backup.json            what the backup is; replaced in one step, last: it is the old backup or the new one
    FOLDER/state/<moment>/        database, settings, catalogue, logs, secret; ``files.tsv``: hash, size and path of every file
    FOLDER/captures/, media/      as in the archive; only added to

Order makes it consistent: the database is copied first, by SQLite itself, and whatever its rows name was on the disk before them.
"""

from hemera.backup.files import INTERRUPTED, Manifest, Told, read_manifest, refuse_newer, schema
from hemera.backup.making import backup
from hemera.backup.restoring import inspect, restore

__all__ = ["INTERRUPTED", "Manifest", "Told", "backup", "inspect", "read_manifest", "refuse_newer", "restore", "schema"]
