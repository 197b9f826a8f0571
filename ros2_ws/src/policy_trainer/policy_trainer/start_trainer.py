"""Start the trainer node, so that Ctrl-C is quiet even while torch is still loading."""

import signal


def main() -> None:
    """End at once on Ctrl-C until the node is there, which then stops in its own way."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from policy_trainer.trainer_node import main as run

    run()
