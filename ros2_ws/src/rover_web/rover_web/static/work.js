// Long work on the server: start it, show its progress, tell how it ended.

const LOOK_MS = 500;

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

export async function follow(address, start, bar, text) {
  let reply = await fetch(address, { method: start ? 'POST' : 'GET' });
  for (;;) {
    const job = await reply.json();
    const busy = job.state === 'waiting' || job.state === 'working';
    bar.hidden = !busy;
    if (job.progress == null) bar.removeAttribute('value');
    else bar.value = job.progress;
    if (!reply.ok || job.state === 'failed') text.textContent = job.message ?? job.detail;
    else if (busy) text.textContent = job.state === 'waiting' ? 'Waiting for other work.' : 'Being made.';
    if (!busy) return job.state ?? 'failed';
    await pause(LOOK_MS);
    reply = await fetch(address);
  }
}
