from django.db import migrations, models


class Migration(migrations.Migration):
    """Marks of what a feed said the last time. One new column: at once."""

    dependencies = [
        ("store", "0016_dictionary"),
    ]

    operations = [
        migrations.AddField(model_name="feed", name="heard", field=models.BinaryField(null=True)),
    ]
