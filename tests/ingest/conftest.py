"""Shared by the readers' tests."""

from collections.abc import Callable

import pytest

from curbside.errors import CurbsideError


@pytest.fixture(scope="session")
def refusal() -> Callable[..., CurbsideError]:
    """Runs something that must be refused, checks that both sentences are there, and returns the error."""

    def refuse(error: type[CurbsideError], action: Callable[[], object]) -> CurbsideError:
        with pytest.raises(error) as caught:
            action()
        assert type(caught.value) is error
        assert caught.value.message.strip().endswith(".")
        assert caught.value.hint.strip().endswith((".", ")"))
        assert str(caught.value) == f"{caught.value.message} {caught.value.hint}"
        return caught.value

    return refuse
