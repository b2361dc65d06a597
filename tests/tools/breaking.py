"""Tells which changes of the schema would break clients of the last release.

`make check` runs it. A break that is meant is announced in the changelog, word for word; a release
takes the schema over by `python -m tests.tools.breaking --release VERSION`.
"""

from __future__ import annotations

import argparse
import re
import sys

from graphql import GraphQLInputObjectType, GraphQLSchema, build_schema, find_breaking_changes

from tests.tools.operations import ROOT

RELEASED = ROOT / "schema/released.graphql"
CURRENT = ROOT / "schema/schema.graphql"
CHANGELOG = ROOT / "CHANGELOG.md"
HEAD = re.compile(r"# The schema of Rollcall (\S+), with which the next one is compared\.\n")


def breaks(released: str, current: str) -> list[str]:
    """Give a sentence for each change by which a document or a program may stop to work."""
    old, new = build_schema(released), build_schema(current)
    return [*(change.description for change in find_breaking_changes(old, new)), *_one_of(old, new)]


def _one_of(old: GraphQLSchema, new: GraphQLSchema) -> list[str]:
    """Name inputs that have come to take one field alone, which graphql-core passes over."""
    return [
        f"{name} takes exactly one field from now on."
        for name, type_ in old.type_map.items()
        if isinstance(type_, GraphQLInputObjectType) and not type_.is_one_of
        if getattr(new.type_map.get(name), "is_one_of", False)
    ]


def unannounced(found: list[str], changelog: str) -> list[str]:
    """Give those of the breaks that `## Unreleased` of a changelog does not name."""
    section = changelog.partition("\n## Unreleased\n")[2].partition("\n## ")[0]
    announced = set(re.findall(r"^- Breaking: (.*)$", section, re.MULTILINE))
    return [one for one in found if one not in announced]


def released_version(text: str) -> str:
    """Give the version of the release that a schema is of.

    Raises:
        ValueError: its first line does not say so.
    """
    head = HEAD.match(text)
    if head is None:
        raise ValueError(f"{RELEASED.name} does not begin by saying which release it is of.")
    return head[1]


def main() -> None:
    """Compare, or take the schema over as that of a release."""
    parser = argparse.ArgumentParser(description="Compare the schema with the last release's.")
    parser.add_argument("--release", metavar="VERSION", help="take it as that of this release")
    version = parser.parse_args().release
    current = CURRENT.read_text("utf-8")
    if version is not None:
        head = f"# The schema of Rollcall {version}, with which the next one is compared.\n"
        RELEASED.write_text(head + current, "utf-8")
        return
    found = breaks(RELEASED.read_text("utf-8"), current)
    if left := unannounced(found, CHANGELOG.read_text("utf-8")):
        sys.stderr.writelines(f"This breaks clients: {one}\n" for one in left)
        sys.exit("Keep what was released, or announce it in CHANGELOG.md: `- Breaking: …`.")


if __name__ == "__main__":
    main()
