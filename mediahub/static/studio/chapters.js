// Chapters along the waveform: marks to drag, a click adds one, and each plays from its start.

import { parsed, written } from "./transcript-times.js";

const root = document.querySelector("[data-chapters]");
const words = root.dataset;
const audio = root.querySelector("audio");
const picture = root.querySelector("[data-marked]");
const drawn = picture.querySelector(".waveform");
const marks = root.querySelector("[data-marks]");
const head = root.querySelector("[data-playhead]");
const form = document.getElementById("kapitel");
const table = form.querySelector("[data-rows]");
const template = document.querySelector("[data-row-template]");
const status = form.querySelector("[data-status]");

const length = Number(words.seconds);
let isChanged = false;
let number = table.rows.length;

const field = (row, name) => row.querySelector(`[name^="${name}-"]`);
const at = (seconds) => written(Math.round(seconds * 1000));

function start(row) {
  const ms = parsed(field(row, "start").value);
  return ms === null ? null : ms / 1000;
}

const within = (seconds) => Math.max(0, Math.min(seconds, Math.max(0, length - 1)));

function changed() {
  isChanged = true;
  status.textContent = words.changed;
  show();
}

// The marks, one for each row that has a time within the sound.

function show() {
  if (!drawn || !length) return;
  const kept = [];
  for (const row of table.rows) {
    const seconds = start(row);
    if (seconds === null || seconds >= length) continue;
    row.mark ??= made(row);
    place(row, seconds);
    kept.push(row.mark);
  }
  for (const mark of [...marks.children]) if (!kept.includes(mark)) mark.remove();
  for (const mark of kept) if (!mark.isConnected) marks.append(mark);
}

function place(row, seconds) {
  const { mark } = row;
  mark.style.left = `${(100 * seconds) / length}%`;
  const title = field(row, "title").value.trim() || words.untitled;
  mark.setAttribute("aria-label", words.mark.replace("{title}", title));
  mark.setAttribute("aria-valuenow", String(Math.round(seconds)));
  mark.setAttribute("aria-valuetext", at(seconds));
  mark.title = `${at(seconds)} ${title}`;
}

function made(row) {
  const mark = document.createElement("button");
  mark.type = "button";
  mark.className = "mark-handle";
  mark.setAttribute("role", "slider");
  mark.setAttribute("aria-valuemin", "0");
  mark.setAttribute("aria-valuemax", String(Math.floor(length)));
  const move = (seconds) => {
    field(row, "start").value = at(within(seconds));
    changed();
  };
  mark.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };
    if (!(event.key in step)) return;
    event.preventDefault();
    move((start(row) ?? 0) + step[event.key]);
  });
  mark.addEventListener("pointerdown", (event) => mark.setPointerCapture(event.pointerId));
  mark.addEventListener("pointermove", (event) => {
    if (mark.hasPointerCapture(event.pointerId)) move(Math.round(second(event)));
  });
  return mark;
}

function second(event) {
  const box = drawn.getBoundingClientRect();
  return ((event.clientX - box.left) / box.width) * length;
}

// Rows

function add(seconds) {
  const empty = [...table.rows].find((row) => !field(row, "start").value && !field(row, "title").value);
  const row = empty ?? fresh();
  field(row, "start").value = at(Math.floor(within(seconds)));
  // Beside its neighbours in time, so that one sees what it divides.
  const behind = [...table.rows].find((other) => other !== row && (start(other) ?? Infinity) > start(row));
  const last = [...table.rows].findLast((other) => other !== row && start(other) !== null);
  if (behind) behind.before(row);
  else last?.after(row);
  changed();
  field(row, "title").focus();
}

function fresh() {
  const row = template.content.querySelector("tr").cloneNode(true);
  for (const element of row.querySelectorAll("[id], [name]")) {
    for (const name of ["id", "name"]) {
      if (element.hasAttribute(name)) element[name] = element[name].replace("999999", number);
    }
  }
  // Words for those who hear the page count the chapters from 1.
  for (const element of row.querySelectorAll("[aria-label]")) {
    element.setAttribute("aria-label", element.getAttribute("aria-label").replace("1000000", number + 1));
  }
  for (const element of row.querySelectorAll(".unseen")) {
    element.textContent = element.textContent.replace("1000000", number + 1);
  }
  number += 1;
  table.append(row);
  ready(row);
  return row;
}

function ready(row) {
  for (const button of row.querySelectorAll("[data-do]")) button.hidden = false;
}

// What the service reads ends at the first number that is missing.
function count() {
  [...table.rows].forEach((row, place) => {
    for (const element of row.querySelectorAll("[name]")) {
      element.name = element.name.replace(/-\d+$/, `-${place}`);
    }
  });
}

function remove(row) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.mark?.remove();
  row.remove();
  if (!table.rows.length) fresh();
  changed();
  field(next ?? table.rows[0], "title").focus();
}

async function play(seconds) {
  if (audio.error) audio.load();
  audio.currentTime = seconds;
  try {
    await audio.play();
  } catch (error) {
    if (error.name !== "AbortError") status.textContent = words.failed;
  }
}

table.addEventListener("click", (event) => {
  const name = event.target.closest("[data-do]")?.dataset.do;
  const row = event.target.closest("tr");
  if (name === "remove") remove(row);
  if (name === "play" && start(row) !== null) play(start(row));
});
table.addEventListener("input", changed);
root.querySelector("[data-do=add]").addEventListener("click", () => add(audio.currentTime));
drawn?.addEventListener("click", (event) => length && add(second(event)));
audio.addEventListener("timeupdate", () => {
  head.hidden = !length || !drawn;
  head.style.left = `${(100 * audio.currentTime) / length}%`;
});
document.getElementById("fil").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (file) document.getElementById("lines").value = (await file.text()).slice(0, 500_000);
});
form.addEventListener("submit", () => {
  isChanged = false;
  count();
});
window.addEventListener("beforeunload", (event) => isChanged && event.preventDefault());

for (const row of table.rows) ready(row);
for (const part of root.querySelectorAll("[data-adding]")) part.hidden = false;
if (drawn && length) root.querySelector("[data-hint]").hidden = false;
form.querySelector("[data-file]").hidden = false;
root.classList.add("with-script");
show();
