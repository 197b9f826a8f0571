// Plays moments in order; a slider, a button and the space bar move through them.

import { byId } from './dom.js';

export class Player {
  constructor(times, show) {
    this.times = times;
    this.show = show;
    this.slider = byId('time');
    this.button = byId('play');
    this.playing = false;
  }

  start() {
    this.slider.max = this.times.length - 1;
    byId('player').hidden = false;
    this.slider.addEventListener('input', () => this.goTo(Number(this.slider.value)));
    this.button.addEventListener('click', () => this.play(!this.playing));
    document.addEventListener('keydown', (event) => {
      if (event.key !== ' ' || event.target.closest('button, a, select, video')) return;
      event.preventDefault();
      this.play(!this.playing);
    });
    this.goTo(0);
  }

  goTo(i) {
    this.at = i;
    this.time = this.times[i];
    this.slider.value = i;
    const clock = `${this.time.toFixed(1)} s of ${this.times.at(-1).toFixed(1)} s`;
    byId('clock').textContent = clock;
    this.slider.setAttribute('aria-valuetext', clock);
    this.show(i);
  }

  play(on) {
    this.playing = on;
    this.button.textContent = on ? 'Pause' : 'Play';
    this.button.setAttribute('aria-pressed', String(on));
    if (!on) return;
    if (this.at === this.times.length - 1) this.goTo(0);
    let before = performance.now();
    const tick = (now) => {
      if (!this.playing) return;
      const time = this.time + (now - before) / 1000 * Number(byId('speed').value);
      before = now;
      let i = this.at;
      while (i < this.times.length - 1 && this.times[i + 1] <= time) i += 1;
      if (i !== this.at) this.goTo(i);
      this.time = Math.max(time, this.times[i]);
      if (i === this.times.length - 1) this.play(false);
      else requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }
}
