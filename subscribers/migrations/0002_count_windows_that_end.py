from django.db import migrations, models


def count_without_waiting_for_the_disk(apps, schema_editor):
    """What the throttle counted may be lost in a crash; on PostgreSQL a commit then needs no flush."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE subscribers_ratecount SET UNLOGGED")


def count_durably(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE subscribers_ratecount SET LOGGED")


class Migration(migrations.Migration):

    dependencies = [
        ("subscribers", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="ratecount",
            name="ends_at",
            field=models.DateTimeField(db_index=True, null=True),
        ),
        migrations.RunPython(count_without_waiting_for_the_disk, count_durably),
    ]
