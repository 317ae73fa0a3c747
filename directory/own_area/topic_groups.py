"""Topics as boxes, each behind the topic of the first level that it belongs to."""

from __future__ import annotations

from directory.models import Topic


class TopicGroups:
    """For forms with a field `topics`, a ModelMultipleChoiceField."""

    def order_topics(self):
        children: dict[int | None, list[Topic]] = {}
        for topic in Topic.objects.all():
            children.setdefault(topic.parent_id, []).append(topic)
        self._topics = [
            topic
            for above in children.get(None, [])
            for topic in (above, *children.get(above.pk, []))
        ]
        self.fields["topics"].queryset = Topic.objects.all()
        self.fields["topics"].choices = [(topic.pk, topic.label) for topic in self._topics]

    def topic_groups(self):
        """The boxes below each topic of the first level, and whether one of them is ticked."""
        groups: list[dict] = []
        for topic, box in zip(self._topics, self["topics"], strict=True):
            if topic.parent_id is None:
                groups.append({"label": topic.label, "is_open": False, "boxes": []})
            groups[-1]["boxes"].append(box)
            groups[-1]["is_open"] |= bool(box.data["selected"])
        return groups
