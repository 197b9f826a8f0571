"""The folder with the policies and logs of submissions."""

import os
from pathlib import Path
from uuid import uuid4

from sqlalchemy.engine import make_url

DEFAULT_FOLDER = Path('runs') / 'leaderboard'


class SubmissionFiles:
    """Policies by the hash of their bytes, and one log per submission.

    A policy is never changed once it is there.
    """

    def __init__(self, folder: Path | str) -> None:
        """Take a folder; it is made when something is first put into it."""
        self._folder = Path(folder).expanduser().absolute()

    def policy(self, sha256: str) -> Path:
        """Return where the policy with that hash is, or would be."""
        return self._folder / 'policies' / f'{sha256}.onnx'

    def log(self, submission_id: int) -> Path:
        """Return where the log of a submission is; no file before it is first driven."""
        return self._folder / 'logs' / f'submission-{submission_id}.log'

    @property
    def replays(self) -> Path:
        """The folder with the replays and step logs of trials."""
        return self._folder / 'replays'

    def write_draft(self, content: bytes) -> Path:
        """Write a policy that is yet to be checked, and return its file. Raises OSError."""
        draft = self.policy(f'.draft-{uuid4().hex}')
        draft.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        return draft

    def keep(self, draft: Path, sha256: str) -> None:
        """Give a checked policy its name, all at once. Raises OSError."""
        os.replace(draft, self.policy(sha256))

    def append_to_log(self, submission_id: int, line: str) -> None:
        """Add a line to the log of a submission. Raises OSError."""
        log = self.log(submission_id)
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open('a', encoding='utf-8') as file:
            file.write(line + '\n')


def folder_beside(store: str) -> Path:
    """Return the folder that belongs to a store: an SQLite file's own name without its suffix."""
    if '://' not in store:
        return Path(store).expanduser().with_suffix('')
    url = make_url(store)
    if url.get_backend_name() == 'sqlite' and url.database:
        return Path(url.database).with_suffix('')
    return DEFAULT_FOLDER
