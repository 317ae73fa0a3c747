"""Every kind of record is reviewed by whoever its rights name; called by set_up_hub."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import BaseCommand
from django.db import transaction
from wagtail.models import (
    GroupApprovalTask,
    Workflow,
    WorkflowContentType,
    WorkflowState,
    WorkflowTask,
)

from directory.models import Listing, ReviewTask
from directory.moderation.actions import hand_in


class Command(BaseCommand):
    help = __doc__

    @transaction.atomic
    def handle(self, *args, **options):
        workflow = self.ensure_workflow()
        for model in apps.get_models():
            if issubclass(model, Listing):
                self.ensure_review_of(model, workflow)

    def ensure_workflow(self):
        task = ReviewTask.objects.order_by("pk").first()
        if task is None:
            task = ReviewTask.objects.create(name="Prüfung nach Zuständigkeit")
        found = Workflow.objects.filter(workflow_tasks__task=task).order_by("pk").first()
        if found is None:
            found = Workflow.objects.create(name="Prüfung der Einträge")
            WorkflowTask.objects.create(workflow=found, task=task, sort_order=0)
        return found

    def ensure_review_of(self, model, workflow):
        """Leaves alone what an operator has put together from tasks of other kinds."""
        content_type = ContentType.objects.get_for_model(model)
        mine = WorkflowContentType.objects.filter(content_type=content_type).first()
        if mine is None:
            WorkflowContentType.objects.create(content_type=content_type, workflow=workflow)
        elif mine.workflow_id != workflow.pk and self.is_of_groups(mine.workflow):
            WorkflowContentType.objects.filter(pk=mine.pk).update(workflow=workflow)
            self.ask_anew(content_type, mine.workflow)

    def is_of_groups(self, workflow):
        """The workflow that Wagtail brings along asks a group about everything."""
        tasks = [task.specific for task in workflow.tasks]
        return all(isinstance(task, GroupApprovalTask) for task in tasks)

    def ask_anew(self, content_type, workflow):
        """What waits in the old workflow is waited for by others now."""
        waiting = WorkflowState.objects.filter(
            base_content_type=content_type, workflow=workflow, status="in_progress"
        )
        for state in waiting.select_related("current_task_state__revision", "requested_by"):
            record, review = state.content_object, state.current_task_state
            hand_in(record=record, revision=review.revision, user=state.requested_by)
