// SPDX-License-Identifier: Apache-2.0
// The figures of a shift, and the search for a part.

import { $, KIND, WORD, make, moment, multiple, say, thumbnail, whole } from "./dom.js";

const EVERY_MILLIS = 10000;

export function startTables(open) {
  $("since-choice").addEventListener("change", () => {
    $("since-other").hidden = $("since-choice").value !== "time";
    figures();
  });
  $("since-time").addEventListener("change", figures);
  $("since-form").addEventListener("submit", (event) => event.preventDefault());
  $("search-form").addEventListener("submit", (event) => {
    event.preventDefault();
    search(open);
  });
  figures();
  setInterval(() => { if (!document.hidden) figures(); }, EVERY_MILLIS);
}

/** The start of the shift; null when none is chosen. */
function since() {
  const choice = $("since-choice").value;
  if (choice === "time") return $("since-time").value ? new Date($("since-time").value) : null;
  if (!choice.includes(":")) return new Date(Date.now() - Number(choice) * 60000);
  const time = new Date();
  time.setHours(Number(choice.slice(0, 2)), Number(choice.slice(3)), 0, 0);
  // the latest such time that is not in the future
  if (time > new Date()) time.setDate(time.getDate() - 1);
  return time;
}

async function figures() {
  const from = since();
  if (from === null) return;
  try {
    const answer = await fetch(`/console/figures?since=${encodeURIComponent(from.toISOString())}`);
    const read = await answer.json();
    if (!answer.ok) throw new Error(read.error);
    drawFigures(read.cameras);
    say($("figures-said"), `Since ${moment(from)}.`);
  } catch {
    say($("figures-said"), "The figures cannot be read at the moment.");
  }
}

function drawFigures(cameras) {
  const kinds = ["pass", "review", "reject", "wrongProduct", "unscored"];
  const names = { wrongProduct: "wrong product", unscored: "not inspected" };
  const sum = (counts) => kinds.reduce((total, kind) => total + counts[kind], 0);
  const total = Object.fromEntries(kinds.map((kind) => [kind, cameras.reduce((all, camera) => all + camera.counts[kind], 0)]));
  const row = (name, counts) => {
    const all = sum(counts);
    return make("tr", {}, make("th", { scope: "row" }, name), make("td", { className: "number" }, whole(all)),
      ...kinds.map((kind) => make("td", { className: "number" }, whole(counts[kind]))),
      make("td", { className: "number" }, all ? `${((100 * counts.reject) / all).toFixed(1)} %` : "–"));
  };
  const head = make("tr", {}, ...["camera", "all", ...kinds.map((kind) => names[kind] ?? kind), "rejected"].map((name) => make("th", { scope: "col" }, name)));
  $("shift").replaceChildren(make("thead", {}, head), make("tbody", {}, ...cameras.map((camera) => row(camera.camera, camera.counts))),
    make("tfoot", {}, row("all", total)));
}

async function search(open) {
  const part = $("part").value.trim();
  if (!part) return;
  say($("search-said"), "Searching …");
  $("found").replaceChildren();
  try {
    const answer = await fetch(`/console/search?part=${encodeURIComponent(part)}`);
    const read = await answer.json();
    if (!answer.ok) throw new Error(read.error);
    const ids = read.verdicts.map((verdict) => verdict.frameId);
    say($("search-said"), ids.length ? `${ids.length} verdict${ids.length > 1 ? "s" : ""} on ${part}` : `No verdict on ${part} among the newest ${whole(read.searched)} of each partition.`);
    $("found").replaceChildren(...read.verdicts.map((verdict) => {
      const button = make("button", { type: "button", className: "open" }, thumbnail(verdict, ""),
        make("span", { className: "what" }, make("b", {}, verdict.camera), " ", make("span", { className: `chip ${KIND[verdict.decision]}` }, WORD[verdict.decision]),
          make("small", {}, [verdict.product, moment(verdict.at)].filter(Boolean).join(" · ")), make("small", {}, multiple(verdict))));
      button.addEventListener("click", () => open(verdict.frameId, ids));
      return make("li", {}, button);
    }));
  } catch (failure) {
    say($("search-said"), `The search failed: ${failure.message}`);
  }
}
