"""Show this package's log lines as those of a node."""

import logging

from rclpy.node import Node

from policy_trainer.run_log import PACKAGE


class RosLogHandler(logging.Handler):
    """Forwards Python log lines of the pure code to a node's logger."""

    def __init__(self, node: Node) -> None:
        super().__init__(logging.INFO)
        self._logger = node.get_logger()

    def emit(self, record: logging.LogRecord) -> None:
        """Log one line; rclpy wants each severity on a source line of its own."""
        if record.levelno >= logging.ERROR:
            self._logger.error(record.getMessage())
        elif record.levelno >= logging.WARNING:
            self._logger.warning(record.getMessage())
        else:
            self._logger.info(record.getMessage())

    def attach(self) -> None:
        """Begin to forward."""
        package_logger = logging.getLogger(PACKAGE)
        package_logger.setLevel(logging.INFO)
        package_logger.addHandler(self)

    def detach(self) -> None:
        """Forward no more."""
        logging.getLogger(PACKAGE).removeHandler(self)
