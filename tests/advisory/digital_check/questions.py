"""A small set of questions, published as editors publish one."""

from advisory.models import CheckQuestion, CheckSearch, QuestionSet

TEXTS = {
    "ziel": ("strategy", "Wir haben ein Ziel.", "We have an aim."),
    "geld": ("strategy", "Wir planen Geld ein.", "We set money aside."),
    "netz": ("readiness", "Das Netz reicht.", "The network is good enough."),
}


def make_questions(*, topic=None, texts=TEXTS, **fields):
    made = QuestionSet(title="Digital-Check", **({"live": False} | fields))
    made.questions = [
        CheckQuestion(key=key, dimension=dimension, text=text, text_en=text_en, sort_order=number)
        for number, (key, (dimension, text, text_en)) in enumerate(texts.items())
    ]
    if topic:
        made.searches = [CheckSearch(dimension="strategy", search=f"topic={topic.slug}")]
    made.save()
    publish(made)
    return made


def publish(made):
    made.save_revision().publish()
    made.refresh_from_db()


def reword(made, key, text):
    """Another text for a question, published."""
    draft = made.latest_revision.as_object()
    for question in draft.questions.all():
        if question.key == key:
            question.text = text
    draft.save_revision().publish()
    made.refresh_from_db()
