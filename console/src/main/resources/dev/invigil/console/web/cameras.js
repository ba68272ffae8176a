// SPDX-License-Identifier: Apache-2.0
// The cameras: cards with an image for a few, tiles for many. Those that need attention come first and are cards.

import { $, KIND, WORD, age, keyed, make, multiple, preview, say, svg, whole } from "./dom.js";

const CARDS = 9;
/** With many cameras, so many of those that need attention are cards. */
const CARDS_AMONG_MANY = 6;
const BARS = 48;
/** An image is replaced at most this often. */
const IMAGE_MILLIS = 1500;

const needsAttention = (camera) => camera.openIncidents > 0 || camera.activity === "SILENT";

export function drawCameras(line, open) {
  const cameras = line.cameras;
  say($("nav-cameras"), cameras.length ? String(cameras.length) : "");
  $("no-cameras").hidden = cameras.length > 0;
  const few = cameras.length <= CARDS;
  const cards = few ? cameras : cameras.filter(needsAttention).slice(0, CARDS_AMONG_MANY);
  const tiles = few ? [] : cameras.slice(cards.length);
  keyed($("cards"), cards, (camera) => camera.name, () => card(open), (element, camera) => element.draw(camera, line.at));
  keyed($("tiles"), tiles, (camera) => camera.name, () => tile(open), (element, camera) => element.draw(camera, line.at));
}

function status(camera, now) {
  const silent = camera.activity !== "INSPECTED" && camera.latest;
  const parts = [];
  if (camera.openIncidents > 0) parts.push(`${camera.openIncidents} open incident${camera.openIncidents > 1 ? "s" : ""}`);
  if (silent) parts.push(`last verdict ${age(camera.latest.at, now)} ago`);
  return parts.join(", ");
}

function classes(base, camera) {
  return `${base} ${camera.activity.toLowerCase()}${camera.openIncidents > 0 ? " affected" : ""}`;
}

function card(open) {
  const name = make("h3");
  const product = make("small");
  const badge = make("span", { className: "badge" });
  const image = make("img", { alt: "", width: 132, height: 132 });
  const button = make("button", { type: "button", className: "thumb large" }, image);
  const decision = make("p", { className: "decision" });
  const score = make("p", { className: "quiet" });
  const last = make("p", { className: "quiet" });
  const counts = make("ul", { className: "counts" });
  const bars = history();
  const element = make("article", {}, make("header", {}, name, product, badge),
    make("div", { className: "look" }, button, make("div", {}, decision, score, last)), bars, counts);
  let shown = null;
  let replaced = 0;
  button.addEventListener("click", () => shown && open(shown.frameId, []));
  element.draw = (camera, now) => {
    element.className = classes("camera", camera);
    say(name, camera.name);
    say(product, camera.product);
    const said = status(camera, now);
    say(badge, said);
    badge.hidden = !said;
    drawCounts(counts, camera.counts);
    bars.draw(camera.history);
    const latest = camera.latest;
    if (!latest) return;
    decision.className = `decision ${KIND[latest.decision]}`;
    say(decision, WORD[latest.decision] + (latest.looksLike ? `: looks like ${latest.looksLike}` : ""));
    say(score, latest.detail ?? multiple(latest));
    say(last, `last verdict ${age(latest.at, now)} ago`);
    if (shown === null || (shown.frameId !== latest.frameId && Date.now() - replaced > IMAGE_MILLIS)) {
      shown = latest;
      replaced = Date.now();
      preview(image, latest.frameId, latest.map);
      button.setAttribute("aria-label", `Open the latest frame of ${camera.name}`);
    }
  };
  return element;
}

function tile(open) {
  const name = make("b");
  const said = make("span");
  const bars = history();
  const element = make("button", { type: "button" }, name, said, bars);
  let frame = null;
  element.addEventListener("click", () => frame && open(frame, []));
  element.draw = (camera, now) => {
    element.className = classes("tile", camera);
    frame = camera.latest?.frameId ?? null;
    say(name, camera.name);
    say(said, status(camera, now) || WORD[camera.latest?.decision] || "");
    said.className = camera.openIncidents || camera.activity !== "INSPECTED" ? "" : KIND[camera.latest?.decision] ?? "";
    bars.draw(camera.history);
  };
  return element;
}

function drawCounts(list, counts) {
  const kinds = [["pass", "pass", counts.pass], ["review", "review", counts.review], ["reject", "reject", counts.reject],
    ["wrong", "wrong product", counts.wrongProduct], ["unscored", "not inspected", counts.unscored]];
  keyed(list, kinds.filter(([kind, , count]) => count || ["pass", "review", "reject"].includes(kind)), ([kind]) => kind,
    ([kind, word]) => make("li", {}, make("b", { className: kind }), ` ${word}`),
    (element, [, , count]) => say(element.firstChild, whole(count)));
}

const LETTER = { P: "pass", V: "review", R: "reject", W: "wrong", U: "unscored" };

/** The height of a bar, 0 to 1: the reject threshold is in the middle; above it logarithmic, up to twenty times. */
function height(hundredths) {
  const times = hundredths / 100;
  return times <= 1 ? 0.5 * times : 0.5 + 0.5 * Math.min(1, Math.log(times) / Math.log(20));
}

function history() {
  const drawing = svg("svg", { class: "history", viewBox: `0 0 ${BARS * 6} 48`, preserveAspectRatio: "none", "aria-hidden": "true" });
  let drawn = "";
  drawing.draw = (recent) => {
    const text = recent.join(" ");
    if (text === drawn) return;
    drawn = text;
    const bars = recent.map((short, i) => {
      const scored = short.length > 1;
      const size = scored ? Math.max(2, 48 * height(Number(short.slice(1)))) : 48;
      return svg("rect", { class: LETTER[short[0]] + (scored ? "" : " faint"), x: (BARS - recent.length + i) * 6, y: 48 - size, width: 4, height: size });
    });
    drawing.replaceChildren(...bars, svg("line", { class: "limit", x1: 0, x2: BARS * 6, y1: 24, y2: 24 }));
  };
  return drawing;
}
