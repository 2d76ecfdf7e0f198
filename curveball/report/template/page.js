"use strict";
// Optional extras: players that step through frames, scenes that rotate, buttons that copy. The page is complete without them.

const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

function add(parent, tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  parent?.append(element);
  return element;
}

/* Buttons that copy the text of a code block. */
for (const block of document.querySelectorAll("pre.copy")) {
  const frame = add(null, "div", { className: "copied" });
  block.replaceWith(frame);
  frame.append(block);
  const button = add(frame, "button", { type: "button", textContent: "Copy" });
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(block.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(block);
      button.textContent = "Press Ctrl+C";
    }
    setTimeout(() => (button.textContent = "Copy"), 2500);
  });
}

/* One button that stops all animations. */
const sheets = [...document.querySelectorAll("img.moving")];
const stop = document.querySelector("#stop");
if (stop) {
  stop.hidden = false;
  stop.addEventListener("click", () => {
    const paused = stop.getAttribute("aria-pressed") !== "true";
    stop.setAttribute("aria-pressed", paused);
    for (const sheet of sheets) freeze(sheet, paused);
    for (const sample of samples) sample.play(!paused);
  });
}

function freeze(image, paused) {
  if (!paused) {
    image.src = image.dataset.moving ?? image.src;
    return;
  }
  image.dataset.moving ??= image.currentSrc;
  const canvas = Object.assign(document.createElement("canvas"), { width: image.naturalWidth, height: image.naturalHeight });
  canvas.getContext("2d").drawImage(image, 0, 0);
  image.src = canvas.toDataURL();
}

/* A scene: paths of 3-D points, projected in the same way as in curveball/report/scene.py. */
class Scene {
  constructor(svg) {
    this.svg = svg;
    this.paths = [...svg.querySelectorAll("path")].map((path) => [path, parse(path.dataset.points)]);
    this.ball = svg.querySelector("circle");
    this.places = parse(this.ball.dataset.points)[0];
    this.label = svg.querySelector("text");
    this.labelPlace = parse(this.label.dataset.points)[0][0];
    this.frame = 0;
    this.home = [Number(svg.dataset.azimuth), Number(svg.dataset.elevation)];
    this.rotateTo(Number(svg.dataset.yaw), Number(svg.dataset.pitch));
    this.listen();
  }

  rotateTo(yaw, pitch) {
    this.yaw = yaw;
    this.pitch = Math.max(-Math.PI / 2, Math.min(Math.PI / 2, pitch));
    for (const [path, lines] of this.paths) {
      path.setAttribute("d", lines.map((line) => "M" + line.map((point) => this.project(point).join(" ")).join("L")).join(""));
    }
    this.show(this.frame);
  }

  rotateBy(yaw, pitch) {
    this.rotateTo(this.yaw + yaw, this.pitch + pitch);
  }

  show(frame) {
    this.frame = frame;
    put(this.ball, "cx", "cy", this.project(this.places[frame]));
    put(this.label, "x", "y", this.project(this.labelPlace));
  }

  project([x, y, z]) {
    const right = y * Math.cos(this.yaw) - x * Math.sin(this.yaw);
    const towards = x * Math.cos(this.yaw) + y * Math.sin(this.yaw);
    return [right.toFixed(3), (towards * Math.sin(this.pitch) - z * Math.cos(this.pitch)).toFixed(3)];
  }

  listen() {
    const keys = { ArrowLeft: [0.15, 0], ArrowRight: [-0.15, 0], ArrowUp: [0, 0.15], ArrowDown: [0, -0.15] };
    this.svg.tabIndex = 0;
    this.svg.addEventListener("keydown", (event) => {
      if (!keys[event.key]) return;
      event.preventDefault();
      this.rotateBy(...keys[event.key]);
    });
    this.svg.addEventListener("pointerdown", (event) => this.svg.setPointerCapture(event.pointerId));
    this.svg.addEventListener("pointermove", (event) => {
      if (event.buttons & 1) this.rotateBy(-event.movementX * 0.012, event.movementY * 0.012);
    });
  }
}

function put(element, across, down, [x, y]) {
  element.setAttribute(across, x);
  element.setAttribute(down, y);
}

function parse(text) {
  return text.split("|").map((line) => line.split(" ").map((point) => point.split(",").map(Number)));
}

/* A sample: its video and its scene, synchronized. */
class Sample {
  constructor(details) {
    this.details = details;
    this.frames = details.dataset.frames.split(" ");
    this.frame = 0;
    this.scene = new Scene(details.querySelector(".scene"));
    this.reel = details.querySelector(".reel img");
    this.addScreen();
    this.addControls();
    this.addViewButtons();
    this.play(!still);
  }

  addScreen() {
    const image = this.details.querySelector(".screen img");
    this.canvas = Object.assign(document.createElement("canvas"), { width: image.getAttribute("width"), height: image.getAttribute("height") });
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", image.alt);
    image.closest("picture").replaceWith(this.canvas);
    this.reel.decode().then(() => this.show(this.frame), () => {});
  }

  addControls() {
    const controls = add(this.details.querySelector(".screen"), "div", { className: "controls" });
    this.button = add(controls, "button", { type: "button" });
    this.button.addEventListener("click", () => this.play(!this.playing));
    this.slider = add(controls, "input", { type: "range", min: 0, max: this.frames.length - 1, value: 0, ariaLabel: "Frame" });
    this.slider.addEventListener("input", () => {
      this.play(false);
      this.show(Number(this.slider.value));
    });
    this.label = add(controls, "span", { className: "quiet" });
  }

  addViewButtons() {
    const scene = this.scene;
    const controls = add(this.details.querySelector(".space"), "div", { className: "controls" });
    const views = [
      ["Camera view", () => scene.rotateTo(...scene.home)],
      ["Side view", () => scene.rotateTo(scene.home[0] + Math.PI / 2, 0.2)],
      ["Top view", () => scene.rotateTo(scene.home[0], Math.PI / 2)],
    ];
    for (const [textContent, show] of views) add(controls, "button", { type: "button", textContent }).addEventListener("click", show);
  }

  show(frame) {
    this.frame = frame;
    const { width, height } = this.canvas;
    this.canvas.getContext("2d").drawImage(this.reel, frame * width, 0, width, height, 0, 0, width, height);
    this.scene.show(frame);
    this.slider.value = frame;
    this.slider.ariaValueText = this.label.textContent = `frame ${this.frames[frame]}`;
  }

  play(on) {
    this.playing = on && this.frames.length > 1;
    this.button.textContent = this.playing ? "Pause" : "Play";
    this.button.hidden = this.slider.hidden = this.frames.length < 2;
  }

  step() {
    if (this.playing && this.details.open) this.show((this.frame + 1) % this.frames.length);
  }
}

const samples = [...document.querySelectorAll("details.sample")].map((details) => new Sample(details));
setInterval(() => samples.forEach((sample) => sample.step()), 110);
