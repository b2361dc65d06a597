"""Drawings: what only draws is taken, what could act, fetch or hide is not."""

from __future__ import annotations

from io import BytesIO
from xml.parsers import expat

import pytest

from core.svg import MAX_SIZE, is_harmless_svg

NAMES = (
    'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:html="http://www.w3.org/1999/xhtml" xmlns:other="https://example.com/editor"'
)


def svg(inside: str = "", attributes: str = "", before: str = "") -> BytesIO:
    return BytesIO(f"{before}<svg {NAMES} {attributes}>{inside}</svg>".encode())


@pytest.mark.parametrize(
    "inside",
    [
        "",
        '<g fill="url(#a)" style="stroke: url( \'#a\' )"><path d="M0 0L1 1"/></g>',
        '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs>',
        '<use href="#a"/><use xlink:href="#a"/><a href="#a"><text>A &amp; B</text></a>',
        "<style>.a { fill: red; clip-path: url(#a) }</style>",
        '<metadata><other:note other:where="C:\\a"/></metadata>',
        "<title>on load = script</title>",
    ],
)
def test_what_only_draws_is_taken(inside: str) -> None:
    assert is_harmless_svg(svg(inside))


PUBLIC = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">'


def test_a_document_type_that_defines_nothing_is_taken() -> None:
    assert is_harmless_svg(svg(before=f'<?xml version="1.0"?>{PUBLIC}'))


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<script href='https://example.com/a.js'/>",
        "<html:script>alert(1)</html:script>",
        "<html:iframe/>",
        "<g xmlns=''><script>alert(1)</script></g>",
        "<foreignObject><html:body/></foreignObject>",
        '<image href="https://example.com/a.png"/>',
        '<image href="data:image/svg+xml;base64,AAAA"/>',
        "<animate attributeName='href' to='javascript:alert(1)'/>",
        "<set attributeName='onload' to='alert(1)'/>",
        "<handler>alert(1)</handler>",
        '<a href="javascript:alert(1)"><text>A</text></a>',
        '<a xlink:href=" javascript:alert(1)"><text>A</text></a>',
        '<a href="https://example.com"><text>A</text></a>',
        '<use href="https://example.com/a.svg#a"/>',
        '<g onload="alert(1)"/>',
        '<g ONCLICK="alert(1)"/>',
        '<g other:onload="alert(1)"/>',
        '<g style="background: url(https://example.com)"/>',
        '<g style="background: url( &quot;//example.com#&quot;)"/>',
        '<g style="background: u\\72l(x)"/>',
        '<g fill="URL(x)"/>',
        "<style>@import 'https://example.com/a.css';</style>",
        "<style>@imp<!-- -->ort 'https://example.com/a.css';</style>",
        "<style>a { background: url(https://example.com) }</style>",
        '<g xml:base="https://example.com/"/>',
        "<g>" * 100 + "</g>" * 100,
        "<g/>" * 50_000,
    ],
    ids=lambda value: value[:40],
)
def test_what_could_act_or_fetch_is_refused(inside: str) -> None:
    assert not is_harmless_svg(svg(inside))


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE svg [<!ENTITY a "b">]>',
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<?xml-stylesheet href="https://example.com/a.css"?>',
    ],
)
def test_entities_and_styles_from_elsewhere_are_refused(before: str) -> None:
    assert not is_harmless_svg(svg(before=before))


def test_handlers_at_the_root_are_refused() -> None:
    assert not is_harmless_svg(svg(attributes='onload="alert(1)"'))


def test_other_xml_is_no_drawing() -> None:
    assert not is_harmless_svg(BytesIO(b"<svg/>"))
    assert not is_harmless_svg(BytesIO(b'<html xmlns="http://www.w3.org/1999/xhtml"/>'))
    with pytest.raises(expat.ExpatError):
        is_harmless_svg(BytesIO(b"<svg"))


def test_a_drawing_of_more_than_a_mebibyte_is_none() -> None:
    comment = f"<!--{'a' * MAX_SIZE}-->"
    assert not is_harmless_svg(svg(comment))


def nested(levels: int, times: int) -> str:
    """Draw something in which each level shows the one before so many times."""
    drawn = '<g id="a0"><circle r="1"/></g>'
    for level in range(1, levels + 1):
        drawn += f'<g id="a{level}">' + f'<use href="#a{level - 1}"/>' * times + "</g>"
    return drawn


def test_what_draws_itself_again_and_again_is_refused() -> None:
    assert is_harmless_svg(svg(nested(3, 10)))
    assert is_harmless_svg(svg(nested(90, 1)))
    assert not is_harmless_svg(svg(nested(5, 10)))
    assert not is_harmless_svg(svg(nested(5, 10).replace("#a", "#%61")))
    assert not is_harmless_svg(svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'))
    assert is_harmless_svg(svg('<use href="#nothing"/>'))
