"""What all objects with an ID of their own have in common."""

import strawberry


@strawberry.interface(
    description=(
        "Anything that `node` finds by its ID. IDs tell their type by a prefix: user_…, sess_…,"
        " file_…, key_…, proj_…, evt_…"
    )
)
class Node:
    """See the description."""

    id: strawberry.ID = strawberry.field(description="Unique on this server.")
