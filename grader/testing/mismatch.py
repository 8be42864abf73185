"""What an assertion raises about a value that is not what was expected: the words, and the value itself."""

__all__ = ["Mismatch"]


class Mismatch(AssertionError):
    """A value differs from what was expected.

    ``name`` is what the message calls the value, and ``got`` is the value, for whoever wants to know which
    mistake gives just that. ``got`` may be anything that a student's function returned: look at its type
    before anything else.
    """

    def __init__(self, message: str, *, name: str, got: object) -> None:
        super().__init__(message)
        self.name = name
        self.got = got
