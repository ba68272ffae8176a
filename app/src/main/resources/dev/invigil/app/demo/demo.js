// SPDX-License-Identifier: Apache-2.0
"use strict";

const WORD = { PASS: "pass", REVIEW: "review", REJECT: "reject", WRONG_PRODUCT: "wrongProduct", UNSCORED: "unscored" };
const COUNTS = ["pass", "review", "reject", "wrongProduct", "unscored"];
const said = (kind) => (kind === "wrongProduct" ? "wrong product" : kind);
const $ = (id) => document.getElementById(id);

/** An element with properties and children; text is always text, never markup. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  Object.assign(element, properties);
  element.append(...children.filter((child) => child !== null));
  return element;
}

function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const whole = (value) => value.toLocaleString("en");
const millis = (value) => (typeof value === "number" ? `${Math.round(value)} ms` : "–");

function ago(from, now) {
  const seconds = Math.max(0, Math.round((new Date(now) - new Date(from)) / 1000));
  return seconds < 60 ? `${seconds} s ago` : `${Math.floor(seconds / 60)} min ago`;
}

function figure(value, label, kind = "") {
  return make("div", { className: `figure ${kind}` }, make("b", {}, value), make("span", {}, label));
}

function figures(line) {
  const sum = (key) => line.cameras.reduce((total, camera) => total + camera[key], 0);
  const frames = COUNTS.reduce((total, key) => total + sum(key), 0);
  return [
    figure(line.verdictsPerSecond.toFixed(1), "verdicts per second"),
    figure(millis(line.p50), "p50, capture to verdict"),
    figure(millis(line.p99), "p99"),
    figure(whole(frames), "frames ="),
    ...COUNTS.map((key, i) => figure(whole(sum(key)), (i ? "+ " : "") + said(key), key)),
    figure(whole(line.deadLetters), "dead letters"),
  ];
}

function alertRow(alert, now) {
  const open = alert.state !== "CLOSED";
  return make("div", { className: open ? "alert open" : "alert" },
    make("b", {}, open ? "Open" : "Closed"), make("span", {}, `${alert.camera}: ${alert.message}`),
    make("time", { dateTime: open ? alert.openedAt : alert.closedAt }, ago(open ? alert.openedAt : alert.closedAt, now)));
}

function alerts(line) {
  const rows = [...line.open, ...line.closed].slice(0, Math.max(line.open.length, 3));
  return rows.length ? rows.map((alert) => alertRow(alert, line.at))
    : [make("div", { className: "alert" }, make("span", {}, "No alerts yet."))];
}

/** The active model, the labels and what happened, latest first. */
function learning(line) {
  if (line.model === undefined) return [];
  const clock = (at) => new Date(at).toLocaleTimeString("en-GB");
  return [
    make("h2", {}, "Model"),
    make("p", {}, make("b", {}, line.model), " is active", line.labels ? `, ${whole(line.labels)} frames labelled` : ""),
    make("ol", {}, ...[...line.events].reverse().map((event) =>
      make("li", {}, make("time", { dateTime: event.at }, clock(event.at)), make("span", {}, event.text)))),
  ];
}

/** The score divided by the reject threshold; values above 2 are drawn as 2. */
const share = (judged) => Math.min(2, judged.score / judged.reject);

function meter(judged) {
  const bar = make("i", { className: WORD[judged.decision] });
  bar.style.width = `${share(judged) * 50}%`;
  const reject = make("u", { title: "reject threshold" });
  reject.style.left = "50%";
  const review = make("u", { title: "review threshold" });
  review.style.left = `${(judged.review / judged.reject) * 50}%`;
  review.style.opacity = ".45";
  return make("div", { className: "meter" }, bar, review, reject);
}

function history(recent) {
  const drawing = svg("svg", { class: "history", viewBox: "0 0 300 64", preserveAspectRatio: "none", role: "img",
    "aria-label": "latest scores relative to the reject threshold" },
    svg("line", { class: "limit", x1: 0, x2: 300, y1: 32, y2: 32 }));
  recent.forEach((judged, i) => {
    const x = 300 - (recent.length - i) * 5;
    const kind = WORD[judged.decision];
    const height = judged.score === undefined ? 64 : Math.max(2, share(judged) * 32);
    drawing.append(svg("rect", { class: kind, x, y: 64 - height, width: 3.6, height, rx: 1,
      opacity: judged.score === undefined ? 0.35 : 1 }));
  });
  return drawing;
}

const picture = (path, judged, alt) => make("img", { src: `/${path}/${encodeURIComponent(judged.frameId)}`, alt });

function pair(judged) {
  return make("div", { className: "pair" },
    make("figure", {}, picture("pictures", judged, "latest frame"), make("figcaption", {}, "latest frame")),
    make("figure", {}, picture(judged.map ? "heat" : "pictures", judged, "heat map"),
      make("figcaption", {}, judged.map ? "heat map" : "no map stored")));
}

function strip(recent) {
  const found = recent.filter((judged) => judged.map && (judged.decision === "REJECT" || judged.decision === "REVIEW"));
  const latest = found.slice(-6).reverse();
  return make("div", { className: "strip" }, ...(latest.length
    ? latest.map((judged) => Object.assign(picture("heat", judged, `${WORD[judged.decision]}, score ${judged.score.toFixed(3)}`),
      { className: WORD[judged.decision], title: `${WORD[judged.decision]}, score ${judged.score.toFixed(3)}` }))
    : [make("p", {}, "no recent rejects or reviews")]));
}

function camera(view) {
  const shown = view.recent.filter((judged) => judged.picture && judged.score !== undefined).at(-1);
  const last = view.recent.at(-1);
  return make("article", { className: "camera" },
    make("div", {}, make("h2", {}, view.name), make("small", {}, view.product),
      make("span", { className: `badge ${WORD[last.decision]}` },
        said(WORD[last.decision]) + (last.looksLike ? `: looks like ${last.looksLike}` : ""))),
    shown ? pair(shown) : null,
    shown ? meter(shown) : null,
    shown ? make("div", { className: "score" }, make("span", {}, "score ", make("b", {}, shown.score.toFixed(4))),
      make("span", {}, "reject threshold ", make("b", {}, shown.reject.toFixed(4)))) : null,
    history(view.recent),
    make("div", { className: "tally" }, ...COUNTS.map((key) =>
      make("span", {}, make("b", { className: key }, whole(view[key])), ` ${said(key)}`))),
    strip(view.recent));
}

let drawnFacts = "";

/** Images are loaded before the cards are replaced, to avoid flicker. */
async function exchange(cards) {
  const images = cards.flatMap((card) => [...card.querySelectorAll("img")]);
  await Promise.all(images.map((image) => image.decode().catch(() => undefined)));
  $("cameras").replaceChildren(...cards);
}

async function draw(state) {
  const facts = JSON.stringify(state.facts);
  if (facts !== drawnFacts) {
    $("facts").replaceChildren(...Object.entries(state.facts).map(([name, value]) =>
      make("div", {}, make("dt", {}, name), make("dd", {}, value))));
    drawnFacts = facts;
  }
  $("figures").replaceChildren(...figures(state.line));
  $("alerts").replaceChildren(...alerts(state.line));
  $("learning").replaceChildren(...learning(state.line));
  await exchange(state.line.cameras.map(camera));
}

async function follow() {
  try {
    const answer = await fetch("/state");
    if (!answer.ok) throw new Error(answer.statusText);
    await draw(await answer.json());
    $("link").textContent = "live";
    $("link").className = "";
  } catch (failure) {
    $("link").textContent = "no connection: the demo has stopped or does not answer";
    $("link").className = "lost";
  }
  setTimeout(follow, document.hidden ? 3000 : 800);
}

follow();
