"""Reading users as a caller may see them: one, a list, referrers and referrals."""

from collections.abc import Sequence
from typing import Any

from core.errors import RequestCode, RequestError
from core.ids import Prefix, decode
from resolvers.access import directory_required, is_self, may_see, project_of
from resolvers.context import Context
from resolvers.directory.conditions import Condition
from resolvers.directory.listing import EVERYTHING, Listing, Page, Wanted
from resolvers.directory.projection import Projection
from resolvers.directory.reader import Reader
from resolvers.directory.referrals import Referrals
from resolvers.directory.shapes import Prepared
from resolvers.directory.visibility import check_visible
from resolvers.records import Key, ProjectRecord, UserRecord


def reader_of(context: Context, project: ProjectRecord) -> Reader:
    """Give the reader of a project's users."""
    return Reader(context.database, str(project.id), context.services.cursors)


async def read_user(context: Context, project: ProjectRecord, key: Key) -> UserRecord | None:
    """Find a user of a project by key, whoever calls."""
    found = await reader_of(context, project).by_ids([str(key)])
    return found.get(str(key))


async def user_by_id(context: Context, user_id: str) -> UserRecord | None:
    """Find a user by TypeID; None if there is none or the caller may not see it.

    Raises:
        RequestError: UNAUTHENTICATED if nobody is signed in and there is no secret key.
    """
    project = project_of(context)
    if not context.caller.is_admin and context.caller.user is None:
        directory_required(context)
    key = decode(Prefix.USER, user_id)
    user = None if key is None else await read_user(context, project, key)
    return user if user is not None and may_see(context.caller, user) else None


async def read_rows(context: Context, keys: Sequence[str], projection: Projection) -> Sequence[Any]:
    """Find users of the project by their keys, whoever calls, and give rows of a projection."""
    return await reader_of(context, project_of(context)).rows_by_ids(keys, projection)


async def list_users(context: Context, listing: Listing, wanted: Wanted = EVERYTHING) -> Page:
    """Read what is wanted of a page of the project's users.

    Raises:
        RequestError: UNAUTHENTICATED, FORBIDDEN or BAD_USER_INPUT.
    """
    project = directory_required(context)
    check_visible(context.caller, listing.condition, listing.orders)
    return await reader_of(context, project).page(listing, wanted=wanted)


async def count_users(context: Context, condition: Condition, known: Prepared | None = None) -> int:
    """Count all users that match, under the same rules as `list_users`."""
    project = directory_required(context)
    check_visible(context.caller, condition, ())
    return await reader_of(context, project).count(condition, known=known)


async def load_users(context: Context, keys: Sequence[str]) -> list[UserRecord | None]:
    """Find many users of the project by their keys, in one statement and in the order asked."""
    found = await reader_of(context, project_of(context)).by_ids(keys)
    return [found.get(key) for key in keys]


def check_referrals(context: Context, user: UserRecord, listing: Listing) -> None:
    """Check that the caller may list whom this user brought, under this filter and order.

    Raises:
        RequestError: FORBIDDEN.
    """
    caller, project = context.caller, project_of(context)
    if not caller.is_admin and not (is_self(caller, user) and project.member_directory):
        message = "Listing referrals needs a secret key or the role admin in this project."
        raise RequestError(RequestCode.FORBIDDEN, message)
    check_visible(caller, listing.condition, listing.orders)


async def load_referrals(
    context: Context, referrers: Sequence[str], listing: Listing
) -> list[Page]:
    """Read the same page of the referrals of many users, checked by `check_referrals`."""
    referrals = Referrals(reader_of(context, project_of(context)))
    pages = await referrals.pages(referrers, listing)
    return [pages[referrer] for referrer in referrers]


async def load_referral_counts(
    context: Context, referrers: Sequence[str], condition: Condition
) -> list[int]:
    """Count the referrals of many users, checked by `check_referrals`."""
    referrals = Referrals(reader_of(context, project_of(context)))
    counts = await referrals.counts(referrers, condition)
    return [counts[referrer] for referrer in referrers]
