"""SVG drawings that do nothing: what could act or fetch is not allowed, by lists of what is.

A drawing is never served as a page (docs/adr); this is the second lock on that door.
"""

import re
from collections import Counter, defaultdict
from typing import BinaryIO
from urllib.parse import unquote
from xml.parsers import expat

NAMESPACE = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
LIVE = frozenset(
    (
        "",
        "http://www.w3.org/1999/xhtml",
        "http://www.w3.org/1998/Math/MathML",
        "http://www.w3.org/2001/xml-events",
    )
)
"""Namespaces of which browsers make more than a drawing; in others editors keep their notes."""
MAX_SIZE = 1024 * 1024
"""Bytes; a drawing of more is none that people make."""
MAX_DEPTH = 100
MAX_ELEMENTS = 50_000
"""Written, and drawn: what `use` repeats counts each time, as ten in ten in ten are many."""
_NAMES = """
a circle clipPath defs desc ellipse feBlend feColorMatrix feComponentTransfer feComposite
feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood
feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset
fePointLight feSpecularLighting feSpotLight feTile feTurbulence filter g line
linearGradient marker mask metadata path pattern polygon polyline radialGradient rect
stop style svg switch symbol text textPath title tspan use view
"""
ELEMENTS = frozenset(_NAMES.split())
"""Elements that only draw (SVG 2); those that run, embed or change others are left out."""
_OUTSIDE = re.compile(r"@import|url\s*+\(\s*+(?!['\"]?\s*+#)|expression|\\", re.IGNORECASE)
"""What a style must not say: it could fetch something, or hide that it does."""


def is_harmless_svg(file: BinaryIO) -> bool:
    """Tell whether a file is an SVG drawing without scripts, entities and outside references.

    Raises:
        ExpatError: it is no XML.
    """
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.ProcessingInstructionHandler = reader.instruction
    text = file.read(MAX_SIZE + 1)
    if len(text) > MAX_SIZE:
        return False
    try:
        parser.Parse(text, True)
        reader.count_drawn("")
    except _RefusedError:
        return False
    return True


class _RefusedError(Exception):
    """Something in the drawing is not allowed."""


class _Reader:
    """Looks at what the parser finds."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._elements = 0
        self._ids: list[str] = []
        self._sizes: Counter[str] = Counter()
        self._uses: dict[str, list[str]] = defaultdict(list)
        self._drawn: dict[str, int] = {}
        self._style: list[str] = []

    def doctype(self, _name: str, _system: object, _public: object, subset: int) -> None:
        """Refuse a document type that defines something, such as entities."""
        if subset:
            raise _RefusedError

    def instruction(self, target: str, _data: str) -> None:
        """Refuse the instruction to fetch a style."""
        if target.lower() == "xml-stylesheet":
            raise _RefusedError

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Look at an element."""
        namespace, _, local = name.rpartition(" ")
        self._elements += 1
        is_root = not self._open
        if is_root and (namespace, local) != (NAMESPACE, "svg"):
            raise _RefusedError
        if namespace == NAMESPACE and local not in ELEMENTS:
            raise _RefusedError
        if namespace in LIVE:
            raise _RefusedError
        if len(self._open) >= MAX_DEPTH or self._elements > MAX_ELEMENTS:
            raise _RefusedError
        for key, value in attributes.items():
            _check_attribute(key, value)
        self._open.append(local)
        self._note_use(local, attributes)

    def _note_use(self, local: str, attributes: dict[str, str]) -> None:
        """Note for each thing with an ID what is in it, and what it uses; the whole has none."""
        self._ids.append(attributes.get("id", ""))
        holders = {"", *self._ids}
        self._sizes.update(holders)
        if local == "use":
            told = [value for key, value in attributes.items() if key.endswith("href")]
            used = [unquote(value.strip()[1:]) for value in told]
            for holder in holders:
                self._uses[holder] += used

    def count_drawn(self, name: str, depth: int = 0) -> int:
        """Count the elements that are drawn for what has this ID."""
        if depth > MAX_DEPTH:
            raise _RefusedError
        if name not in self._drawn:
            used = (self.count_drawn(one, depth + 1) for one in self._uses.get(name, ()))
            self._drawn[name] = self._sizes[name] + sum(used)
        if self._drawn[name] > MAX_ELEMENTS:
            raise _RefusedError
        return self._drawn[name]

    def end(self, _name: str) -> None:
        """Look at a style when it is whole."""
        self._ids.pop()
        if self._open.pop() == "style":
            if _OUTSIDE.search("".join(self._style)):
                raise _RefusedError
            self._style.clear()

    def text(self, data: str) -> None:
        """Keep the text of a style."""
        if self._open and self._open[-1] == "style":
            self._style.append(data)


def _check_attribute(key: str, value: str) -> None:
    namespace, _, local = key.rpartition(" ")
    name = local.lower()
    if name.startswith("on") or name in {"src", "base", "attributename", "formaction"}:
        raise _RefusedError
    if name == "href" and not value.strip().startswith("#"):
        raise _RefusedError
    if namespace in {"", XLINK, XML} and _OUTSIDE.search(value):
        raise _RefusedError
