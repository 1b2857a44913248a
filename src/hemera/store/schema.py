"""The schema: made at once for a new record, brought up to today's step by step for one that is there."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

Step = tuple[str, str]  # app, name
KEYS_ONLY = frozenset({"store_band"})  # tables that are nothing but their keys, which SQLite else keeps twice
_TABLE = BaseDatabaseSchemaEditor.sql_create_table


def bring_up_to_date(watch: Callable[..., Any]) -> None:
    """Make all changes of the schema in one transaction. Django commits each before it notes that it is done: killed in between,
    it would begin it again and fail for ever. ``watch`` is called around every statement.
    """
    if _known() <= _done():
        return
    connection.disable_constraint_checking()  # SQLite does that outside of a transaction only
    try:
        with connection.execute_wrapper(watch), transaction.atomic():
            if connection.introspection.table_names():
                _migrate()
            else:
                _make()
    finally:
        connection.enable_constraint_checking()


def _known() -> set[Step]:
    """Return the steps that lie in the folders of the apps: to read them all takes longer than most commands."""
    folders = {app.label: Path(app.path) / "migrations" for app in apps.get_app_configs()}
    found = {(label, module.name) for label, folder in folders.items() for module in pkgutil.iter_modules([str(folder)])}
    return {(label, name) for label, name in found if not name.startswith(("_", "~"))}


def _done() -> set[Step]:
    with connection.cursor() as cursor:
        if "django_migrations" not in connection.introspection.table_names(cursor):
            return set()
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def _make() -> None:
    """Make what all steps, one after another, come to: the tables of today's models, and what Django writes into its own."""
    from django.core.management.sql import emit_post_migrate_signal
    from django.db.migrations.recorder import MigrationRecorder

    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.sql_create_table = _TABLE + " WITHOUT ROWID" * (model._meta.db_table in KEYS_ONLY)
                editor.create_model(model)
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    recorder.migration_qs.bulk_create(recorder.Migration(app=app, name=name) for app, name in sorted(_known()))
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
