"""How one field of a record differs, in words for people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldChange:
    """`before` is how it is here, `after` what the source says."""

    name: str
    label: str
    before: str
    after: str
