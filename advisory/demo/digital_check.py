"""Demo content: the statements of the Digital-Check."""

from pathlib import Path

from advisory.models import CheckQuestion, CheckSearch, QuestionSet, Subject
from directory.demo.records import SOURCE_NAME
from hub.demo.rows import read

HERE = Path(__file__).parent


def load():
    """A hub that has questions, also changed ones, keeps them."""
    content = read(HERE / "digital_check.toml")
    if not QuestionSet.objects.filter(source_name=SOURCE_NAME).exists():
        questions = QuestionSet(
            title=content["title"],
            subject=Subject.objects.filter(slug=content["subject"]).first(),
            source_name=SOURCE_NAME,
            live=False,
        )
        questions.questions = [
            CheckQuestion(sort_order=number, **row)
            for number, row in enumerate(content["question"])
        ]
        questions.searches = [
            CheckSearch(dimension=dimension, search=search)
            for dimension, search in content["searches"].items()
        ]
        questions.full_clean()
        questions.save()
        questions.save_revision().publish()
    return {"statements of the Digital-Check": len(content["question"])}


def remove():
    sets = QuestionSet.objects.filter(source_name=SOURCE_NAME)
    count = CheckQuestion.objects.filter(question_set__in=sets).count()
    sets.delete()
    return {"statements of the Digital-Check": count}
