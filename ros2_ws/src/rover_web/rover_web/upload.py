"""Take in the form of a submission without ever holding more than is allowed."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import Request
from scorer.submission_check import MAX_DESCRIPTION, MAX_NAME, MAX_POLICY_BYTES, MAX_REWARD_BYTES
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

MAX_TEXT_BYTES = 4 * (MAX_NAME + MAX_DESCRIPTION)  # UTF-8 takes up to 4 bytes for a character
SPARE_BYTES = 16384  # for what separates the fields of a form
MAX_BODY_BYTES = MAX_POLICY_BYTES + MAX_REWARD_BYTES + MAX_TEXT_BYTES + SPARE_BYTES


class FieldError(ValueError):
    """A field of the form that cannot be taken; the text is one sentence."""

    def __init__(self, field: str, sentence: str) -> None:
        """Name the field."""
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Upload:
    """A submission in a folder that is removed after the request. reward: None without one."""

    name: str
    description: str
    policy: Path
    reward: Path | None
    folder: Path


@asynccontextmanager
async def received(request: Request) -> AsyncIterator[Upload]:
    """Read the form; raises FieldError."""
    limited = Request(request.scope, _limited(request.receive))
    with TemporaryDirectory(prefix='jezero-submission-') as folder:
        try:
            form = await limited.form(max_files=2, max_fields=4, max_part_size=MAX_TEXT_BYTES)
        except HTTPException as error:
            raise FieldError('form', f'the form cannot be read: {error.detail}') from None
        try:
            upload = _upload(form, Path(folder))
        finally:
            await form.close()
        yield upload


def _upload(form: FormData, folder: Path) -> Upload:
    policy = _file(form, 'policy', folder)
    if policy is None:
        raise FieldError('policy', 'choose the ONNX file of a policy')
    return Upload(
        name=str(form.get('name', '')),
        description=str(form.get('description', '')),
        policy=policy,
        reward=_file(form, 'reward', folder),
        folder=folder,
    )


def _file(form: FormData, field: str, folder: Path) -> Path | None:
    sent = form.get(field)
    if not isinstance(sent, UploadFile) or not sent.filename:
        return None
    name = re.sub(r'[^A-Za-z0-9._-]', '_', Path(sent.filename).name)[-60:].lstrip('.') or field
    path = folder / field / name
    path.parent.mkdir()
    with path.open('wb') as file:
        shutil.copyfileobj(sent.file, file)
    return path


def _limited(receive: Receive) -> Receive:
    """Stop reading as soon as there is more than any allowed submission has."""
    received_bytes = 0

    async def receive_limited() -> Message:
        nonlocal received_bytes
        message = await receive()
        received_bytes += len(message.get('body', b''))
        if received_bytes > MAX_BODY_BYTES:
            raise FieldError(
                'policy', f'the files are too large; a policy may have {MAX_POLICY_BYTES:,} bytes'
            )
        return message

    return receive_limited
