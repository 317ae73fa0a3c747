"""The text of a mail as blocks that HTML can show: paragraphs, quotations, links to the hub.

Templates are written once, as text. What people typed stands in it as well, so only addresses of
the hub itself become buttons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_LABEL = 60
INDENT = "    "


@dataclass(frozen=True, slots=True)
class Block:
    """`kind` is text, title (indented lines), quote (lines with >), button, link or foot.

    A button or link leads to `url`; without `text` it has no name of its own.
    """

    kind: str
    text: str = ""
    url: str = ""


def blocks(text: str, home: str) -> Iterator[Block]:
    """The blocks of a mail; `home` is how addresses of the hub begin, such as https://hub.example/."""
    for paragraph in re.split(r"\n\s*\n", text.strip("\n")):
        lines = [line.rstrip() for line in paragraph.split("\n")]
        if lines[0] == "--":
            yield Block("foot", "\n".join(lines[1:-1]), lines[-1])
        else:
            yield from _of_paragraph(lines, home)


def _of_paragraph(lines: list[str], home: str) -> Iterator[Block]:
    kept: list[str] = []
    for line in lines:
        if not (line.startswith(home) and " " not in line):
            kept.append(line)
            continue
        label = kept.pop() if kept and _is_label(kept[-1]) else ""
        if kept:
            yield _text(kept)
            kept = []
        kind = "link" if label and not label.endswith(":") else "button"
        yield Block(kind, label.removesuffix(":"), line)
    if kept:
        yield _text(kept)


def _is_label(line: str) -> bool:
    return len(line) <= LONGEST_LABEL and not line.startswith((INDENT, ">")) and "://" not in line


def _text(lines: list[str]) -> Block:
    if all(line.startswith(">") for line in lines):
        return Block("quote", "\n".join(line[1:].removeprefix(" ") for line in lines))
    if all(line.startswith(INDENT) for line in lines):
        return Block("title", "\n".join(line.strip() for line in lines))
    return Block("text", "\n".join(lines))
