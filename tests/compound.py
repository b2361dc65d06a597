"""A compound file ([MS-CFB]), as Word wrote them until 2003, with one stream."""

from __future__ import annotations

import struct

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound_file(stream: str) -> bytes:
    """Make a compound file of version 3 that holds a stream of 4096 zeros."""
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", FREE) * 108
    # Sector 0 is the FAT, sector 1 the directory, and the stream follows.
    chain = [FAT, END, *range(3, 10), END]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(SECTOR, b"\xff")
    directory = _entry("Root Entry", 5, child=1, start=END, size=0)
    directory += _entry(stream, 2, child=FREE, start=2, size=4096)
    return header + fat + directory.ljust(SECTOR, b"\0") + bytes(4096)


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    entry = written.ljust(64, b"\0") + struct.pack("<HBB", len(written) + 2, kind, 1)
    entry += struct.pack("<III", FREE, FREE, child) + bytes(16 + 4 + 16)
    return entry + struct.pack("<IQ", start, size)
