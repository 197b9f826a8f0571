"""What can be wrong with a launch file."""


class LaunchError(Exception):
    """One sentence; `at` adds the file and the line it is about."""

    @classmethod
    def at(cls, place: str, message: str) -> 'LaunchError':
        """Begin the message with its place, `FILE:LINE`."""
        return cls(f'{place}: {message}')
