from django.db import migrations, models


class Migration(migrations.Migration):
    """What is imported from the WARC files of others: where a capture comes from, and how far each file was read."""

    dependencies = [
        ("store", "0004_durability"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("head", models.CharField(max_length=64)),
                ("wanted", models.CharField(blank=True, max_length=64)),
                ("size", models.BigIntegerField()),
                ("offset", models.BigIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("error", models.CharField(blank=True, max_length=100)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("name", "head", "wanted"), name="imported_once")]},
        ),
        migrations.AddField(model_name="capture", name="origin", field=models.CharField(blank=True, max_length=200)),
        migrations.AddField(model_name="capture", name="origin_offset", field=models.BigIntegerField(default=0)),
        migrations.AddIndex(
            model_name="capture",
            index=models.Index(condition=models.Q(purpose="page"), fields=["sha256"], name="capture_by_payload"),
        ),
        migrations.AddIndex(
            model_name="capture",
            index=models.Index(
                condition=models.Q(("read_at", None), models.Q(("origin", ""), _negated=True)),
                fields=["fetched_at", "record_id"],
                name="capture_imported",
            ),
        ),
    ]
