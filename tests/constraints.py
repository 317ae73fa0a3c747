"""How tests say which rule of the database has to refuse."""

from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction


@contextmanager
def breaks(name):
    """The database itself refuses what is done inside, and by this constraint."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        yield
    said = str(refusal.value)
    assert name in said or _columns(name) in said, f"{name} was to refuse, but: {said}"


def _columns(name):
    """What SQLite says instead of the name of a unique constraint."""
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name and isinstance(constraint, models.UniqueConstraint):
                fields = [model._meta.get_field(field) for field in constraint.fields]
                table = model._meta.db_table
                return "failed: " + ", ".join(f"{table}.{field.column}" for field in fields)
    return name
