// SPDX-License-Identifier: Apache-2.0
// Elements: text is always text, never markup.

export const $ = (id) => document.getElementById(id);

/** An element with properties and children. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  Object.assign(element, properties);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** An SVG element with attributes and children. */
export function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Sets the text only when it has changed, so that screen readers say nothing twice. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Makes the children of a container those of the items, in their order. The element of an item whose key was there before stays the same, and
 * keeps the focus.
 */
export function keyed(container, items, key, create, update) {
  const known = new Map([...container.children].map((child) => [child.dataset.key, child]));
  let place = container.firstElementChild;
  for (const item of items) {
    const name = String(key(item));
    let element = known.get(name);
    known.delete(name);
    if (element === undefined) {
      element = create(item);
      element.dataset.key = name;
    }
    update(element, item);
    if (element === place) {
      place = place.nextElementSibling;
    } else {
      container.insertBefore(element, place);
    }
  }
  known.forEach((element) => element.remove());
}

export const whole = (value) => value.toLocaleString("en");

/** 1 s, 98 s, 5 min, 3 h */
export function age(from, now) {
  const seconds = Math.max(0, Math.floor((new Date(now) - new Date(from)) / 1000));
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}

export const clock = (at) => new Date(at).toLocaleTimeString("en-GB");

/** With the date when it is not today's. */
export function moment(at) {
  const time = new Date(at);
  return time.toDateString() === new Date().toDateString() ? clock(at)
    : `${time.toLocaleDateString("en-GB", { day: "numeric", month: "short" })} ${clock(at)}`;
}

export const WORD = { PASS: "pass", REVIEW: "review", REJECT: "reject", WRONG_PRODUCT: "wrong product", UNSCORED: "not inspected" };
export const KIND = { PASS: "pass", REVIEW: "review", REJECT: "reject", WRONG_PRODUCT: "wrong", UNSCORED: "unscored" };

/** The score as a multiple of the reject threshold. */
export function multiple(judged) {
  if (judged.score === undefined || !(judged.reject > 0)) return "";
  const times = judged.score / judged.reject;
  return times >= 0.995 ? `${times.toFixed(times < 10 ? 2 : 0)} × the reject threshold` : `${Math.round(times * 100)} % of the reject threshold`;
}

const TRIES = 5;

/** Loads an image; one that does not come is asked for again, later each time, from the first of the addresses on. */
export function load(image, ...addresses) {
  const asked = addresses.join(" ");
  image.dataset.asked = asked;
  let at = 0;
  let tries = 0;
  image.onload = () => image.classList.remove("gone");
  image.onerror = () => {
    image.classList.add("gone");
    if (image.dataset.asked !== asked) return;
    at += 1;
    if (at < addresses.length) {
      image.src = addresses[at];
    } else if (++tries < TRIES) {
      at = 0;
      setTimeout(() => { if (image.dataset.asked === asked) image.src = addresses[0]; }, 1000 * 2 ** (tries - 1));
    }
  };
  image.src = addresses[0];
}

/** The heat map of a frame where there is one, else the frame. */
export function preview(image, frameId, map) {
  const path = encodeURIComponent(frameId);
  if (map === false) load(image, `/console/previews/${path}`);
  else load(image, `/console/heat-previews/${path}`, `/console/previews/${path}`);
}

/** A small image of a verdict's frame. */
export function thumbnail(judged, alt) {
  const image = make("img", { alt, loading: "lazy", decoding: "async", width: 80, height: 80 });
  preview(image, judged.frameId, judged.map);
  return image;
}
