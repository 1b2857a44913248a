from django.db import migrations, models


class Migration(migrations.Migration):
    """What bodies of revisions are packed with. One new table: at once."""

    dependencies = [
        ("store", "0014_alerts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Dictionary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.BigIntegerField(unique=True)),
                ("data", models.BinaryField()),
                ("revisions", models.BigIntegerField()),
                ("learned_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "dictionaries",
            },
        ),
    ]
