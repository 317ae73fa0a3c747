"""Skills of ESCO as lines of text: “http://data.europa.eu/esco/skill/… what it is called”."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST = 40
LINE = re.compile(
    r"^(?P<uri>https?://data\.europa\.eu/esco/(?:skill|occupation)/[\w.-]{2,60})(?:\s+(?P<label>.{1,160}))?$"
)


class BadLine(ValueError):
    """A line that names no skill; the text tells a person why."""


@dataclass(frozen=True, slots=True)
class Skill:
    uri: str
    label: str

    def __str__(self) -> str:
        return f"{self.uri} {self.label}".rstrip()


def read(text: str) -> list[Skill]:
    """The skills of a text, one in each line, each once; raises BadLine."""
    found: dict[str, Skill] = {}
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), 1):
        match = LINE.match(line)
        if match is None:
            raise BadLine(
                _(
                    "Line %(line)s does not begin with the address of a skill, such as "
                    "http://data.europa.eu/esco/skill/…"
                )
                % {"line": number}
            )
        found[match["uri"]] = Skill(match["uri"], " ".join((match["label"] or "").split()))
    if len(found) > MOST:
        raise BadLine(_("More than %(most)s skills.") % {"most": MOST})
    return list(found.values())


def written(skills: list[Skill]) -> str:
    return "\n".join(map(str, skills))
