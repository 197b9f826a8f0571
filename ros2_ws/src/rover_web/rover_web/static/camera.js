// A camera panel asks for pictures only while it can be seen.

const SHORTEST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5000;

class Camera {
  constructor(panel) {
    this.address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/camera/${panel.dataset.camera}`;
    this.picture = panel.querySelector('img');
    this.text = panel.querySelector('.screen');
    this.onScreen = false;
    this.waitMs = SHORTEST_WAIT_MS;
  }

  update() {
    const wanted = this.onScreen && !document.hidden;
    if (wanted && !this.socket) this.open();
    if (!wanted && this.socket) {
      this.socket.onclose = null;
      this.socket.close();
      this.socket = null;
    }
  }

  open() {
    if (this.picture.hidden) this.say('Waiting for the first picture.');
    this.socket = new WebSocket(this.address);
    this.socket.onmessage = ({ data }) => {
      this.waitMs = SHORTEST_WAIT_MS;
      if (typeof data === 'string') this.say(data);
      else this.show(data);
    };
    this.socket.onclose = () => {
      this.socket = null;
      this.say('Connection lost, trying again.');
      setTimeout(() => this.update(), this.waitMs);
      this.waitMs = Math.min(2 * this.waitMs, LONGEST_WAIT_MS);
    };
  }

  say(sentence) {
    this.text.textContent = sentence;
    this.text.hidden = false;
    this.picture.hidden = true;
  }

  show(jpeg) {
    const address = URL.createObjectURL(jpeg);
    this.picture.onload = () => URL.revokeObjectURL(address);
    this.picture.src = address;
    this.picture.hidden = false;
    this.text.hidden = true;
  }
}

export function startCameras() {
  const cameras = new Map([...document.querySelectorAll('[data-camera]')].map((panel) => [panel, new Camera(panel)]));
  const seen = new IntersectionObserver((changes) => {
    for (const change of changes) {
      const camera = cameras.get(change.target);
      camera.onScreen = change.isIntersecting;
      camera.update();
    }
  });
  for (const panel of cameras.keys()) seen.observe(panel);
  document.addEventListener('visibilitychange', () => cameras.forEach((camera) => camera.update()));
}
