// The form for a policy: sends it, tells what is wrong by the field, and how the trials go.

import { byId, link } from './dom.js';

const FIELDS = ['name', 'policy', 'reward', 'description', 'form'];
const LOOK_MS = 1000;

const tell = (field, sentence) => {
  byId(`${field}-error`).textContent = sentence;
  byId(field).toggleAttribute('aria-invalid', Boolean(sentence));
};

function send(form, onProgress) {
  return new Promise((done) => {
    const request = new XMLHttpRequest(); // fetch does not tell how much was sent
    request.open('POST', '/api/submissions');
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
    request.onload = () => {
      let reply = {};
      try { reply = JSON.parse(request.responseText); } catch { reply.detail = request.statusText; }
      done({ status: request.status, reply });
    };
    request.onerror = () => done({ status: 0, reply: { message: 'The server cannot be reached.' } });
    request.send(new FormData(form));
  });
}

async function follow(id) {
  for (;;) {
    const submission = await (await fetch(`/api/submissions/${id}`)).json();
    byId('said').textContent = `${submission.name}: ${submission.message}`;
    if (submission.state === 'done' || submission.state === 'failed') return submission;
    await new Promise((done) => { setTimeout(done, LOOK_MS); });
  }
}

byId('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  FIELDS.forEach((field) => tell(field, ''));
  const empty = ['name', 'policy'].find((field) => !byId(field).value.trim());
  if (empty) {
    tell(empty, empty === 'name' ? 'Give a name.' : 'Choose the ONNX file of a policy.');
    byId(empty).focus();
    return;
  }
  const tooLarge = ['policy', 'reward'].find((field) => byId(field).files[0]?.size > Number(byId(field).dataset.most));
  if (tooLarge) {
    tell(tooLarge, `The file has ${byId(tooLarge).files[0].size.toLocaleString('en')} bytes; at most ${Number(byId(tooLarge).dataset.most).toLocaleString('en')} are taken.`);
    byId(tooLarge).focus();
    return;
  }
  const button = form.querySelector('button');
  button.disabled = true;
  byId('progress').hidden = false;
  byId('said').textContent = 'Sending.';
  const { status, reply } = await send(form, (share) => {
    byId('bar').value = share;
    if (share === 1) {
      byId('bar').removeAttribute('value');
      byId('said').textContent = 'Sent; being checked.';
    }
  });
  if (status === 201) {
    byId('bar').removeAttribute('value');
    byId('said').textContent = reply.message;
    const submission = await follow(reply.submission.id);
    byId('bar').hidden = true;
    byId('said').append(' ', link('/leaderboard', 'See the leaderboard'));
    if (submission.has_log) byId('said').append(' ', link(`/api/submissions/${submission.id}/log`, 'log', true));
  } else {
    byId('progress').hidden = true;
    const field = FIELDS.includes(reply.field) ? reply.field : 'form';
    tell(field, reply.message ?? reply.detail);
    byId(field).focus();
  }
  button.disabled = false;
});
