// The list of training runs.

import { byId, link, number, percent, row } from './dom.js';

async function show() {
  const runs = await (await fetch('/api/runs')).json();
  byId('runs-text').textContent = runs.length ? `${runs.length} run${runs.length === 1 ? '' : 's'}, the latest first.`
    : 'No run yet: train.launch.xml makes one.';
  byId('runs').hidden = runs.length === 0;
  byId('runs').tBodies[0].replaceChildren(...runs.map((run) => row([
    link(`/runs/${run.name}`, run.name), run.state, run.world, percent(run.success_rate), number(run.mean_score),
    run.timesteps.toLocaleString('en'), new Date(run.changed_at).toLocaleString(),
  ])));
}

show();
