"""Tells SQLite's planner what to expect of the users; see models/statistics.py."""

from tortoise import migrations

from models.dialect_sql import DialectSQL
from models.statistics import statistics


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [("rollcall", "0006_oldest_login_failures")]
    operations = [DialectSQL(sqlite=statistics(), postgres=())]
