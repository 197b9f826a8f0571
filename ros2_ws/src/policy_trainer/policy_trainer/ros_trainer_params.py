"""The trainer node's parameters: declared once, read once."""

from dataclasses import dataclass
from typing import Any

from rcl_interfaces.msg import FloatingPointRange, IntegerRange, ParameterDescriptor
from rclpy.node import Node

from policy_trainer.config_file import Settings, merge_settings
from policy_trainer.start_run import settings_from_text


@dataclass(frozen=True)
class TrainerParams:
    """Fixed while the node runs; names and meaning as on the graph."""

    run: str
    config: str
    world: str
    reward: str
    seed: str
    runs_dir: str
    autostart: bool
    evaluate_trials: int
    evaluate_seed: int
    scorer_timeout: float
    shutdown_when_done: bool
    status_period: float
    log_period: float

    def settings(self) -> Settings:
        """Return the settings of the training that autostart begins.

        Raises ConfigError if ``config`` is not YAML.
        """
        named = {'world': self.world, 'reward': self.reward, 'seed': self.seed}
        given = {name: value for name, value in named.items() if value}
        return merge_settings(settings_from_text(self.config), given)

    @classmethod
    def declared_by(cls, node: Node) -> 'TrainerParams':
        """Declare all parameters on a node and return their values."""
        return cls(
            run=_text(node, 'run', '', 'run to begin or to go on with; empty: a new one'),
            config=_text(node, 'config', '', 'settings: YAML text, or the path of a YAML file'),
            world=_text(node, 'world', '', 'world to train in; empty: as config says'),
            reward=_text(node, 'reward', '', 'reward file or name; empty: as config says'),
            seed=_text(node, 'seed', '', 'seed of the training; empty: as config says'),
            runs_dir=_text(node, 'runs_dir', 'runs', 'folder that holds the runs'),
            autostart=_switch(node, 'autostart', False, 'train at once, without a goal'),
            evaluate_trials=_count(
                node, 'evaluate_trials', 0, '[trials] official ones after autostart', 1000
            ),
            evaluate_seed=_count(node, 'evaluate_seed', 1, 'seed of the first trial', 2**31 - 1),
            scorer_timeout=_seconds(
                node, 'scorer_timeout', 60.0, '[s] silence after which the scorer counts as gone'
            ),
            shutdown_when_done=_switch(
                node, 'shutdown_when_done', False, 'exit after what autostart began'
            ),
            status_period=_seconds(node, 'status_period', 1.0, '[s] between two training_status'),
            log_period=_seconds(node, 'log_period', 5.0, '[s] between two lines of progress'),
        )


def _text(node: Node, name: str, default: str, description: str) -> Any:  # noqa: ANN401
    return node.declare_parameter(name, default, _descriptor(description)).value


def _switch(node: Node, name: str, default: bool, description: str) -> Any:  # noqa: ANN401
    return node.declare_parameter(name, default, _descriptor(description)).value


def _count(node: Node, name: str, default: int, description: str, most: int) -> Any:  # noqa: ANN401
    descriptor = _descriptor(description)
    descriptor.integer_range = [IntegerRange(from_value=0, to_value=most)]
    return node.declare_parameter(name, default, descriptor).value


def _seconds(node: Node, name: str, default: float, description: str) -> Any:  # noqa: ANN401
    descriptor = _descriptor(description)
    descriptor.floating_point_range = [FloatingPointRange(from_value=0.1, to_value=86_400.0)]
    return node.declare_parameter(name, default, descriptor).value


def _descriptor(description: str) -> ParameterDescriptor:
    return ParameterDescriptor(description=description, read_only=True)
