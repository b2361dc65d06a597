"""Keys that sign access tokens: one pair for the whole server, its private half sealed."""

from datetime import datetime

from models.base import Stored
from models.fields import ExactText, Instant


class SigningKey(Stored):
    """An Ed25519 pair (RFC 8037) whose ID is the `kid` of the tokens that it signed."""

    public_key = ExactText()
    private_key = ExactText()
    # Since it is known when this will be, the key signs no more; until then it verifies.
    retired_at: datetime | None = Instant(null=True)

    class Meta:
        """The table."""

        table = "signing_keys"
