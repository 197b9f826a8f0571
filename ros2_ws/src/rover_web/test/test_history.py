"""Series in bounded memory, sent in pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rover_web.history import History


def test_a_new_viewer_gets_all_items_as_a_restart() -> None:
    """Revision 0 is a viewer that has nothing."""
    history = History[str](limit=10)
    history.append('a', revision=1)
    history.append('b', revision=2)

    piece = history.since(0)

    assert piece is not None
    assert piece.restart
    assert piece.items == ('a', 'b')


def test_a_viewer_gets_only_what_it_lacks() -> None:
    """The rest of a long trail is not sent again."""
    history = History[str](limit=10)
    for revision, item in enumerate('abcd', start=1):
        history.append(item, revision)

    piece = history.since(2)

    assert piece is not None
    assert not piece.restart
    assert piece.items == ('c', 'd')
    assert history.since(4) is None


def test_a_cleared_history_tells_viewers_to_forget() -> None:
    """Even when nothing has come since."""
    history = History[str](limit=10)
    history.append('a', revision=1)
    history.clear(revision=2)

    piece = history.since(1)

    assert piece is not None
    assert piece.restart
    assert piece.items == ()


def test_thinning_keeps_both_ends() -> None:
    """A full series loses resolution, not its beginning."""
    history = History[int](limit=8)
    for value in range(100):
        history.append(value, revision=value + 1)

    piece = history.since(0)

    assert piece is not None
    assert piece.items[0] == 0
    assert piece.items[-1] == 99
    assert len(piece.items) <= 8


@given(polls=st.lists(st.integers(0, 5), max_size=40), limit=st.integers(4, 9))
def test_a_viewer_that_joins_pieces_has_the_history(polls: list[int], limit: int) -> None:
    """Whatever it missed: appended items, thinning or a cleared history."""
    history = History[int](limit)
    seen: list[int] = []
    revision = known = 0
    for n_new in polls:
        for _ in range(n_new):
            revision += 1
            if revision % 17 == 0:
                history.clear(revision)
            history.append(revision, revision)
        piece = history.since(known)
        if piece is not None:
            seen = [*piece.items] if piece.restart else [*seen, *piece.items]
        known = revision

    whole = history.since(-1)
    assert seen == list(whole.items if whole else ())


def test_a_limit_too_small_to_thin_is_refused() -> None:
    """Fewer than 4 items cannot keep ends and shape."""
    with pytest.raises(ValueError, match='history limit is 3'):
        History[int](limit=3)
