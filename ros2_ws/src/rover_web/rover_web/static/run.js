// One training run: what it came to, its report and its files.

import { byId, facts, link, number, percent } from './dom.js';
import { offerVideos } from './video.js';
import { follow } from './work.js';

const name = location.pathname.split('/').at(-1);
const address = `/api/runs/${name}`;

// The space does not break, so that a number keeps its unit.
const size = (bytes) => (bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)}\u00a0kB` : `${(bytes / 1e6).toFixed(1)}\u00a0MB`);

// A report weighs more than all pages together, so it is loaded when somebody asks for it.
function offerReport() {
  byId('report-link').href = `/runs/${name}/report`;
  for (const id of ['report-link', 'see']) byId(id).hidden = false;
  byId('make').textContent = 'Bring it up to date';
  byId('report-text').textContent = '';
}

function showReport() {
  byId('report').src = `/runs/${name}/report?${Date.now()}`;
  byId('report').hidden = false;
}

async function make(start) {
  byId('make').disabled = true;
  const state = await follow(`${address}/report`, start, byId('report-progress'), byId('report-text'));
  byId('make').disabled = false;
  if (state !== 'done') return;
  await show();
  showReport();
}

function showFiles(files) {
  byId('files').replaceChildren(...files.map((file) => {
    const item = document.createElement('li');
    const path = file.path.split('/').map(encodeURIComponent).join('/');
    item.append(link(`${address}/files/${path}`, file.path, true), ` ${size(file.size)}`);
    return item;
  }));
}

async function show() {
  const reply = await fetch(address);
  const details = await reply.json();
  byId('run-text').textContent = reply.ok ? '' : details.detail;
  for (const section of document.querySelectorAll('main > section')) section.hidden = !reply.ok;
  if (!reply.ok) return null;
  const { run, files } = details;
  byId('title').textContent = run.name;
  document.title = `${run.name} · Jezero`;
  facts('run', {
    state: run.state, world: run.world, steps: run.timesteps.toLocaleString('en'),
    'success rate': percent(run.success_rate), 'mean score': number(run.mean_score),
    changed: new Date(run.changed_at).toLocaleString(),
  });
  showFiles(files);
  if (details.has_report) offerReport();
  else byId('report-text').textContent = 'No report has been made of this run yet.';
  return details;
}

byId('make').addEventListener('click', () => make(true));
byId('see').addEventListener('click', showReport);
const episode = byId('episode');
offerVideos(() => episode.reportValidity() && `${address}/episodes/${episode.value}/videos`);
const details = await show();
if (details && ['waiting', 'working'].includes(details.report.state)) make(false);
