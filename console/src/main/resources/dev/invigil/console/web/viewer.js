// SPDX-License-Identifier: Apache-2.0
// One frame in full: the heat map over it with a slider, the regions, the verdict, and the operator's word.

import { $, KIND, WORD, load, make, moment, multiple, say, svg } from "./dom.js";
import { described, mark, withdraw } from "./review.js";

const NO_MAP = "No heat map is stored for this frame.";
let shown = null;
let list = [];

export function startViewer() {
  $("viewer-close").addEventListener("click", () => $("viewer").close());
  $("wipe").addEventListener("input", wipe);
  $("show-regions").addEventListener("change", () => { $("regions").style.display = $("show-regions").checked ? "" : "none"; });
  $("mark-good").addEventListener("click", () => decide("GOOD"));
  $("mark-defective").addEventListener("click", () => decide("DEFECTIVE"));
  $("withdraw").addEventListener("click", () => decide(null));
  $("next").addEventListener("click", () => step(1));
  $("previous").addEventListener("click", () => step(-1));
  $("viewer").addEventListener("keydown", pressed);
  // a click beside the dialog closes it
  $("viewer").addEventListener("click", (event) => { if (event.target === $("viewer")) $("viewer").close(); });
  $("frame-image").addEventListener("load", outline);
  $("frame-image").addEventListener("error", () => say($("stage-said"), "The image of this frame cannot be read, or is no longer stored."));
  $("frame-image").addEventListener("load", () => say($("stage-said"), shown?.verdict.map ? "" : NO_MAP));
}

/** Opens a frame; the list is stepped through with J and K. */
export async function openFrame(id, among) {
  list = among;
  await show(id);
  if (!$("viewer").open) {
    $("viewer").showModal();
    $("wipe").focus();
  }
}

async function show(id) {
  say($("viewer-said"), "");
  say($("stage-said"), "");
  $("defect").value = "";
  let read;
  try {
    const answer = await fetch(`/console/verdicts/${encodeURIComponent(id)}`);
    read = await answer.json();
    if (!answer.ok) throw new Error(read.error);
  } catch (failure) {
    shown = null;
    say($("viewer-title"), id);
    say($("viewer-said"), failure.message);
    for (const image of ["frame-image", "heat-image"]) $(image).removeAttribute("src");
    $("regions").replaceChildren();
    $("viewer-facts").replaceChildren();
    say($("viewer-decision"), "");
    enable();
    return;
  }
  shown = read;
  const verdict = read.verdict;
  const path = encodeURIComponent(id);
  $("regions").replaceChildren();
  load($("frame-image"), `/console/frames/${path}`);
  $("frame-image").alt = `Frame of ${verdict.camera}`;
  if (verdict.map) {
    load($("heat-image"), `/console/heat/${path}`);
    $("heat-image").alt = "The same frame under its heat map";
  } else {
    $("heat-image").removeAttribute("src");
    $("heat-image").classList.add("gone");
    delete $("heat-image").dataset.asked;
  }
  $("wipe").disabled = !verdict.map;
  wipe();
  say($("viewer-title"), [verdict.camera, verdict.productId, verdict.partId && `part ${verdict.partId}`].filter(Boolean).join(" · "));
  drawVerdict(verdict);
  drawLabel();
  enable();
}

function drawVerdict(verdict) {
  const judged = { score: verdict.score, reject: verdict.threshold?.reject };
  const looks = verdict.productCheck?.looksLike;
  $("viewer-decision").className = `decision ${KIND[verdict.decision]}`;
  say($("viewer-decision"), WORD[verdict.decision] + (looks ? `: looks like ${looks}` : ""));
  const facts = [
    ["reason", verdict.reason && `${verdict.reason}: ${verdict.detail ?? ""}`],
    ["score", verdict.score !== undefined && `${verdict.score.toPrecision(4)}, ${multiple(judged)}`],
    ["thresholds", verdict.threshold && `review above ${verdict.threshold.review.toPrecision(4)}, reject above ${verdict.threshold.reject.toPrecision(4)}, ${verdict.threshold.basis.toLowerCase()}`],
    ["regions", verdict.regions.length ? String(verdict.regions.length) : ""],
    ["captured", verdict.capturedAt && moment(verdict.capturedAt)],
    ["decided", `${moment(verdict.creationTime)} by ${verdict.instance}`],
    ["model", verdict.model && `${verdict.model.name} ${verdict.model.version}, ${verdict.model.digest.slice(0, 12)}`],
    ["frame", verdict.frameId],
  ];
  $("viewer-facts").replaceChildren(...facts.filter(([, value]) => value).map(([name, value]) =>
    make("div", {}, make("dt", {}, name), make("dd", {}, value))));
}

function drawLabel() {
  $("mark-good").setAttribute("aria-pressed", String(shown?.label?.quality === "GOOD"));
  $("mark-defective").setAttribute("aria-pressed", String(shown?.label?.quality === "DEFECTIVE"));
  if (shown?.label && !$("viewer-said").textContent) say($("viewer-said"), `Label: ${described(shown.label)}`);
}

function enable() {
  const at = shown ? list.indexOf(shown.verdict.frameId) : -1;
  $("previous").disabled = at <= 0;
  $("next").disabled = at < 0 || at >= list.length - 1;
  for (const id of ["mark-good", "mark-defective", "withdraw"]) $(id).disabled = shown === null;
}

/** The part of the heat map that is shown: from the right edge on. */
function wipe() {
  const share = $("wipe").disabled ? 0 : Number($("wipe").value);
  $("heat-image").style.clipPath = `inset(0 0 0 ${100 - share}%)`;
  $("border").style.left = `${100 - share}%`;
  $("border").hidden = $("wipe").disabled;
}

/** Regions are in pixels of the camera's image, whatever size it is shown in. */
function outline() {
  const image = $("frame-image");
  const layer = $("regions");
  layer.setAttribute("viewBox", `0 0 ${image.naturalWidth} ${image.naturalHeight}`);
  const regions = shown?.verdict.regions ?? [];
  layer.replaceChildren(...regions.flatMap((region) => ["under", "over"].map((kind) =>
    svg("rect", { class: kind, x: region.x, y: region.y, width: region.width, height: region.height, "vector-effect": "non-scaling-stroke" }))));
}

async function decide(quality) {
  if (!shown) return;
  const about = shown;
  const id = about.verdict.frameId;
  const result = quality ? await mark(id, quality, $("defect").value) : await withdraw(id);
  if (shown !== about) return;
  if (result.ok) about.label = quality ? result.answer : undefined;
  say($("viewer-said"), result.said);
  drawLabel();
}

function step(by) {
  const at = shown ? list.indexOf(shown.verdict.frameId) : -1;
  const next = list[at + by];
  if (at >= 0 && next !== undefined) show(next);
}

function pressed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.id === "defect") return;
  const actions = { g: () => decide("GOOD"), d: () => decide("DEFECTIVE"), u: () => decide(null), j: () => step(1), k: () => step(-1) };
  const action = event.key.length === 1 ? actions[event.key.toLowerCase()] : undefined;
  if (action) {
    event.preventDefault();
    action();
  }
}
