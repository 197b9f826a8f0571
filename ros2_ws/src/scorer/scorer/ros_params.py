"""The parameters of the scorer node, each declared with its unit and range."""

from dataclasses import dataclass, fields
from typing import Any, Self

from rcl_interfaces.msg import FloatingPointRange, IntegerRange, ParameterDescriptor
from rclpy.node import Node

TIMEOUTS = (0.1, 3600.0)
UP_TO_INT64 = 2**63 - 1


@dataclass(frozen=True)
class ScorerParams:
    """What a user may set; see DESCRIPTIONS for the meaning."""

    autostart_trials: int = 0
    policy: str = ''
    seed: int = 0
    official: bool = False
    shutdown_when_done: bool = False
    store: str = ''
    keep_episodes: int = 100
    start_timeout: float = 60.0
    step_timeout: float = 15.0
    policy_timeout: float = 5.0
    result_timeout: float = 5.0

    @classmethod
    def declared_by(cls, node: Node) -> Self:
        """Declare all parameters on a node and read them."""
        return cls(
            **{field.name: _declare(node, field.name, field.default) for field in fields(cls)}
        )


DESCRIPTIONS = {
    'autostart_trials': '[trials] driven by itself after the start; 0: none',
    'policy': 'ONNX file of those trials; empty: the one that serves',
    'seed': 'seed of the first of those trials; trial k has seed + k - 1',
    'official': 'drive those trials only if world, rover, layout and physics step are official',
    'shutdown_when_done': 'exit after those trials, with 0 if all of them were driven to an end',
    'store': 'SQLite file or database URL of the leaderboard; empty: keep none',
    'keep_episodes': '[episodes] that the score can be asked of',
    'start_timeout': '[s] wall time to wait for simulation, env_server and policy_server',
    'step_timeout': '[s] wall time that a step of the environment may take',
    'policy_timeout': '[s] wall time that an answer of the policy server may take',
    'result_timeout': '[s] wall time from the last step of an episode to its result',
}
RANGES: dict[str, tuple[int, int]] = {
    'autostart_trials': (0, 1_000_000),
    'seed': (0, UP_TO_INT64),
    'keep_episodes': (1, 100_000),
}


def _declare(node: Node, name: str, default: Any) -> Any:  # noqa: ANN401
    descriptor = ParameterDescriptor(description=DESCRIPTIONS[name], read_only=True)
    if isinstance(default, float):
        low, high = TIMEOUTS
        descriptor.floating_point_range = [FloatingPointRange(from_value=low, to_value=high)]
    elif name in RANGES:
        low, high = RANGES[name]
        descriptor.integer_range = [IntegerRange(from_value=low, to_value=high)]
    return node.declare_parameter(name, default, descriptor).value
