// SPDX-License-Identifier: Apache-2.0
// The state of the line, its incidents, the model in force and what happened.

import { $, age, clock, keyed, make, moment, preview, say, whole } from "./dom.js";

const LEVEL = { GOOD: "good", WAITING: "waiting", ATTENTION: "attention", TROUBLE: "trouble" };
const FRAMES_SHOWN = 6;
const CAMERAS_SHOWN = 3;

/** The sentence of the page itself, when it no longer hears from the console. */
export function lost(seconds) {
  $("state").className = "trouble";
  say($("sentence"), `This page has heard nothing from the console for ${seconds} s: what it shows is old.`);
  say($("remedy"), "Check that the console runs and can be reached; the page continues by itself.");
  $("remedy").hidden = false;
  document.title = "no connection – Invigil";
}

export function drawState(line) {
  $("state").className = LEVEL[line.state.level];
  say($("sentence"), line.state.text);
  say($("remedy"), line.state.remedy ?? "");
  $("remedy").hidden = !line.state.remedy;
  const open = places(line);
  document.title = (open ? `${open} incident${open > 1 ? "s" : ""} – ` : line.state.level === "TROUBLE" ? "trouble – " : "") + "Invigil";
  const millis = (value) => (value < 10000 ? `${Math.round(value)} ms` : `${Math.round(value / 1000)} s`);
  const rates = [`${line.verdictsPerSecond.toFixed(1)} verdicts per second`];
  if (line.p50 !== undefined && line.verdictsPerSecond > 0) {
    rates.push(`from capture to verdict: half within ${millis(line.p50)}, 99 % within ${millis(line.p99)}`);
  }
  if (line.deadLetters) rates.push(`${whole(line.deadLetters)} dead letters`);
  keyed($("rates"), rates, (rate) => rates.indexOf(rate), () => make("li"), say);
  keyed($("facts"), Object.entries(line.facts), ([name]) => name,
    ([name]) => make("div", {}, make("dt", {}, name), make("dd")),
    (element, [, value]) => say(element.lastChild, value));
}

const places = (line) => line.incidents.reduce((sum, incident) => sum + incident.alerts, 0) + line.moreIncidents;

export function drawIncidents(line, open) {
  const count = places(line);
  say($("nav-incidents"), count ? String(count) : "");
  $("no-incidents").hidden = count > 0;
  keyed($("open-incidents"), line.incidents, (incident) => incident.cause, () => incidentCard(open), (card, incident) => card.draw(incident, line.at));
  $("closed").hidden = line.closed.length === 0;
  keyed($("closed-incidents"), line.closed, (closed) => closed.title + closed.camera + closed.closedAt,
    (closed) => make("li", {}, make("time", { dateTime: closed.closedAt }, moment(closed.closedAt)), make("b", {}, closed.camera), make("span", {}, closed.message)),
    () => {});
}

/** One card for each cause; the cameras that it concerns are lines of it. */
function incidentCard(open) {
  const title = make("h3");
  const since = make("time");
  const list = make("ul", { className: "places" });
  const common = make("p");
  const more = make("details", { hidden: true }, make("summary"), make("ul", { className: "places" }));
  const remedy = make("p", { className: "remedy" });
  const frames = make("div", { className: "frames" });
  const card = make("article", { className: "incident" }, make("header", {}, title, since), common, list, more, remedy, frames);
  card.draw = (incident, now) => {
    const cameras = incident.cameras.length;
    say(title, cameras === 1 ? `${incident.title}: ${incident.cameras[0].camera}` : `${incident.title}: ${cameras} cameras`);
    say(since, `for ${age(incident.openedAt, now)}`);
    since.dateTime = incident.openedAt;
    // one incident of several cameras has one message
    const same = cameras > 1 && incident.cameras.every((place) => place.message === incident.cameras[0].message);
    if (same) {
      const shown = incident.cameras.slice(0, 12).map((place) => place.camera).join(", ");
      say(common, `${incident.cameras[0].message}: ${shown}${cameras > 12 ? ` and ${cameras - 12} more` : ""}`);
    }
    common.hidden = !same;
    list.hidden = same;
    const row = () => make("li", {}, make("b"), make("span"));
    const fill = (element, place) => {
      element.firstChild.hidden = cameras === 1;
      say(element.firstChild, place.camera);
      say(element.lastChild, place.message);
    };
    keyed(list, incident.cameras.slice(0, CAMERAS_SHOWN), (place) => place.camera, row, fill);
    more.hidden = same || cameras <= CAMERAS_SHOWN;
    say(more.firstChild, `${cameras - CAMERAS_SHOWN} more cameras`);
    keyed(more.lastChild, incident.cameras.slice(CAMERAS_SHOWN), (place) => place.camera, row, fill);
    say(remedy, incident.remedy);
    const ids = incident.frameIds.slice(-FRAMES_SHOWN).reverse();
    keyed(frames, ids, (id) => id, (id) => {
      const image = make("img", { alt: "", loading: "lazy", width: 72, height: 72 });
      preview(image, id);
      const button = make("button", { type: "button", className: "thumb" }, image);
      button.setAttribute("aria-label", `Open frame ${id}`);
      button.addEventListener("click", () => open(id, ids));
      return button;
    }, () => {});
  };
  return card;
}

export function drawModel(line) {
  const model = line.model;
  const text = JSON.stringify([model, line.labels]);
  const box = $("model-in-force");
  if (box.dataset.drawn !== text) {
    box.dataset.drawn = text;
    box.replaceChildren(...modelLines(model, line));
  }
  drawThresholds(line);
}

function modelLines(model, line) {
  if (!model) {
    const used = line.facts.model;
    return [make("p", { className: "quiet" }, used ? `${used}. No model is on the models topic.` : "No model is on the models topic: the scorer uses the bundle of its configuration.")];
  }
  const address = model.report ?? (/^https?:\/\//.test(model.page ?? "") ? model.page : undefined);
  const report = address ? make("a", { href: address }, "report of the comparison") : model.page ? `report: ${model.page}` : "";
  return [
    make("p", {}, make("b", {}, `${model.name} ${model.version}`), " ", make("code", {}, model.digest.slice(0, 12)),
      ` is active since ${moment(model.since)}, by ${model.by}: ${model.reason}`),
    make("p", { className: "quiet" }, [model.outcome ? `gate: ${model.outcome}` : "", line.labels ? `${whole(line.labels)} frames labelled` : ""].filter(Boolean).join("; "), " ", report),
  ];
}

/** Thresholds that are equal for several cameras are one row. */
function drawThresholds(line) {
  const rows = new Map();
  for (const force of line.thresholds) {
    const key = [force.product, force.threshold.reject, force.threshold.review, force.promise].join(" ");
    if (!rows.has(key)) rows.set(key, { ...force, cameras: [] });
    rows.get(key).cameras.push(force.camera);
  }
  const table = $("thresholds");
  const text = JSON.stringify([...rows]);
  if (table.dataset.drawn === text) return;
  table.dataset.drawn = text;
  const head = make("thead", {}, make("tr", {}, ...["product", "camera", "reject above", "review above", "what it promises"].map((name) => make("th", { scope: "col" }, name))));
  table.replaceChildren(head, make("tbody", {}, ...[...rows.values()].map((row) => make("tr", {},
    make("th", { scope: "row" }, row.product),
    make("td", {}, row.cameras.length > 3 ? `${row.cameras.length} cameras` : row.cameras.join(", ")),
    make("td", { className: "number" }, row.threshold.reject.toPrecision(4)),
    make("td", { className: "number" }, row.threshold.review.toPrecision(4)),
    make("td", { className: row.threshold.basis === "CALIBRATED" && !row.threshold.setByHand ? "" : "doubt" }, row.promise
      + (row.threshold.setByHand ? ` By ${row.threshold.setByHand.by}: ${row.threshold.setByHand.reason}` : ""))))));
}

export function drawEvents(line) {
  $("events").hidden = line.events.length === 0;
  keyed($("event-list"), [...line.events].reverse().slice(0, 12), (event) => event.at + event.text,
    (event) => make("li", {}, make("time", { dateTime: event.at }, clock(event.at)), make("span", {}, event.text)), () => {});
}
