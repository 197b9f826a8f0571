"""An evaluation drives every trial to a named end, whatever happens to the nodes around it."""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from rover_env.spec import OBSERVATION_SIZE
from scorer.episode import Episode, Pose, Simulation
from scorer.error_codes import ErrorCode
from scorer.evaluation import Evaluator, Goal, Progress, Result, ServedPolicy
from scorer.faults import NoAnswerError, PolicyRefusedError, TrialError
from scorer.gold import Gold
from scorer.recent_episodes import RecentEpisodes
from scorer.trial import Trial
from scorer.trial_loop import Observation, Step

LENGTH = 4  # steps to the end of the corridor
GOAL = Goal(policy='', trials=3, seed=1, official=False)


@dataclass
class Corridor:
    """An environment whose episodes reach the checkpoint after LENGTH steps."""

    episodes: RecentEpisodes
    made_of: Simulation
    start: Pose
    tells_results: bool = True
    missing: str = ''
    seeds: list[int] = field(default_factory=list)
    episode_id: str = ''
    world_file: str = '{"name": "corridor"}'
    taken: int = 0

    def wait_until_there(self, timeout_s: float) -> None:
        if self.missing:
            raise NoAnswerError(self.missing)

    def simulation(self) -> Simulation:
        return self.made_of

    def reset(self, seed: int) -> Observation:
        self.seeds.append(seed)
        self.taken = 0
        self.episode_id = f'episode {len(self.seeds)}'
        self._report('driving')
        return np.zeros(OBSERVATION_SIZE, np.float32)

    def step(self, action: int) -> Step:
        self.taken += 1
        ended = self.taken == LENGTH
        self._report('driving')
        if ended and self.tells_results:
            self.episodes.end(
                Episode(
                    self.episode_id,
                    'reached',
                    seed=self.seeds[-1],
                    steps=self.taken,
                    simulation=self.made_of,
                )
            )
        return Step(np.zeros(OBSERVATION_SIZE, np.float32), ended)

    def _report(self, outcome: str) -> None:
        self.episodes.report(Episode(self.episode_id, outcome, steps=self.taken), self.start)


@dataclass
class Straight:
    """A policy server that always says straight, and goes away for one question if told so."""

    lost_at: int = -1
    refuses: str = ''
    name: str = 'straight.onnx'
    sha256: str = 'f' * 64
    asked: int = 0

    def wait_until_there(self, timeout_s: float) -> None:
        """Be there."""

    def choose(self, path: str) -> None:
        if self.refuses:
            raise PolicyRefusedError(self.refuses)

    def return_to_choice(self) -> None:
        """Serve the same as ever."""

    def decide(self, observation: Observation) -> int:
        self.asked += 1
        if self.asked == self.lost_at:
            raise TrialError('policy_lost', 'policy/infer did not answer within 5 s')
        return 2


@dataclass
class Camera:
    """A recorder that notes what it was told."""

    episodes: RecentEpisodes
    told: list[str] = field(default_factory=list)

    def begin(self) -> None:
        self.told.append('begin')

    def end(self, trial: Trial, world_file: str) -> tuple[str, str]:
        assert self.episodes.find(trial.episode.episode_id) == replace(
            trial, policy='', policy_hash=''
        )
        self.told.append(f'end {trial.episode.episode_id} in {world_file}')
        return f'{trial.episode.episode_id}.mcap', f'{trial.episode.episode_id}.jsonl'


@dataclass
class Notebook:
    """Writes down what it hears; cancels after a number of steps."""

    cancel_after: int = -1
    steps: list[Progress] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def is_cancelled(self) -> bool:
        return len(self.steps) == self.cancel_after

    def on_begin(self, policy: ServedPolicy, differences: list[str]) -> None:
        self.lines += [policy.name, *differences]

    def on_step(self, progress: Progress) -> None:
        self.steps.append(progress)

    def on_end(self, number: int, trial: Trial) -> None:
        self.lines.append(trial.line(number))


@pytest.fixture
def episodes(gold: Gold) -> RecentEpisodes:
    return RecentEpisodes(gold, 100, on_end=lambda trial: None)


@pytest.fixture
def corridor(episodes: RecentEpisodes, gold: Gold) -> Corridor:
    return Corridor(episodes, gold.simulation, gold.start)


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


def run(
    corridor: Corridor, policy: Straight, gold: Gold, notebook: Notebook, goal: Goal = GOAL
) -> Result:
    evaluator = Evaluator(
        corridor, policy, corridor.episodes, gold, start_timeout_s=1.0, result_timeout_s=0.01
    )
    return evaluator.run(goal, notebook)


def test_every_trial_is_driven_scored_and_told(
    corridor: Corridor, gold: Gold, notebook: Notebook
) -> None:
    result = run(corridor, Straight(), gold, notebook)
    assert result.error_code is ErrorCode.NONE
    assert corridor.seeds == [1, 2, 3]
    assert [trial.verdict.score for trial in result.trials] == [9996.0] * 3
    assert all(trial.verdict.official for trial in result.trials)
    assert {trial.policy_hash for trial in result.trials} == {'f' * 64}
    assert notebook.lines == ['straight.onnx'] + [
        f'trial {number}: reached score 9996.00' for number in (1, 2, 3)
    ]


def test_progress_counts_trials_and_steps(
    corridor: Corridor, gold: Gold, notebook: Notebook
) -> None:
    run(corridor, Straight(), gold, notebook, replace(GOAL, trials=2))
    counted = [(progress.trial, progress.step) for progress in notebook.steps]
    assert counted == [(trial, step) for trial in (1, 2) for step in range(LENGTH + 1)]
    assert len(notebook.steps[-1].finished) == 1


def test_seeds_wrap_around(corridor: Corridor, gold: Gold, notebook: Notebook) -> None:
    run(corridor, Straight(), gold, notebook, replace(GOAL, seed=2**64 - 1, trials=2))
    assert corridor.seeds == [2**64 - 1, 0]


def test_a_lost_policy_ends_its_trial_and_not_the_evaluation(
    corridor: Corridor, gold: Gold, notebook: Notebook
) -> None:
    result = run(corridor, Straight(lost_at=LENGTH + 2), gold, notebook)
    outcomes = [trial.episode.outcome for trial in result.trials]
    assert outcomes == ['reached', 'policy_lost', 'reached']
    assert result.trials[1].episode.steps == 1
    assert result.trials[1].episode.seed == 2
    assert result.error_code is ErrorCode.TRIAL_FAULT
    assert result.message == 'policy_lost: policy/infer did not answer within 5 s'


def test_an_episode_without_a_result_is_env_lost(
    corridor: Corridor, gold: Gold, notebook: Notebook
) -> None:
    corridor.tells_results = False
    result = run(corridor, Straight(), gold, notebook)
    assert [trial.episode.outcome for trial in result.trials] == ['env_lost'] * 3
    assert 'no episode_result of episode 1' in result.message


def test_a_cancelled_evaluation_keeps_what_was_driven(
    corridor: Corridor, gold: Gold, notebook: Notebook
) -> None:
    notebook.cancel_after = LENGTH + 3
    result = run(corridor, Straight(), gold, notebook)
    assert result.error_code is ErrorCode.CANCELLED
    assert [trial.episode.outcome for trial in result.trials] == ['reached', 'aborted']


def test_every_trial_is_recorded_whatever_ends_it(
    corridor: Corridor, gold: Gold, notebook: Notebook
) -> None:
    camera = Camera(corridor.episodes)
    evaluator = Evaluator(
        corridor,
        Straight(lost_at=2),
        corridor.episodes,
        gold,
        recorder=camera,
        start_timeout_s=1.0,
        result_timeout_s=0.01,
    )
    trials = evaluator.run(replace(GOAL, trials=2), notebook).trials
    assert camera.told == [
        line
        for number in (1, 2)
        for line in ('begin', f'end episode {number} in {corridor.world_file}')
    ]
    assert [trial.replay for trial in trials] == ['episode 1.mcap', 'episode 2.mcap']
    assert [trial.log for trial in trials] == ['episode 1.jsonl', 'episode 2.jsonl']
    assert corridor.episodes.find() == trials[1]


def test_a_missing_node_is_named_and_nothing_is_driven(
    corridor: Corridor, gold: Gold, notebook: Notebook
) -> None:
    corridor.missing = 'nobody offers env/reset'
    result = run(corridor, Straight(), gold, notebook)
    assert (result.error_code, result.message) == (ErrorCode.NODE_MISSING, corridor.missing)
    assert result.trials == ()


def test_a_refused_policy_is_told_and_nothing_is_driven(
    corridor: Corridor, gold: Gold, notebook: Notebook
) -> None:
    result = run(corridor, Straight(refuses='is not an ONNX file'), gold, notebook)
    assert (result.error_code, result.message) == (
        ErrorCode.POLICY_REFUSED,
        'is not an ONNX file',
    )
    assert corridor.seeds == []


def test_official_trials_are_refused_in_a_changed_simulation(
    corridor: Corridor, gold: Gold, notebook: Notebook
) -> None:
    corridor.made_of = replace(gold.simulation, physics_step_s=0.02)
    result = run(corridor, Straight(), gold, notebook, replace(GOAL, official=True))
    assert result.error_code is ErrorCode.NOT_OFFICIAL
    assert 'the physics step is 0.02 s' in result.message
    assert corridor.seeds == []


def test_official_trials_are_refused_with_other_seeds(
    corridor: Corridor, gold: Gold, notebook: Notebook
) -> None:
    result = run(corridor, Straight(), gold, notebook, replace(GOAL, seed=2, official=True))
    assert result.error_code is ErrorCode.NOT_OFFICIAL
    assert result.message == 'not official: the seed is 4, official are 1, 2, 3'


def test_unofficial_trials_may_be_driven_in_a_changed_simulation(
    corridor: Corridor, gold: Gold, notebook: Notebook
) -> None:
    corridor.made_of = replace(gold.simulation, physics_step_s=0.02)
    result = run(corridor, Straight(), gold, notebook)
    assert [trial.verdict.official for trial in result.trials] == [False] * 3
    assert notebook.lines[1] == 'the physics step is 0.02 s, more than 0.005 s'
