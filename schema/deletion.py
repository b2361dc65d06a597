"""What deleting one's account takes and gives."""

import strawberry

from core.ids import Prefix, encode
from resolvers.records import UserRecord
from schema.context import GraphQLContext
from schema.errors import MutationError
from schema.payloads import ERRORS

field = strawberry.field


@strawberry.input(description="The proof that it is the user who asks.")
class DeleteAccountInput:
    """See the description."""

    password: str = field(description="The password of the account; it has 128 characters at most.")


@strawberry.type(description="The answer to `deleteAccount`.")
class DeleteAccountPayload:
    """See the description."""

    deleted_id: strawberry.ID | None = field(
        default=None, description="The ID of the user, who is gone."
    )
    errors: list[MutationError] = field(default_factory=list, description=ERRORS)


def deletion_payload(context: GraphQLContext, deleted: UserRecord) -> DeleteAccountPayload:
    """Give the answer to a deletion."""
    context.forget_refresh_token()
    return DeleteAccountPayload(deleted_id=strawberry.ID(encode(Prefix.USER, deleted.id)))
