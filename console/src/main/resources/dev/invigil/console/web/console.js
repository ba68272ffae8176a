// SPDX-License-Identifier: Apache-2.0
// Follows the line by server-sent events; where these are refused it asks again and again.

import { $, say } from "./dom.js";
import { drawCameras } from "./cameras.js";
import { drawEvents, drawIncidents, drawModel, drawState, lost } from "./line.js";
import { followQueue, startReview } from "./review.js";
import { startTables } from "./tables.js";
import { openFrame, startViewer } from "./viewer.js";

const SILENT_MILLIS = 5000;
const POLL_MILLIS = 2000;
const RETRY_MILLIS = 30000;
let heard = Date.now();

function draw(line) {
  heard = Date.now();
  say($("link"), "live");
  $("link").className = "";
  drawState(line);
  drawIncidents(line, openFrame);
  drawCameras(line, openFrame);
  drawModel(line);
  drawEvents(line);
  followQueue(line);
}

function follow() {
  const events = new EventSource("/console/events");
  events.addEventListener("line", (event) => draw(JSON.parse(event.data)));
  events.addEventListener("error", () => {
    // the browser connects again by itself, unless the answer was a refusal
    if (events.readyState === EventSource.CLOSED) poll(Date.now() + RETRY_MILLIS);
  });
}

async function poll(until) {
  try {
    const answer = await fetch("/console/state");
    if (answer.ok) draw(await answer.json());
  } catch {
    // the watch below says so
  }
  if (Date.now() < until) setTimeout(() => poll(until), POLL_MILLIS);
  else follow();
}

setInterval(() => {
  if (Date.now() - heard > SILENT_MILLIS) {
    say($("link"), "no connection");
    $("link").className = "lost";
    lost(Math.round((Date.now() - heard) / 1000));
  }
}, 1000);

startReview(openFrame);
startViewer();
startTables(openFrame);
follow();
