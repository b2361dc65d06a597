"""The names that people give to files: kept as text, and never believed."""

import re
import unicodedata

MAX_LENGTH = 200
"""Code points of a name that are kept; its end, because the extension stands there."""
FIELD = re.compile(r"[A-Za-z0-9_]{1,64}", re.ASCII)
"""What the name of a profile field that holds a file looks like."""
_JOINERS = "\u200c\u200d"
"""Persian and emoji need these two, which turn no text around."""


def clean_filename(given: str, otherwise: str) -> str:
    """Take path parts, control characters and what turns text around out of a name.

    `otherwise` is the name where nothing is left. The rest is what a person would read: "résumé
    2.pdf" stays as it is.
    """
    last = re.split(r"[/\\]", given)[-1]
    text = "".join(char for char in last if char in _JOINERS or not _is_hidden(char))
    name = unicodedata.normalize("NFC", text).strip(" .")
    return name[-MAX_LENGTH:].strip(" .") or otherwise


def _is_hidden(char: str) -> bool:
    """Tell what is not seen: control, format and private characters, surrogates, line ends."""
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
