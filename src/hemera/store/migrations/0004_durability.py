import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who holds a lease; articles that are read again after the record was lost. Only new columns and a new table: quick."""

    dependencies = [
        ("store", "0003_templates"),
    ]

    operations = [
        migrations.AddField(model_name="feed", name="owner", field=models.BigIntegerField(null=True)),
        migrations.AddField(model_name="entry", name="owner", field=models.BigIntegerField(null=True)),
        migrations.AddField(model_name="imageaddress", name="owner", field=models.BigIntegerField(null=True)),
        migrations.CreateModel(
            name="Awaited",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.CharField(max_length=2000)),
                ("number", models.BigIntegerField(null=True)),
                ("record", models.CharField(blank=True, db_index=True, max_length=60)),
                ("template", models.CharField(blank=True, max_length=100)),
                (
                    "visibility",
                    models.CharField(
                        choices=[("public", "public"), ("held", "held"), ("withdrawn", "withdrawn")],
                        default="public",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=60)),
                ("source", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.source")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("source", "url"), name="awaited_once_per_address")],
            },
        ),
    ]
