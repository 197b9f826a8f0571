"""The parameters of the scorer node."""

from dataclasses import dataclass
from typing import Self

from rclpy.node import Node
from rover_env.ros_parameters import declare

TIMEOUTS_S = (0.1, 3600.0)


@dataclass(frozen=True)
class ScorerParams:
    """Fixed while the node runs; names and meaning as on the graph."""

    autostart_trials: int
    policy: str
    seed: int
    official: bool
    shutdown_when_done: bool
    store: str
    replays: str
    results: str
    keep_episodes: int
    start_timeout: float
    return_timeout: float
    step_timeout: float
    policy_timeout: float
    result_timeout: float

    @classmethod
    def declared_by(cls, node: Node) -> Self:
        """Declare all parameters on a node and return their values."""

        def seconds(name: str, default_s: float, what: str) -> float:
            return float(declare(node, name, default_s, f'[s] wall time {what}', TIMEOUTS_S))

        return cls(
            autostart_trials=declare(
                node, 'autostart_trials', 0, '[trials] to drive after the start; 0: none', (0, 1e6)
            ),
            policy=declare(
                node, 'policy', '', 'ONNX file that autostart_trials drive; empty: the one served'
            ),
            seed=declare(
                node,
                'seed',
                1,
                'of the first of autostart_trials; trial k has seed + k - 1',
                (0, 2**62),
            ),
            official=declare(
                node,
                'official',
                False,
                'refuse autostart_trials unless world, rover, layout, physics step, start and '
                "seeds (1..3) are the gold standard's",
            ),
            shutdown_when_done=declare(
                node,
                'shutdown_when_done',
                False,
                'exit after autostart_trials; code 0: all came to an end',
            ),
            store=declare(
                node, 'store', '', 'leaderboard, SQLite file or database URL; empty: keep none'
            ),
            replays=declare(
                node, 'replays', '', 'folder for replay and log of each trial; empty: keep none'
            ),
            results=declare(
                node, 'results', '', 'JSON file with the last evaluation; empty: keep none'
            ),
            keep_episodes=declare(
                node, 'keep_episodes', 100, '[episodes] that can be asked for', (1, 100_000)
            ),
            start_timeout=seconds('start_timeout', 60.0, 'for all nodes to start'),
            return_timeout=seconds('return_timeout', 30.0, 'for a lost node to be back'),
            step_timeout=seconds('step_timeout', 15.0, 'for a step of the environment'),
            policy_timeout=seconds('policy_timeout', 5.0, 'for an answer of the policy server'),
            result_timeout=seconds('result_timeout', 5.0, 'from the last step to the result'),
        )
