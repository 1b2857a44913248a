import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What publishers wish: of each exchange, for each article, by each site's well-known file. Nullable columns and a table: quick."""

    dependencies = [
        ("store", "0009_hosts"),
    ]

    operations = [
        migrations.AddField(model_name="source", name="consent", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="article", name="wishes", field=models.CharField(max_length=2000, null=True)),
        migrations.AddField(model_name="capture", name="wishes", field=models.CharField(max_length=2000, null=True)),
        migrations.AddField(model_name="entry", name="wishes", field=models.CharField(max_length=2000, null=True)),
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
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Reservation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.CharField(max_length=2000)),
                ("rules", models.JSONField(default=list)),
                ("read_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=100)),
                ("etag", models.CharField(blank=True, max_length=500)),
                ("last_modified", models.CharField(blank=True, max_length=100)),
                ("body_sha256", models.CharField(blank=True, max_length=64)),
                ("due_at", models.DateTimeField(db_index=True)),
                ("lease", models.BigIntegerField(default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                ("owner", models.BigIntegerField(null=True)),
                ("source", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.source")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("source", "url"), name="reservation_once")],
            },
        ),
    ]
