"""Text from outside, as it can stand in a message of one line."""


def quoted(text: str, most: int = 200) -> str:
    """Return at most so many characters of a text, in Python's notation where it has others."""
    line = text if text.isprintable() else repr(text)
    return line if len(line) <= most else f'{line[:most]}...'
