// Buttons for the views of a video, which the server makes on the first request.

import { byId, link } from './dom.js';
import { follow } from './work.js';

const buttons = [...document.querySelectorAll('[data-video]')];

async function show(button, address) {
  for (const each of buttons) {
    each.disabled = true;
    each.setAttribute('aria-pressed', String(each === button));
  }
  byId('video-text').textContent = '';
  const state = await follow(address, true, byId('video-progress'), byId('video-text'));
  for (const each of buttons) each.disabled = false;
  byId('video').hidden = state !== 'done';
  if (state !== 'done') return;
  const file = `${address}.mp4`;
  byId('video').src = file;
  byId('video-text').replaceChildren(link(file, 'Download the video', true));
}

// addressOf: gives the address of the videos when a button is pressed, nothing while it has none.
export function offerVideos(addressOf, offered = true) {
  for (const button of buttons) {
    button.disabled = !offered;
    button.addEventListener('click', () => {
      const address = addressOf();
      if (address) show(button, `${address}/${button.dataset.video}`);
    });
  }
}
