import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Times in which feeds were not looked at, and entries by the moment they were first seen. A table and an index: seconds."""

    dependencies = [
        ("store", "0007_memory"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["source", "seen_at"], name="entry_by_source"),
        ),
        migrations.CreateModel(
            name="Lapse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("cause", models.CharField(max_length=100)),
                ("causes", models.JSONField(default=dict)),
                ("polls", models.IntegerField(default=0)),
                (
                    "missed",
                    models.CharField(
                        choices=[("unknown", "unknown"), ("nothing", "nothing"), ("possible", "possible")],
                        default="unknown",
                        max_length=10,
                    ),
                ),
                ("entries", models.IntegerField(default=0)),
                ("feed", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.feed")),
                ("source", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.source")),
            ],
            options={
                "indexes": [models.Index(fields=["source", "since"], name="lapse_by_source")],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("until", None)), fields=("feed",), name="lapse_once_open")
                ],
            },
        ),
    ]
