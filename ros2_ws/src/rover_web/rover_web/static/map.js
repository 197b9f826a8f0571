// The world from above, with the rover, its trail and what its LIDAR sees.

import { byId, draw, points } from './dom.js';
import { fanPath } from './lidar.js';

export const map = {
  svg: byId('map'),
  world: null,
  view: { x: -22.5, y: -1, width: 50 },
  following: false,
  pose: null,
  ahead: draw('polyline', { class: 'ahead' }),
  trail: draw('polyline', { class: 'trail' }),
  fan: draw('path', { class: 'fan' }),
  rover: draw('path', { class: 'rover sized', d: 'M16 0L-10 10L-5 0L-10 -10Z', visibility: 'hidden' }),
  ground: draw('g'),

  start() {
    this.svg.append(this.ground, this.fan, this.ahead, this.trail, this.rover);
    this.svg.addEventListener('keydown', (event) => this.onKey(event));
    this.svg.addEventListener('wheel', (event) => {
      event.preventDefault();
      this.zoom(event.deltaY > 0 ? 1.2 : 1 / 1.2);
    }, { passive: false });
    this.svg.addEventListener('pointerdown', (event) => this.svg.setPointerCapture(event.pointerId));
    this.svg.addEventListener('pointermove', (event) => {
      if (this.svg.hasPointerCapture(event.pointerId)) this.pan(-event.movementX, event.movementY);
    });
    for (const button of document.querySelectorAll('[data-view]')) {
      button.addEventListener('click', () => this.choose(button.dataset.view));
    }
    new ResizeObserver(() => this.place()).observe(this.svg);
  },

  onKey(event) {
    const step = 60;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    const views = { '+': 'in', '=': 'in', '-': 'out', 0: 'all', f: 'follow' };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (moves[event.key]) this.pan(...moves[event.key]);
    else if (views[event.key]) this.choose(views[event.key]);
    else return;
    event.preventDefault();
  },

  choose(view) {
    if (view === 'in') this.zoom(1 / 1.5);
    if (view === 'out') this.zoom(1.5);
    if (view === 'all') this.showAll();
    if (view === 'follow') this.follow(!this.following);
  },

  follow(on) {
    this.following = on;
    document.querySelector('[data-view="follow"]').setAttribute('aria-pressed', String(on));
    if (on) this.view.width = Math.min(this.view.width, 16);
    this.showPose(this.pose);
    this.place();
  },

  pan(rightPixels, upPixels) {
    if (this.following) this.follow(false);
    this.view.x += rightPixels * this.metresPerPixel();
    this.view.y += upPixels * this.metresPerPixel();
    this.place();
  },

  zoom(factor) {
    this.view.width = Math.min(Math.max(this.view.width * factor, 2), 500);
    this.place();
  },

  showAll() {
    if (!this.world) return;
    const { x_min, x_max, y_min, y_max, margin } = this.world.rails;
    const aspect = this.svg.clientWidth / Math.max(this.svg.clientHeight, 1);
    const width = Math.max(x_max - x_min, (y_max - y_min) * aspect) + 4 * margin + 1;
    this.following = false;
    document.querySelector('[data-view="follow"]').setAttribute('aria-pressed', 'false');
    this.view = { x: (x_min + x_max) / 2, y: (y_min + y_max) / 2, width };
    this.place();
  },

  metresPerPixel() {
    return this.view.width / Math.max(this.svg.clientWidth, 1);
  },

  place() {
    const height = this.metresPerPixel() * this.svg.clientHeight;
    const { x, y, width } = this.view;
    this.svg.setAttribute('viewBox', `${x - width / 2} ${-y - height / 2} ${width} ${height}`);
    for (const element of this.svg.querySelectorAll('.sized')) this.size(element);
  },

  // Marks keep their size in pixels at every zoom.
  size(element) {
    const { x = 0, y = 0, turn = 0 } = element.dataset;
    const scale = this.metresPerPixel();
    element.setAttribute('transform', `translate(${x} ${-y}) scale(${scale}) rotate(${turn})`);
  },

  mark(name, attributes, [x, y], text) {
    const element = draw(name, attributes, text);
    element.classList.add('sized');
    Object.assign(element.dataset, { x, y });
    this.ground.append(element);
  },

  showWorld(world, reliefAddress) {
    this.world = world;
    const { rails, relief, checkpoint, finish } = world;
    const box = (r, grow) => ({
      x: r.x_min - grow, y: -r.y_max - grow,
      width: r.x_max - r.x_min + 2 * grow, height: r.y_max - r.y_min + 2 * grow,
    });
    this.ground.replaceChildren(
      draw('image', {
        href: reliefAddress, preserveAspectRatio: 'none', ...box(relief, 0),
      }),
      draw('rect', { class: 'limit', ...box(rails, rails.margin) }),
      draw('rect', { class: 'rails', ...box(rails, 0) }),
    );
    for (const boulder of world.boulders) {
      const outline = draw('polygon', { class: 'boulder', points: points(boulder.points) });
      outline.append(draw('title', {}, boulder.name));
      this.ground.append(outline);
    }
    world.waypoints.forEach((place, i) => {
      this.mark('path', { class: 'waypoint', d: 'M0 -7L7 0L0 7L-7 0Z' }, place);
      this.mark('text', { x: 10, y: 4 }, place, `${i + 1}`);
    });
    if (checkpoint) {
      const { x, y, radius } = checkpoint;
      this.ground.append(draw('circle', { class: 'checkpoint', cx: x, cy: -y, r: radius }));
      this.mark('path', { class: 'checkpoint', d: 'M0 0V-26L16 -20L0 -14' }, [x, y]);
      this.mark('text', { x: 14, y: 4 }, [x, y], 'checkpoint');
    }
    if (finish) {
      const corner = { x_min: finish.x, x_max: rails.x_max, y_min: finish.y, y_max: rails.y_max };
      this.ground.append(draw('rect', { class: 'checkpoint', ...box(corner, 0) }));
      this.mark('text', { x: 4, y: 16 }, [finish.x, rails.y_max], 'finish');
    }
    this.mark('text', { x: -14, y: 26 }, [world.start.x, world.start.y], 'start');
    byId('map-text').textContent = `World ${world.name}, ${world.boulders.length} boulders.`;
    this.showAll();
  },

  showPose(pose) {
    this.pose = pose;
    this.rover.setAttribute('visibility', pose ? 'visible' : 'hidden');
    if (!pose) return;
    Object.assign(this.rover.dataset, { x: pose.x, y: pose.y, turn: -pose.yaw * 180 / Math.PI });
    this.size(this.rover);
    if (this.following) {
      this.view.x = pose.x;
      this.view.y = pose.y;
      this.place();
    }
  },

  showTrail(trail) {
    this.trail.setAttribute('points', points(trail));
  },

  showWay(way) {
    this.ahead.setAttribute('points', points(way));
  },

  showFan(scan, pose) {
    this.fan.setAttribute('d', scan && pose ? fanPath(scan, pose) : '');
  },
};
