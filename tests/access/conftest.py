"""What the tests of access share: accounts with a password, and how to sign in."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask_security.utils import hash_password
from werkzeug.test import TestResponse

from pncrecruit.access.models import User
from pncrecruit.access.rules import Role
from pncrecruit.db import db
from tests.conftest import Client
from tests.factories import make_user

# It tells when the page was made, and nothing else that could differ.
TOKEN = re.compile(r'(?<=name="csrf_token" value=")[^"]+')
PASSWORD = "cuatro-volcanes-y-un-lago"


@pytest.fixture
def with_password(app: Flask) -> Callable[..., User]:
    """Make an account that can sign in: `with_password(Role.RECRUITER)`."""
    hashed = hash_password(PASSWORD)

    def make(*roles: Role, **more: Any) -> User:
        user = make_user(*roles, **more)
        user.password = hashed
        db.session.commit()
        return user

    return make


def sign_in(
    client: Client, email: str, password: str = PASSWORD, **more: Any
) -> TestResponse:
    """Send the form of signing in."""
    return client.post(
        "/account/sign-in", data={"email": email, "password": password}, **more
    )


@pytest.fixture
def sign_in_as(client: Client) -> Callable[[User], None]:
    """Sign an account in, past its password and its second factor."""
    return client.sign_in
