"""The repository guards itself."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template import engines
from django.utils.translation.template import templatize

ROOT = settings.BASE_DIR
APPS = ("hub", "search", "directory", "events", "courses", "advisory")
LOCALE = ROOT / "hub" / "locale"


def sources(pattern):
    return [
        path
        for app in APPS
        for path in (ROOT / app).rglob(pattern)
        if "migrations" not in path.parts
    ]


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_template_compiles():
    engine = engines["django"].engine
    for path in (ROOT / "templates").rglob("*.*"):
        if path.suffix in {".html", ".txt", ".xml"}:
            engine.get_template(str(path.relative_to(ROOT / "templates")))


def test_every_static_file_that_a_template_names_exists():
    named = set()
    for path in (ROOT / "templates").rglob("*.html"):
        named |= set(re.findall(r"""{%\s*static\s+["']([^"']+)["']""", path.read_text()))
    assert named
    assert [name for name in named if not finders.find(name)] == []


def test_every_setting_of_the_environment_is_documented():
    text = (ROOT / "hub" / "settings.py").read_text()
    read = set(re.findall(r"""(?:environ\.get|env_flag)\(\s*"([A-Z_]+)\"""", text))
    documented = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert read == documented


def test_only_the_settings_read_the_environment():
    for path in sources("*.py"):
        if path.name not in {"settings.py", "wsgi.py"}:
            assert "environ.get" not in path.read_text(), path


def imported(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_only_one_door_leads_out():
    clients = {"http.client", "urllib.request", "urllib3", "requests", "httpx", "aiohttp", "socket"}
    for path in sources("*.py"):
        text = path.read_text()
        # The cluster of the index is given by whoever operates the hub.
        if "hub/fetching/" not in str(path) and not str(path).endswith(
            "search/engines/elastic/client.py"
        ):
            assert clients.isdisjoint(imported(text)), f"{path}: fetch with hub.fetching"
            assert not re.search(r"\bLimits\([^)]*\b(allow|ports)=", text), path


def test_every_string_is_translated_into_german():
    catalogue = polib.pofile(str(LOCALE / "de" / "LC_MESSAGES" / "django.po"))
    missing = [entry.msgid for entry in catalogue if not entry.translated() and not entry.obsolete]
    assert missing == []


TEXT = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CALL = re.compile(rf"(\w*gettext|_)\({TEXT}(?:, {TEXT})?")


def message(function, texts):
    """What the catalogue knows a string by: its context, if the function takes one, and itself."""
    return (texts[0], texts[1]) if "pgettext" in function else (None, texts[0])


def messages_of_code(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            function = getattr(node.func, "id", getattr(node.func, "attr", ""))
            texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
            if re.fullmatch(r"_|\w*gettext(_lazy|_noop)?", function) and texts:
                yield message(function, texts)


def messages_of_template(text):
    """Tags, blocks and `_("…")`, as Django itself reads them for its catalogues."""
    for function, *texts in CALL.findall(templatize(text)):
        yield message(function, [ast.literal_eval(text) for text in texts if text])


def test_strings_are_found_in_every_form():
    code = '_("a"); gettext_lazy("b"); pgettext_lazy("c", "d"); ngettext("e", "es", n); _(name)'
    assert set(messages_of_code(code)) == {(None, "a"), (None, "b"), ("c", "d"), (None, "e")}
    template = """{% translate "a (b)" %}{% translate 'c' context "d" %}{{ x|default:_("e") }}
        {% include "f" with g=_("h") %}{% blocktranslate trimmed count n=1 %}
            {{ n }} i{% plural %}{{ n }} is{% endblocktranslate %}"""
    found = {(None, "a (b)"), ("d", "c"), (None, "e"), (None, "h"), (None, "%(n)s i")}
    assert set(messages_of_template(template)) == found


def test_every_string_of_the_code_is_in_the_catalogue():
    catalogue = polib.pofile(str(LOCALE / "de" / "LC_MESSAGES" / "django.po"))
    known = {(e.msgctxt, e.msgid) for e in catalogue if not e.obsolete}
    used = {m for path in sources("*.py") for m in messages_of_code(path.read_text())}
    for path in (ROOT / "templates").rglob("*.*"):
        used |= set(messages_of_template(path.read_text()))
    assert used - known == set()


def test_the_compiled_catalogue_is_the_written_one():
    folder = LOCALE / "de" / "LC_MESSAGES"
    written = polib.pofile(str(folder / "django.po")).translated_entries()
    compiled = polib.mofile(str(folder / "django.mo"))
    pairs = {(e.msgctxt, e.msgid, e.msgstr) for e in written}
    assert {(e.msgctxt, e.msgid, e.msgstr) for e in compiled} == pairs


def test_files_and_functions_read_in_one_sitting():
    long = []
    for path in sources("*.py"):
        text = path.read_text()
        if text.count("\n") > 400:
            long.append(str(path))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno > 50:
                long.append(f"{path}:{node.name}")
    assert long == []


def test_templates_hold_no_inline_style_or_script():
    """But for mails: no policy of ours goes with them, and programs drop all other styles."""
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        styles = (
            r"<style|\son[a-z]+=\""
            if path.parent.name == "mail"
            else r"<style|\sstyle=|\son[a-z]+=\""
        )
        assert not re.search(styles, text), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), path


def test_tests_are_packages():
    for folder in [ROOT / "tests", *(ROOT / "tests").rglob("*/")]:
        if any(folder.glob("test_*.py")):
            assert (Path(folder) / "__init__.py").exists(), folder


def test_forms_in_parts_that_are_included_alone_get_their_token():
    """Without it every POST is refused, and the test client does not notice."""
    templates = {path: path.read_text() for path in (ROOT / "templates").rglob("*.html")}
    with_form = {
        str(path.relative_to(ROOT / "templates"))
        for path, text in templates.items()
        if "{% csrf_token %}" in text
    }
    for path, text in templates.items():
        for name, words in re.findall(r'{% include "([^"]+)" with ([^%]*) only %}', text):
            assert name not in with_form or "csrf_token=csrf_token" in words, f"{path}: {name}"
