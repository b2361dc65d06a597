"""What is kept stays within its bounds, and what was asked for last stays."""

from __future__ import annotations

from functools import partial

from core.keeping import Kept


def test_something_is_made_once_for_a_key() -> None:
    kept: Kept[list[str]] = Kept(10, 100, len)
    first = kept.get("a", lambda: ["x"])
    assert kept.get("a", lambda: ["y"]) is first
    assert kept.get("b", lambda: ["y"]) == ["y"]
    assert len(kept) == 2


def test_what_was_asked_for_longest_ago_leaves_first() -> None:
    kept: Kept[str] = Kept(2, 100, len)
    for key in "abac":
        kept.get(key, partial(str, key))
    assert kept.get("a", lambda: "new") == "a"
    assert kept.get("b", lambda: "new") == "new"
    assert len(kept) == 2


def test_all_together_weigh_no_more_than_allowed() -> None:
    kept: Kept[str] = Kept(100, 10, len)
    for key in "abc":
        kept.get(key, partial(str.__mul__, key, 4))
    assert len(kept) == 2
    assert kept.get("a", lambda: "new") == "new"
    assert kept.get("c", lambda: "new") == "cccc"
    kept.get("d", lambda: "d" * 10)
    assert len(kept) == 1


def test_what_is_too_heavy_is_not_kept_and_drives_nothing_out() -> None:
    kept: Kept[str] = Kept(100, 10, len)
    kept.get("a", lambda: "aaaa")
    assert kept.get("b", lambda: "b" * 11) == "b" * 11
    assert kept.get("b", lambda: "new") == "new"
    assert kept.get("a", lambda: "new") == "aaaa"
