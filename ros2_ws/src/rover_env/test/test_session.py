import pytest
from rover_env.env_backend import EnvError
from rover_env.error_codes import ErrorCode
from rover_env.session import Session


def test_before_the_first_reset_nobody_may_step():
    with pytest.raises(EnvError, match='call env/reset first') as caught:
        Session().check('')
    assert caught.value.code == ErrorCode.NO_EPISODE


def test_the_newest_session_and_an_empty_one_may_step():
    session = Session()
    token = session.renew()
    session.check(token)
    session.check('')


def test_an_older_session_is_refused():
    session = Session()
    old = session.renew()
    session.renew()
    with pytest.raises(EnvError, match='another client has reset') as caught:
        session.check(old)
    assert caught.value.code == ErrorCode.OLD_SESSION


def test_episode_ids_never_repeat():
    session = Session()
    ids = []
    for _ in range(3):
        session.renew()
        ids += session.episode_ids(2) + session.episode_ids(1)
    assert len(set(ids)) == 9
