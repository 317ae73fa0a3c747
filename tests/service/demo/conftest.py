from tests.demo.conftest import demo, demo_index  # noqa: F401 (fixtures)
