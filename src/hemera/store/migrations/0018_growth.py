from typing import Any

from django.db import migrations, models


def unindexed(model: str, index: str) -> migrations.SeparateDatabaseAndState:
    """Drop the index of a key to the sources that others begin with: as Django alters it, all rows would be copied."""
    field: models.ForeignKey[Any, Any] = models.ForeignKey("store.Source", models.PROTECT, db_index=False)
    return migrations.SeparateDatabaseAndState(
        [migrations.RunSQL(f'DROP INDEX IF EXISTS "{index}"', migrations.RunSQL.noop)],
        [migrations.AlterField(model_name=model, name="source", field=field)],
    )


class Migration(migrations.Migration):
    """What is asked with every page, picture and start of a collector is found by an index: some seconds a million articles."""

    dependencies = [
        ("store", "0017_heard"),
    ]

    operations = [
        unindexed("article", "store_article_source_id_c9c45e60"),
        unindexed("entry", "store_entry_source_id_34d65fbd"),
        migrations.AddIndex("article", models.Index(fields=["source", "published"], name="article_by_moment")),
        migrations.AddIndex(
            "article",
            models.Index(
                fields=["image_url"],
                name="article_unpictured",
                condition=models.Q(("image", None), ("image_url__gt", "")),
            ),
        ),
        migrations.AddIndex(
            "capture",
            models.Index(
                fields=["source"],
                name="capture_unlearned",
                condition=models.Q(("how", "unread"), ("lesson", None)),
            ),
        ),
        migrations.RemoveIndex("entry", "entry_state"),
        migrations.AddIndex("entry", models.Index(fields=["state", "source"], name="entry_by_state")),
        migrations.AddIndex(
            "entry",
            models.Index(fields=["owner"], name="entry_leased", condition=models.Q(("lease_until__isnull", False))),
        ),
        migrations.AddIndex(
            "imageaddress",
            models.Index(fields=["owner"], name="image_leased", condition=models.Q(("lease_until__isnull", False))),
        ),
    ]
