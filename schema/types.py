"""What clients see of users and sessions; together, because they refer to each other."""

from typing import Annotated, TypeAlias

import orjson
import strawberry
from strawberry import Maybe

from core.ids import Prefix, encode
from resolvers import users
from resolvers.access import may_see_private
from resolvers.context import Context
from resolvers.directory.conditions import Condition
from resolvers.directory.listing import Page
from resolvers.file_tools import avatar_url
from resolvers.key_making import MAX_PERSONAL_KEYS
from resolvers.records import SessionRecord, UserRecord
from resolvers.session_list import MAX_LISTED
from resolvers.upkeep import FORGOTTEN
from schema.api_keys import ApiKey, api_key_of
from schema.arguments import After, Before, Filter, First, Last, Offset, OrderBy
from schema.conditions import path_of
from schema.context import Info
from schema.files import FieldName, File, file_of
from schema.inputs import optional
from schema.listings import listing_of
from schema.node import Node
from schema.scalars import JSON, DateTime

field = strawberry.field
Path: TypeAlias = Annotated[
    Maybe[list[str] | None],
    strawberry.argument(
        description=(
            "Keys from the root, at most 8, of 128 characters each; none for the whole object."
        )
    ),
]


@strawberry.type(
    description=(
        "An account of a project. Another member (neither the user nor an administrator) sees"
        " `id`, `username`, `name`, `firstName`, `lastName`, `avatarUrl` and `createdAt`; every"
        " other field is null to them."
    )
)
class User(Node):
    """See the description. Private fields are null by schema/veil.py where it is not whole."""

    record: strawberry.Private[UserRecord]
    is_whole: strawberry.Private[bool]
    email: str | None = field(
        description="Stored as typed; unique in the project in any case; 254 characters at most."
    )
    username: str | None = field(
        description="Unique in the project in any case; 64 characters at most."
    )
    name: str | None = field(description="The full name; 200 characters at most.")
    first_name: str | None = field(description="The first name; 100 characters at most.")
    last_name: str | None = field(description="The last name; 100 characters at most.")
    phone: str | None = field(description="The telephone number; 40 characters at most.")
    city: str | None = field(description="The city; 100 characters at most.")
    country: str | None = field(description="The country; 100 characters at most.")
    timezone: str | None = field(description="The name of an IANA time zone, e.g. Asia/Karachi.")
    avatar_url: str | None = field(
        description=(
            "The address of the uploaded file `avatar` if there is one, else the URL that the"
            " profile gives."
        )
    )
    role: str | None = field(description="What the user may do: one of the roles of the project.")
    is_email_verified: bool | None = field(description="Whether the e-mail address is verified.")
    is_active: bool | None = field(description="Whether the user may sign in.")
    last_login_at: DateTime | None = field(description="When the user last signed in.")
    created_at: DateTime = field(description="When the user registered.")
    updated_at: DateTime | None = field(description="When the user last changed.")
    referral_count: int | None = field(description="How many users this user brought here.")

    @field(
        description=(
            "Whatever else the application keeps about the user, 64 KiB at most: the whole object,"
            " or one value in it, null where there is none."
        )
    )
    def data(self, path: Path = None) -> JSON | None:
        """See the description."""
        value = orjson.loads(self.record.data)
        for key in path_of(optional(path), ("path",)) if optional(path) else ():
            value = value.get(key) if isinstance(value, dict) else None
        return value  # type: ignore[no-any-return]

    @field(description='The user\'s own settings, e.g. {"theme": "dark"}; 64 KiB at most.')
    def preferences(self) -> JSON | None:
        """See the description."""
        return JSON(orjson.loads(self.record.preferences))

    @field(
        description=f"Where the user is signed in: the {MAX_LISTED} newest sessions, newest first."
    )
    async def sessions(self, info: Info) -> list["Session"] | None:
        """See the description."""
        found = await info.context.sessions(str(self.record.id))
        return [session_of(info.context.request, one) for one in found]

    @field(
        description=(
            "The user's personal keys, the newest first; null to other members. At most"
            f" {MAX_PERSONAL_KEYS}. One that has run out is listed for {FORGOTTEN.days} days more."
        )
    )
    async def api_keys(self, info: Info) -> list[ApiKey] | None:
        """See the description."""
        return [api_key_of(one) for one in await info.context.api_keys(str(self.record.id))]

    @field(description="Uploaded files, by the names of their fields; 50 at most.")
    async def files(self, info: Info) -> list[File] | None:
        """See the description."""
        return [file_of(one) for one in await info.context.files(str(self.record.id))]

    @field(description="The file in one field, e.g. `resume`; null where there is none.")
    async def file(self, info: Info, field: FieldName) -> File | None:
        """See the description."""
        files = await info.context.files(str(self.record.id))
        return next((file_of(one) for one in files if one.field == field), None)

    @field(description="Who brought this user here.")
    async def referred_by(self, info: Info) -> "User | None":
        """See the description."""
        if self.record.referred_by_id is None:
            return None
        found = await info.context.user(str(self.record.referred_by_id))
        return None if found is None else user_of(info.context.request, found)

    @field(
        description=(
            "Whom this user brought here. To the user itself only while the project opens its"
            " directory to members, because those it brought are members too."
        )
    )
    async def referrals(
        self,
        info: Info,
        filter: Filter = None,  # noqa: A002 -- the name in GraphQL
        order_by: OrderBy = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        offset: Offset = None,
    ) -> "UserConnection | None":
        """See the description."""
        listing = listing_of(
            filter_=optional(filter),
            order_by=optional(order_by),
            first=optional(first),
            after=optional(after),
            last=optional(last),
            before=optional(before),
            offset=optional(offset),
        )
        users.check_referrals(info.context.request, self.record, listing)
        key = str(self.record.id)
        page = await info.context.referrals(key, listing)
        return connection_of(info.context.request, page, listing.condition, referrer=key)


@strawberry.type(description="Where a page lies in its list (Relay cursor connections).")
class PageInfo:
    """See the description."""

    has_next_page: bool = field(description="Whether more follows the page.")
    has_previous_page: bool = field(description="Whether more comes before the page.")
    start_cursor: str | None = field(description="The first cursor of the page.")
    end_cursor: str | None = field(description="The last cursor of the page.")


@strawberry.type(description="A user in a list.")
class UserEdge:
    """See the description."""

    page: strawberry.Private[Page]
    index: strawberry.Private[int]
    node: User = field(description="The user.")

    @field(description="The place of the user in the list, for `after` and `before`.")
    def cursor(self) -> str:
        """See the description."""
        return self.page.cursor(self.index)


@strawberry.type(description="A page of a list of users.")
class UserConnection:
    """See the description."""

    page: strawberry.Private[Page]
    condition: strawberry.Private[Condition]
    referrer: strawberry.Private[str | None]
    nodes: list[User] = field(description="The same users without cursors.")

    @field(description="The users with their cursors.")
    def edges(self) -> list[UserEdge]:
        """See the description."""
        return [UserEdge(page=self.page, index=n, node=node) for n, node in enumerate(self.nodes)]

    @field(description="Where the page lies in its list.")
    def page_info(self) -> PageInfo:
        """See the description."""
        count = len(self.nodes)
        return PageInfo(
            has_next_page=self.page.has_next,
            has_previous_page=self.page.has_previous,
            start_cursor=self.page.cursor(0) if count else None,
            end_cursor=self.page.cursor(count - 1) if count else None,
        )

    @field(description="All users that match, whatever the page. Counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        """See the description."""
        if self.referrer is None:
            return await users.count_users(info.context.request, self.condition)
        return await info.context.referral_count(self.referrer, self.condition)


@strawberry.type(description="One sign-in of one client.")
class Session(Node):
    """See the description."""

    is_current: bool = field(description="Whether this request was made with it.")
    user_agent: str | None = field(
        description="What the client called itself; 500 characters at most."
    )
    ip_address: str | None = field(description="Where the client signed in from.")
    created_at: DateTime = field(description="When it began.")
    last_used_at: DateTime = field(description="When it was last used, to the minute.")
    expires_at: DateTime = field(description="When its refresh token runs out.")


def user_of(context: Context, record: UserRecord, *, is_whole: bool = False) -> User:
    """Give a user as the caller may see it; `is_whole` shows everything to whoever it is."""
    whole = is_whole or may_see_private(context.caller, record)
    return User(
        id=strawberry.ID(encode(Prefix.USER, record.id)),
        record=record,
        is_whole=whole,
        email=record.email,
        username=record.username,
        name=record.name,
        first_name=record.first_name,
        last_name=record.last_name,
        phone=record.phone,
        city=record.city,
        country=record.country,
        timezone=record.timezone,
        avatar_url=avatar_url(context.services.files.base, record.avatar_path, record.avatar_url),
        role=record.role,
        is_email_verified=bool(record.is_email_verified),
        is_active=bool(record.is_active),
        last_login_at=None if record.last_login_at is None else DateTime(record.last_login_at),
        created_at=DateTime(record.created_at),
        updated_at=DateTime(record.updated_at),
        referral_count=record.referral_count,
    )


def connection_of(
    context: Context, page: Page, condition: Condition, referrer: str | None = None
) -> UserConnection:
    """Give a page as the caller may see it."""
    nodes = [user_of(context, record) for record in page.users]
    return UserConnection(page=page, condition=condition, referrer=referrer, nodes=nodes)


def session_of(context: Context, record: SessionRecord) -> Session:
    """Give a session as the caller sees it."""
    current = context.caller.session
    return Session(
        id=strawberry.ID(encode(Prefix.SESSION, record.id)),
        is_current=current is not None and str(current.id) == str(record.id),
        user_agent=record.user_agent,
        ip_address=record.ip_address,
        created_at=DateTime(record.created_at),
        last_used_at=DateTime(record.last_used_at),
        expires_at=DateTime(record.expires_at),
    )
