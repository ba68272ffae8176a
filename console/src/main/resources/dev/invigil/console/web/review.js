// SPDX-License-Identifier: Apache-2.0
// The queue of verdicts to review, and the writing of labels.

import { $, KIND, WORD, clock, keyed, make, multiple, say, thumbnail, whole } from "./dom.js";

const SHOWN = 40;
let queue = [];
let change = -1;
let loading = false;
let openFrame = () => {};

export function startReview(open) {
  openFrame = open;
  $("by").value = localStorage.getItem("invigil-by") ?? "";
  $("by").addEventListener("change", () => localStorage.setItem("invigil-by", $("by").value.trim()));
  $("all").addEventListener("change", draw);
  $("queue").addEventListener("keydown", pressed);
}

/** Reads the queue again when it has changed. */
export async function followQueue(line) {
  say($("nav-review"), line.queue ? whole(line.queue) : "");
  if (loading || line.queueChange === change) return;
  loading = true;
  try {
    const answer = await fetch("/console/queue");
    if (answer.ok) {
      queue = (await answer.json()).queue;
      change = line.queueChange;
      draw();
    }
  } catch {
    // the next event of the line asks again
  } finally {
    loading = false;
  }
}

const shown = () => queue.filter((entry) => $("all").checked || !entry.label || entry.justNow).slice(0, SHOWN);

/** The frames of the queue as it is shown, to step through. */
export const queueIds = () => shown().map((entry) => entry.verdict.frameId);

function draw() {
  const entries = shown();
  $("no-queue").hidden = entries.length > 0;
  keyed($("queue"), entries, (entry) => entry.verdict.frameId, row, (element, entry) => element.draw(entry));
}

function row(entry) {
  const verdict = entry.verdict;
  const id = verdict.frameId;
  const said = make("span", { className: "label" });
  const main = make("button", { type: "button", className: "open" }, thumbnail(verdict, ""),
    make("span", { className: "what" },
      make("b", {}, verdict.camera), " ", make("span", { className: `chip ${KIND[verdict.decision]}` }, WORD[verdict.decision]),
      make("small", {}, [verdict.product, verdict.partId ? `part ${verdict.partId}` : "", clock(verdict.at)].filter(Boolean).join(" · ")),
      make("small", {}, multiple(verdict)), said));
  main.addEventListener("click", () => openFrame(id, queueIds()));
  const good = make("button", { type: "button", className: "mark" }, "Good");
  good.setAttribute("aria-label", `Good: ${id}`);
  good.addEventListener("click", () => mark(id, "GOOD"));
  const defective = make("button", { type: "button", className: "mark" }, "Defective");
  defective.setAttribute("aria-label", `Defective: ${id}`);
  defective.addEventListener("click", () => mark(id, "DEFECTIVE"));
  const element = make("li", {}, main, make("span", { className: "marks" }, good, defective));
  element.draw = (now) => {
    say(said, now.label ? described(now.label) : "");
    good.setAttribute("aria-pressed", String(now.label?.quality === "GOOD"));
    defective.setAttribute("aria-pressed", String(now.label?.quality === "DEFECTIVE"));
  };
  return element;
}

/** A label in words. */
export const described = (label) => `${label.quality === "GOOD" ? "good" : "defective"}${label.defect ? ` (${label.defect})` : ""}, by ${label.by}`;

function pressed(event) {
  const element = event.target.closest("li");
  if (!element || event.ctrlKey || event.altKey || event.metaKey) return;
  const id = element.dataset.key;
  const step = (to) => to?.querySelector("button.open").focus();
  const actions = {
    j: () => step(element.nextElementSibling), ArrowDown: () => step(element.nextElementSibling),
    k: () => step(element.previousElementSibling), ArrowUp: () => step(element.previousElementSibling),
    g: () => mark(id, "GOOD"), d: () => mark(id, "DEFECTIVE"), u: () => withdraw(id),
  };
  const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (action) {
    event.preventDefault();
    action();
  }
}

function remember(id, label) {
  const entry = queue.find((each) => each.verdict.frameId === id);
  if (entry) {
    entry.label = label;
    // stays where it is until the queue is read again, so that the next row does not jump under the finger
    entry.justNow = true;
    draw();
  }
}

/** Writes a label. Returns what to tell the operator, and the label when it was written. */
export async function mark(id, quality, defect = "") {
  const body = { quality, by: $("by").value.trim() || "console" };
  if (defect.trim() && quality === "DEFECTIVE") body.defect = defect.trim();
  const result = await ask("PUT", id, body);
  if (result.ok) {
    remember(id, result.answer);
    const decision = queue.find((entry) => entry.verdict.frameId === id)?.verdict.decision;
    const confirms = (decision === "REJECT" && quality === "DEFECTIVE") || (decision === "PASS" && quality === "GOOD");
    const overturns = (decision === "REJECT" && quality === "GOOD") || (decision === "PASS" && quality === "DEFECTIVE");
    result.said = `Saved: ${described(result.answer)}${confirms ? ". This confirms the verdict." : overturns ? ". This overturns the verdict." : "."}`;
  }
  say($("review-said"), result.said);
  return result;
}

/** Withdraws the label of a frame. */
export async function withdraw(id) {
  const result = await ask("DELETE", id);
  if (result.ok) {
    remember(id, undefined);
    result.said = "The label is withdrawn.";
  }
  say($("review-said"), result.said);
  return result;
}

async function ask(method, id, body) {
  try {
    const headers = { "Content-Type": "application/json", "X-Invigil-Console": "1" };
    if ($("token").value) headers.Authorization = `Bearer ${$("token").value}`;
    const answer = await fetch(`/console/labels/${encodeURIComponent(id)}`, { method, headers, body: body && JSON.stringify(body) });
    const read = await answer.json();
    // this server wants a token; the field stays, the token is not stored
    if (answer.status === 401) $("token-label").hidden = false;
    return answer.ok ? { ok: true, answer: read, said: "" } : { ok: false, said: `Not saved: ${read.error}` };
  } catch {
    return { ok: false, said: "Not saved: the console does not answer." };
  }
}
