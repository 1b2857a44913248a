import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Where a source's logo lies; by which channels an entry was announced; subscriptions at hubs. Only new columns and a table: quick."""

    dependencies = [
        ("store", "0005_imports"),
    ]

    operations = [
        migrations.AddField(model_name="source", name="logo", field=models.CharField(blank=True, max_length=2000)),
        migrations.AddField(model_name="entry", name="channels", field=models.CharField(max_length=60, null=True)),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hub", models.CharField(blank=True, max_length=2000)),
                ("topic", models.CharField(blank=True, max_length=2000)),
                ("token", models.CharField(max_length=64, unique=True)),
                ("secret", models.CharField(max_length=128)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("none", "None"),
                            ("wanted", "Wanted"),
                            ("asked", "Asked"),
                            ("active", "Active"),
                            ("refused", "Refused"),
                        ],
                        default="none",
                        max_length=10,
                    ),
                ),
                ("failures", models.IntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=100)),
                ("due_at", models.DateTimeField(db_index=True, null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("active_until", models.DateTimeField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("deliveries", models.BigIntegerField(default=0)),
                ("refused", models.BigIntegerField(default=0)),
                ("recent", models.JSONField(default=list)),
                (
                    "feed",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="subscription", to="store.feed"),
                ),
            ],
        ),
    ]
