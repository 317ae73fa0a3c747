"""Imports outside the request."""

from __future__ import annotations

from django_tasks import task

from courses.importing import runs


@task()
def perform_import(pk: int) -> None:
    """Do what a run is for; a second call finds it done or taken."""
    runs.perform(pk)
