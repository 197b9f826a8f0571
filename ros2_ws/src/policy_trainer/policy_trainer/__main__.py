"""``python -m policy_trainer``: the command ``train``."""

from policy_trainer.train_cli import main

main()
