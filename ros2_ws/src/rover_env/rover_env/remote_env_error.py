"""The error of environments that are served by another process."""


class RemoteEnvError(RuntimeError):
    """An env_server that is not there, does not answer, or refuses; one sentence."""
