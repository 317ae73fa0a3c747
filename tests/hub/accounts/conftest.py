import pytest


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Passwords are made slow to guess; tests know theirs."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
