"""The trainer node's parameters: declared once, read once."""

from dataclasses import dataclass

from rclpy.node import Node
from rover_env.ros_parameters import declare

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
    servers: str
    runs_dir: str
    autostart: bool
    evaluate_trials: int
    evaluate_seed: int
    evaluate_official: bool
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
        servers = {'environment': {'servers': self.servers.split()}} if self.servers else {}
        return merge_settings(settings_from_text(self.config), given, servers)

    @classmethod
    def declared_by(cls, node: Node) -> 'TrainerParams':
        """Declare all parameters on a node and return their values."""
        seconds = (0.1, 86_400.0)
        return cls(
            run=declare(node, 'run', '', 'run to begin or to go on with; empty: a new one'),
            config=declare(node, 'config', '', 'settings: YAML text, or the path of a YAML file'),
            world=declare(node, 'world', '', 'world to train in; empty: as config says'),
            reward=declare(node, 'reward', '', 'reward file or name; empty: as config says'),
            seed=declare(node, 'seed', '', 'seed of the training; empty: as config says'),
            servers=declare(
                node, 'servers', '', 'namespaces of env_servers to train in, with spaces between'
            ),
            runs_dir=declare(node, 'runs_dir', 'runs', 'folder that holds the runs'),
            autostart=declare(node, 'autostart', False, 'train at once, without a goal'),
            evaluate_trials=declare(
                node, 'evaluate_trials', 0, '[trials] on the graph after autostart', (0, 1000)
            ),
            evaluate_seed=declare(
                node, 'evaluate_seed', 1, 'seed of the first trial', (0, 2**31 - 1)
            ),
            evaluate_official=declare(
                node, 'evaluate_official', False, 'refuse trials that could not be official'
            ),
            scorer_timeout=declare(
                node, 'scorer_timeout', 60.0, '[s] silence that means the scorer is gone', seconds
            ),
            shutdown_when_done=declare(
                node, 'shutdown_when_done', False, 'exit after what autostart began'
            ),
            status_period=declare(
                node, 'status_period', 1.0, '[s] between two training_status', seconds
            ),
            log_period=declare(
                node, 'log_period', 5.0, '[s] between two lines of progress', seconds
            ),
        )
