"""Several servers as one environment: the same rows, and a lost server costs only its own."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from policy_trainer.joined_env import JoinedVectorEnv
from policy_trainer.masked_rollouts import MaskedRolloutBuffer
from rover_env.final_info import Left, left_in
from rover_env.remote_env_error import RemoteEnvError
from rover_env.remote_step import RemoteStep

STRAIGHT = 2


class Served:
    """A corridor that can be taken away, and answers at once."""

    def __init__(self, env: Any) -> None:  # noqa: ANN401
        self._env = env
        self.num_envs = env.num_envs
        self.single_observation_space = env.single_observation_space
        self.single_action_space = env.single_action_space
        self.is_offered = True
        self.answered = True
        self.resets = 0

    def begin_reset(self, *, seed: int | None = None) -> None:
        self._check()
        self._first = self._env.reset(seed=seed)[0].copy()
        self.resets += 1

    def finish_reset(self) -> NDArray[np.float32]:
        self._check()
        return self._first

    def begin_step(self, actions: NDArray[Any]) -> None:
        self._actions = actions

    def finish_step(self) -> RemoteStep:
        self._check()
        observations, rewards, terminated, truncated, info = self._env.step(self._actions)
        rows = np.flatnonzero(terminated | truncated)
        left = left_in(info, rows) if len(rows) else Left((), {})
        outcomes = [''] * self.num_envs
        return RemoteStep(observations.copy(), rewards, terminated, truncated, outcomes, left)

    def close(self) -> None:
        self.is_offered = False

    def _check(self) -> None:
        if not self.is_offered:
            raise RemoteEnvError('gone')


@pytest.fixture
def served(corridor: Any, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Served]:  # noqa: ANN401
    monkeypatch.setattr('policy_trainer.served_env.LOOK_PERIOD_S', 0.0)
    monkeypatch.setattr('policy_trainer.joined_env.RETURN_TIMEOUT_S', 0.2)
    return {'one': Served(corridor), 'two': Served(type(corridor)(2))}


def _step(env: JoinedVectorEnv) -> Any:  # noqa: ANN401
    return env.step(np.full(env.num_envs, STRAIGHT))


def test_rows_are_those_of_the_servers_one_after_the_other(served, corridor) -> None:
    env = JoinedVectorEnv(served)
    observations, _ = env.reset(seed=7)
    assert observations[:3].tobytes() == corridor.reset(seed=7)[0].tobytes()
    assert observations[3:].tobytes() == type(corridor)(2).reset(seed=10)[0].tobytes()
    for _ in range(8):
        _, rewards, terminated, _, info = _step(env)
        assert not info['missing'].any()
        assert (rewards == terminated).all()
        for row in np.flatnonzero(terminated):
            assert info['final_info']['outcome'][row] == 'reached'
            assert info['_final_info'][row]


def test_a_lost_server_truncates_its_own_episodes_and_no_others(served) -> None:
    env = JoinedVectorEnv(served)
    before, _ = env.reset(seed=0)
    served['two'].is_offered = False
    observations, rewards, terminated, truncated, info = _step(env)
    assert info['missing'].tolist() == [False] * 3 + [True] * 2
    assert truncated.tolist() == [False] * 3 + [True] * 2
    assert not terminated[3:].any() and not rewards[3:].any()
    assert not info['_final_info'][3:].any()
    assert observations[3:].tobytes() == before[3:].tobytes()
    assert np.stack(info['final_obs'][3:]).tobytes() == before[3:].tobytes()


def test_a_server_that_is_back_begins_new_episodes(served) -> None:
    env = JoinedVectorEnv(served)
    env.reset(seed=0)
    served['two'].is_offered = False
    _step(env)
    served['two'].is_offered = True
    missing = [_step(env)[4]['missing'][3:].all() for _ in range(3)]
    assert missing == [True, True, False]
    assert served['two'].resets == 2
    assert served['one'].resets == 1


def test_a_new_start_everywhere_does_not_wait_for_a_lost_server(served) -> None:
    env = JoinedVectorEnv(served)
    env.reset(seed=0)
    served['two'].is_offered = False
    _step(env)
    env.reset(seed=1)
    assert not _step(env)[4]['missing'][:3].any()


def test_when_all_servers_stay_lost_it_says_why(served) -> None:
    env = JoinedVectorEnv(served)
    env.reset(seed=0)
    for one in served.values():
        one.is_offered = False
    with pytest.raises(
        RemoteEnvError, match=r'lost and none came back in 0.2 s \(gone\); start them'
    ):
        _step(env)


@pytest.mark.parametrize('batch_size', [3, None])
def test_missing_steps_are_never_learned_from(corridor, batch_size) -> None:
    missing = np.array([False, True, False])
    buffer = _buffer(corridor, lambda: missing)
    seen = [int(a) for batch in buffer.get(batch_size) for a in batch.actions]
    assert sorted(seen) == [0, 0, 0, 0, 2, 2, 2, 2]


def test_with_nothing_missing_the_batches_are_those_of_the_plain_buffer(corridor) -> None:
    orders = []
    for missing in (None, np.zeros(3, np.bool_)):
        buffer = _buffer(corridor, lambda missing=missing: missing)
        np.random.seed(5)
        orders.append([batch.actions.tolist() for batch in buffer.get(4)])
    assert orders[0] == orders[1]


def _buffer(corridor, missing) -> MaskedRolloutBuffer:
    """Return four steps of three rows, each with its row as its action."""
    import torch

    space, actions = corridor.single_observation_space, corridor.single_action_space
    buffer = MaskedRolloutBuffer(4, space, actions, n_envs=3, missing=missing)
    for _ in range(4):
        rows = np.arange(3)
        observations = np.zeros((3, *space.shape), np.float32)
        buffer.add(
            observations, rows[:, None], np.zeros(3), np.zeros(3), torch.zeros(3), torch.zeros(3)
        )
    buffer.compute_returns_and_advantage(torch.zeros(3), np.zeros(3))
    return buffer
