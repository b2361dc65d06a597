"""What SQLite's planner is told of the users: the same in every database, and never measured.

Nothing measures a SQLite database by itself, and without statistics SQLite takes a project for ten
users: it would read all of them in the order that is asked for to find the few of a filter. A
sample misleads as much, because it begins with those who lack a value. So all databases get the
shape of a large project, by which SQLite reads small ones as well (docs/adr/0020).
"""

from models.database import Database, Dialect

EVERYBODY = 100_000
PER_VALUE = {
    "id": (1,),
    "created_at": (1, 1),
    "updated_at": (1, 1),
    "last_login_at": (2, 1),
    "email": (1, 1),
    "username": (1, 1),
    "name": (2, 1),
    "first_name": (100, 1),
    "last_name": (100, 1),
    "name_folded": (2, 1),
    "first_name_folded": (100, 1),
    "last_name_folded": (100, 1),
    "phone": (2, 1),
    "city": (1_000, 1),
    "country": (5_000, 1),
    "role": (50_000, 1),
    "newest_of_city": (1_000, 1, 1),
    "newest_of_country": (5_000, 1, 1),
    "newest_of_role": (50_000, 1, 1),
    "newest_of_city_folded": (1_000, 1, 1),
    "newest_of_country_folded": (5_000, 1, 1),
    "referral_count": (10_000, 1),
}
"""Of each index `users_…`, behind the project: how many users share the first value, the first two
values, and so on."""
OF_NO_PROJECT = {
    "users_referred_by": (3, 1, 1),
    "sqlite_autoindex_users_1": (1,),
    "sqlite_autoindex_users_2": (EVERYBODY, 1),
    "sqlite_autoindex_users_3": (EVERYBODY, 1),
}
"""The same for the indexes that do not begin with the project, and those of constraints."""
OF_PROFILE_KEY = (20, 1)
"""The same for the index of a profile key."""
HEED = "ANALYZE sqlite_master"
"""Makes a connection heed what is told now; others do when an index comes, or when they open."""


def statistics() -> list[str]:
    """Give the statements that tell SQLite of all indexes from the start."""
    told = {f"users_{name}": (EVERYBODY, *counts) for name, counts in PER_VALUE.items()}
    return [
        # Of tables without rows this finds nothing, but makes the table of statistics.
        "ANALYZE users",
        "DELETE FROM sqlite_stat1 WHERE tbl = 'users'",
        *(_told(name, counts) for name, counts in (told | OF_NO_PROJECT).items()),
        HEED,
    ]


def statistics_of_profile_key(name: str) -> list[str]:
    """Give the statements that tell SQLite of the index of a profile key."""
    return [_told(name, (EVERYBODY, *OF_PROFILE_KEY)), HEED]


async def measure_users(database: Database) -> None:
    """Have PostgreSQL count and sample the users now.

    It does so by itself, but a minute late, until when it takes a table that was empty for small
    and reads all of it in search of a few.
    """
    if database.dialect is Dialect.POSTGRES:
        await database.connection.execute_query("ANALYZE users")


def _told(name: str, counts: tuple[int, ...]) -> str:
    numbers = " ".join(str(count) for count in (EVERYBODY, *counts))
    return f"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('users', '{name}', '{numbers}')"
