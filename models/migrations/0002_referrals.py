"""Keeps `referral_count` exact, and referrers within the project, by triggers.

A trigger sees every writer: sign-ups, changes of referrer, deletions and what cascades from them,
in the transaction that causes it. Two users change in the order of their IDs, so that two changes
of referrer at once wait for each other instead of locking each other out.
"""

from tortoise import migrations

from models.dialect_sql import DialectSQL

SQLITE_SAME_PROJECT = """
    SELECT RAISE(ABORT, 'referrer of another project')
    WHERE NOT EXISTS (
        SELECT 1 FROM users WHERE id = NEW.referred_by_id AND project_id = NEW.project_id
    );
"""

SQLITE = (
    f"""
    CREATE TRIGGER users_referrer_inserted AFTER INSERT ON users
    WHEN NEW.referred_by_id IS NOT NULL
    BEGIN
        {SQLITE_SAME_PROJECT}
        UPDATE users SET referral_count = referral_count + 1 WHERE id = NEW.referred_by_id;
    END
    """,
    f"""
    CREATE TRIGGER users_referrer_changed AFTER UPDATE OF referred_by_id ON users
    WHEN NEW.referred_by_id IS NOT NULL AND NEW.referred_by_id IS NOT OLD.referred_by_id
    BEGIN
        {SQLITE_SAME_PROJECT}
        UPDATE users SET referral_count = referral_count + 1 WHERE id = NEW.referred_by_id;
    END
    """,
    """
    CREATE TRIGGER users_referrer_left AFTER UPDATE OF referred_by_id ON users
    WHEN OLD.referred_by_id IS NOT NULL AND NEW.referred_by_id IS NOT OLD.referred_by_id
    BEGIN
        UPDATE users SET referral_count = referral_count - 1 WHERE id = OLD.referred_by_id;
    END
    """,
    """
    CREATE TRIGGER users_referral_deleted AFTER DELETE ON users
    WHEN OLD.referred_by_id IS NOT NULL
    BEGIN
        UPDATE users SET referral_count = referral_count - 1 WHERE id = OLD.referred_by_id;
    END
    """,
)

POSTGRES = (
    """
    CREATE FUNCTION users_count_referrals() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        left_id uuid;
        joined_id uuid;
    BEGIN
        IF TG_OP <> 'INSERT' THEN left_id := OLD.referred_by_id; END IF;
        IF TG_OP <> 'DELETE' THEN joined_id := NEW.referred_by_id; END IF;
        IF left_id IS NOT DISTINCT FROM joined_id THEN RETURN NULL; END IF;
        PERFORM 1 FROM users WHERE id IN (left_id, joined_id) ORDER BY id FOR NO KEY UPDATE;
        IF joined_id IS NOT NULL THEN
            UPDATE users SET referral_count = referral_count + 1
            WHERE id = joined_id AND project_id = NEW.project_id;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'referrer of another project' USING ERRCODE = '23503';
            END IF;
        END IF;
        UPDATE users SET referral_count = referral_count - 1 WHERE id = left_id;
        RETURN NULL;
    END
    $$
    """,
    """
    CREATE TRIGGER users_referral_inserted AFTER INSERT ON users
    FOR EACH ROW WHEN (NEW.referred_by_id IS NOT NULL)
    EXECUTE FUNCTION users_count_referrals()
    """,
    """
    CREATE TRIGGER users_referral_changed AFTER UPDATE OF referred_by_id ON users
    FOR EACH ROW WHEN (NEW.referred_by_id IS DISTINCT FROM OLD.referred_by_id)
    EXECUTE FUNCTION users_count_referrals()
    """,
    """
    CREATE TRIGGER users_referral_deleted AFTER DELETE ON users
    FOR EACH ROW WHEN (OLD.referred_by_id IS NOT NULL)
    EXECUTE FUNCTION users_count_referrals()
    """,
)


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [("rollcall", "0001_initial")]
    operations = [DialectSQL(sqlite=SQLITE, postgres=POSTGRES)]
