"""The policy server as the policy of a trial."""

from array import array

from rclpy.node import Node
from rover_env.outcomes import Outcome
from rover_env.spec import ACTIONS
from rover_interfaces.srv import Infer, LoadPolicy, PolicyInfo

from scorer.faults import NoAnswerError, PolicyRefusedError, TrialError
from scorer.ros_remote_service import RemoteService
from scorer.trial_loop import Observation


class RosPolicy:
    """Asks policy/infer, and sees to it that one and the same file answers all the time.

    timeout_s: wall time for an answer. return_timeout_s: for a lost server to be back.
    """

    def __init__(self, node: Node, timeout_s: float, return_timeout_s: float) -> None:
        self._return_timeout_s = return_timeout_s
        self._infer = RemoteService(node, Infer, 'policy/infer', timeout_s)
        self._load = RemoteService(node, LoadPolicy, 'policy/load', timeout_s)
        self._info = RemoteService(node, PolicyInfo, 'policy/info', timeout_s)
        self._path = ''
        self.name = ''
        self.sha256 = ''

    def wait_until_there(self, timeout_s: float) -> None:
        """Return once the policy server is there; raises NoAnswerError."""
        for service in (self._infer, self._load, self._info):
            service.wait_until_there(timeout_s)

    def choose(self, path: str) -> None:
        """Have a file served, or find out which one is if ``path`` is empty.

        Raises:
            PolicyRefusedError: the file cannot serve, or none is loaded.
            NoAnswerError: the policy server is silent.
        """
        info = self._info.ask_until_back(self._return_timeout_s)
        if path:
            self._load_file(path)
            info = self._info.call()
        if not info.loaded:
            raise PolicyRefusedError(info.message)
        self._path, self.name, self.sha256 = path, info.path, info.policy_hash

    def return_to_choice(self) -> None:
        """Make sure that the chosen file still serves; a restarted server may have another.

        Raises:
            TrialError: it does not, and cannot be made to.
        """
        try:
            serving = self._info.ask_until_back(self._return_timeout_s).policy_hash
            if serving != self.sha256 and self._path:
                serving = self._load_file(self._path)
        except (NoAnswerError, PolicyRefusedError) as error:
            raise TrialError(Outcome.POLICY_LOST.text, str(error)) from None
        self._check_hash(serving)

    def decide(self, observation: Observation) -> int:
        """Return the action for an observation (OBSERVATION_SIZE,); raises TrialError."""
        try:
            reply = self._infer.call(batch=1, observations=array('f', observation.tobytes()))
        except NoAnswerError as error:
            raise TrialError(Outcome.POLICY_LOST.text, str(error)) from None
        if not reply.success:
            raise TrialError(Outcome.POLICY_LOST.text, reply.message)
        self._check_hash(reply.policy_hash)
        actions = list(reply.actions)
        if len(actions) != 1 or not 0 <= actions[0] < len(ACTIONS):
            raise TrialError(
                Outcome.POLICY_LOST.text,
                f'policy/infer answered one observation with the actions {actions[:5]}; '
                f'needs one of 0..{len(ACTIONS) - 1}',
            )
        return int(actions[0])

    def _load_file(self, path: str) -> str:
        reply = self._load.call(path=path)
        if not reply.success:
            raise PolicyRefusedError(reply.message)
        return str(reply.policy_hash)

    def _check_hash(self, policy_hash: str) -> None:
        if policy_hash != self.sha256:
            raise TrialError(
                Outcome.POLICY_LOST.text,
                f'the policy server now serves {policy_hash[:12] or "nothing"}, '
                f'the trials are of {self.sha256[:12]}',
            )
