from __future__ import annotations

from typing import Any

from django.db import migrations, models

from hemera.store.models.unescaped import Unescaped

PROTECT, CASCADE = models.PROTECT, models.CASCADE

_BANDS = """
ALTER TABLE "store_band" RENAME TO "store_band_before";
CREATE TABLE "store_band" ("value" bigint NOT NULL, "article_id" bigint NOT NULL, PRIMARY KEY ("value", "article_id")) WITHOUT ROWID;
INSERT OR IGNORE INTO "store_band" SELECT "value" & 140737488355327 AS "low", "article_id" FROM "store_band_before" ORDER BY 1, 2;
DROP TABLE "store_band_before";
"""


def said_only(model: str, name: str, field: models.Field[Any, Any], *statements: str) -> migrations.SeparateDatabaseAndState:
    """Change what is known of a column, and the table by statements of our own: as Django alters it, all rows would be copied."""
    done = [migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in statements]
    return migrations.SeparateDatabaseAndState(done, [migrations.AlterField(model, name, field)])


def unindexed(model: str, name: str, index: str, to: str, *args: Any, **how: Any) -> migrations.SeparateDatabaseAndState:
    field: models.ForeignKey[Any, Any] = models.ForeignKey(to, *args, db_index=False, **how)
    return said_only(model, name, field, f'DROP INDEX IF EXISTS "{index}"')


class Migration(migrations.Migration):
    """A third less to keep of an article: fingerprints are kept once, letters of any script as themselves, no index twice.

    What is there stays as it is written; fingerprints are copied, some seconds a million articles.
    """

    dependencies = [
        ("store", "0019_kept_back"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(_BANDS, migrations.RunSQL.noop)],
            [
                migrations.DeleteModel("band"),
                migrations.CreateModel(
                    "band",
                    [
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "value", "article", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("value", models.BigIntegerField()),
                        ("article", models.ForeignKey("store.article", models.DO_NOTHING, db_constraint=False, db_index=False)),
                    ],
                ),
            ],
        ),
        said_only("article", "authors", models.JSONField(default=list, encoder=Unescaped)),
        said_only("entry", "said", models.JSONField(default=dict, encoder=Unescaped)),
        unindexed(
            "article", "current", "store_article_current_id_d4c5711c", "store.revision", PROTECT, null=True, related_name="+"
        ),
        unindexed("byline", "article", "store_byline_article_id_1a02f3fd", "store.article", CASCADE, related_name="bylines"),
        unindexed("capture", "source", "store_capture_source_id_ca589e6e", "store.source", PROTECT),
        unindexed("revision", "article", "store_revision_article_id_47ff8614", "store.article", CASCADE, related_name="revisions"),
    ]
