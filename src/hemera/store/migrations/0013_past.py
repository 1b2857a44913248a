import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Plans to bring a source's past, what they have to read, and what led to an entry. Two tables, two nullable columns: seconds."""

    dependencies = [
        ("store", "0011_health"),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="dated",
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name="Backfill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
                ("per_day", models.IntegerField()),
                ("pages", models.IntegerField(null=True)),
                ("all_ways", models.BooleanField(default=False)),
                ("stage", models.SmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("paused", "Paused"), ("ended", "Ended"), ("done", "Done")],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("spent", models.IntegerField(default=0)),
                ("spent_on", models.DateField(null=True)),
                ("spent_then", models.IntegerField(default=0)),
                ("wait_until", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=100)),
                ("source", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.source")),
            ],
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.CharField(max_length=2000)),
                ("key", models.CharField(max_length=2000)),
                (
                    "way",
                    models.CharField(
                        choices=[("sitemap", "sitemap"), ("wordpress", "wordpress"), ("archive", "archive"), ("pages", "pages")],
                        max_length=10,
                    ),
                ),
                ("stage", models.SmallIntegerField()),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("robots", "robots"),
                            ("sitemap", "sitemap"),
                            ("front", "front"),
                            ("wordpress", "wordpress"),
                            ("page", "page"),
                        ],
                        max_length=10,
                    ),
                ),
                ("depth", models.SmallIntegerField(default=0)),
                ("number", models.IntegerField(default=1)),
                ("first", models.DateField(null=True)),
                ("last", models.DateField(null=True)),
                ("idle", models.SmallIntegerField(default=0)),
                ("read_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=100)),
                ("mentions", models.IntegerField(default=0)),
                ("new", models.IntegerField(default=0)),
                ("old", models.IntegerField(default=0)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("attempts", models.IntegerField(default=0)),
                ("due_at", models.DateTimeField(null=True)),
                ("lease", models.BigIntegerField(default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                ("owner", models.BigIntegerField(null=True)),
                ("parent", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to="store.listing")),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.backfill")),
            ],
        ),
        migrations.AddField(
            model_name="entry",
            name="listing",
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to="store.listing"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("listing__isnull", False)), fields=["listing", "state"], name="entry_by_listing"
            ),
        ),
        migrations.AddConstraint(
            model_name="backfill",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["running", "paused"])), fields=("source",), name="backfill_once"
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(condition=models.Q(("due_at__isnull", False)), fields=["plan", "stage"], name="listing_due"),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(fields=("plan", "key"), name="listing_once_per_plan"),
        ),
    ]
