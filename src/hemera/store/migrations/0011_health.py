import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Front pages that are looked at, and what became of articles' addresses. A table, nullable columns and an index: seconds."""

    dependencies = [
        ("store", "0010_wishes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Front",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("told", models.JSONField(default=dict)),
                ("checked_at", models.DateTimeField(null=True)),
                ("good_at", models.DateTimeField(null=True)),
                ("suspected_at", models.DateTimeField(null=True)),
                ("hijacked_at", models.DateTimeField(null=True)),
                ("trusted_at", models.DateTimeField(null=True)),
                ("moved_to", models.CharField(blank=True, max_length=2000)),
                ("moved_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=100)),
                ("failing_since", models.DateTimeField(null=True)),
                ("etag", models.CharField(blank=True, max_length=500)),
                ("last_modified", models.CharField(blank=True, max_length=100)),
                ("body_sha256", models.CharField(blank=True, max_length=64)),
                ("due_at", models.DateTimeField(db_index=True, null=True)),
                ("lease", models.BigIntegerField(default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                ("owner", models.BigIntegerField(null=True)),
                (
                    "source",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="front", to="store.source"),
                ),
            ],
        ),
        migrations.AddField(
            model_name="article",
            name="link_checked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="article",
            name="link_moved_to",
            field=models.CharField(max_length=2000, null=True),
        ),
        migrations.AddField(
            model_name="article",
            name="link_state",
            field=models.CharField(
                choices=[
                    ("unknown", "unknown"),
                    ("alive", "alive"),
                    ("doubtful", "doubtful"),
                    ("gone", "gone"),
                    ("moved", "moved"),
                    ("hijacked", "hijacked"),
                ],
                max_length=10,
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="capture",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("feed", "feed"),
                    ("sitemap", "sitemap"),
                    ("page", "page"),
                    ("image", "image"),
                    ("robots", "robots"),
                    ("tdmrep", "tdmrep"),
                    ("front", "front"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("due_at", None), ("state", "article")), fields=["source", "visited_at"], name="entry_unvisited"
            ),
        ),
    ]
