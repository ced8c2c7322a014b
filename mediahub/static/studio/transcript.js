// The transcript editor: the cues beside the player, corrected here and saved together.

import { Drafts } from "./transcript-drafts.js";
import { amount, clean, differing, same } from "./transcript-hunks.js";
import { chosen, shown } from "./transcript-meetings.js";
import { player } from "./transcript-player.js";
import { clock, parsed, written } from "./transcript-times.js";

const root = document.querySelector("[data-transcript]");
const words = root.dataset;
const media = root.querySelector("audio, video");
const list = root.querySelector(".cues");
const panel = root.querySelector("[data-panel]");
const find = (name) => root.querySelector(`[data-${name}]`);
const say = (sentence, values) =>
  Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), sentence);

const first = Number(words.first);
const isTimed = words.timed === "1";
const isEditable = words.editable === "1";
let revision = Number(words.revision);
// The cues as they are saved, and as they stand here; `origin` is the place in the former.
let base = [];
let cues = [];
let current = null;
// What two people have corrected, until it is decided.
let met = null;
let isSaving = false;
let sound = null;

const hunks = () => differing(base, cues, first);

// The list

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function read(row) {
  const number = (name) => (name in row.dataset ? Number(row.dataset[name]) : null);
  const text = row.querySelector("[data-text]");
  return {
    start: number("start"),
    end: number("end"),
    speaker: row.dataset.speaker,
    text: text.textContent,
    language: text.lang,
  };
}

function fill(cue) {
  const row = cue.row ?? element("li", "cue");
  const play = element(media && isTimed ? "button" : "span", "cue-at");
  if (play.tagName === "BUTTON") {
    play.type = "button";
    // By Tab one goes from text to text; whoever cannot point plays from the panel.
    if (isEditable) play.tabIndex = -1;
    play.addEventListener("click", () => hear(cue));
  }
  Object.assign(cue, { row, play });
  if (!isEditable) return row.firstElementChild.replaceWith(play);
  cue.name = element("b", "cue-speaker");
  cue.area = element("textarea", "cue-text");
  cue.area.lang = cue.language;
  cue.area.value = cue.text;
  cue.area.addEventListener("focus", () => choose(cue));
  cue.area.addEventListener("input", () => {
    cue.text = cue.area.value;
    grow(cue);
    changed();
  });
  row.replaceChildren(play, cue.name, cue.area);
}

function grow(cue) {
  cue.area.rows = Math.max(1, Math.ceil(cue.area.value.length / 52));
}

// Numbers, times and names, which change with the cues around.
function show() {
  cues.forEach((cue, at) => {
    const number = first + at + 1;
    const time = cue.start === null ? "" : clock(cue.start);
    cue.row.id = `remsa-${number}`;
    cue.play.textContent = time || number;
    if (time) cue.play.setAttribute("aria-label", say(words.play, { time }));
    if (!isEditable) return;
    const told = say(time ? words.cueAt : words.cue, { number, time });
    const who = cue.speaker ? `. ${say(words.speakerOf, { name: cue.speaker })}` : "";
    cue.area.setAttribute("aria-label", told + who);
    cue.name.textContent = cue.speaker === cues[at - 1]?.speaker ? "" : cue.speaker;
    const was = base[cue.origin];
    cue.row.classList.toggle("is-changed", !was || !same(cue, was));
    grow(cue);
  });
}

function choose(cue) {
  current?.row.classList.remove("is-current");
  current = cue;
  cue.row.classList.add("is-current");
  const number = first + cues.indexOf(cue) + 1;
  find("heading").textContent = say(words.cue, { number });
  if (isTimed) find("shift").search = `?fran=${number}`;
  for (const field of panel.querySelectorAll("[data-field]")) {
    const value = cue[field.dataset.field];
    field.value = field.dataset.field === "speaker" ? value : written(value);
  }
  wrong("");
  panel.hidden = false;
}

function wrong(text, field = null) {
  const shown = find("wrong");
  shown.textContent = text;
  shown.hidden = !text;
  for (const one of panel.querySelectorAll("[data-field]")) {
    one.toggleAttribute("aria-invalid", one === field);
    if (one === field) one.setAttribute("aria-invalid", "true");
  }
}

// Corrections

function set(field) {
  const name = field.dataset.field;
  if (name === "speaker") current.speaker = clean(field.value);
  else {
    const ms = parsed(field.value);
    if (ms === null) {
      wrong(words.badTime, field);
      status(words.badTime);
      return false;
    }
    current[name] = ms;
  }
  wrong("");
  changed();
  return true;
}

function split() {
  const { area } = current;
  const [before, after] = [area.value.slice(0, area.selectionStart), area.value.slice(area.selectionStart)];
  if (!clean(before) || !clean(after)) return wrong(words.noSplit);
  const next = { ...current, text: clean(after), origin: null, row: null };
  if (isTimed) {
    const share = clean(before).length / clean(area.value).length;
    next.start = current.start + Math.floor((current.end - current.start) * share);
    current.end = next.start;
  }
  current.text = area.value = clean(before);
  fill(next);
  current.row.after(next.row);
  cues.splice(cues.indexOf(current) + 1, 0, next);
  changed();
  next.area.focus();
  next.area.setSelectionRange(0, 0);
}

function merge() {
  const next = cues[cues.indexOf(current) + 1];
  if (!next) return wrong(words.noMerge);
  const { area } = current;
  const place = clean(area.value).length;
  current.text = area.value = clean(`${area.value} ${next.area.value}`);
  if (isTimed) current.end = Math.max(current.end, next.end);
  next.row.remove();
  cues.splice(cues.indexOf(next), 1);
  changed();
  area.focus();
  area.setSelectionRange(place, place);
  choose(current);
}

function remove() {
  if (cues.length === 1 && Number(words.count) === base.length) return wrong(words.last);
  const at = cues.indexOf(current);
  current.row.remove();
  cues.splice(at, 1);
  current = null;
  panel.hidden = true;
  changed();
  cues[Math.min(at, cues.length - 1)]?.area.focus();
}

function status(text) {
  find("status").textContent = text;
}

let timer;

function changed() {
  show();
  const some = hunks();
  root.querySelector("[data-do=discard]").hidden = !some.length;
  status(some.length ? say(words.unsaved, { count: amount(some) }) : "");
  clearTimeout(timer);
  timer = setTimeout(keep, 300);
}

// What is not saved

const drafts = new Drafts(`transcript:${words.transcript}:${first}:`);
let offered = null;

const keep = () => met || drafts.keep(revision, hunks());

function offer() {
  offered = drafts.latest();
  find("offer").hidden = !offered;
  if (!offered) return;
  const time = new Date(offered.at).toLocaleString(document.documentElement.lang, {
    dateStyle: "medium",
    timeStyle: "short",
  });
  find("offer-text").textContent = say(words.kept, { time });
}

async function restore() {
  if (hunks().length) return status(words.saveFirst);
  const draft = offered;
  find("offer").hidden = true;
  const done = () => {
    drafts.forget(draft.key);
    anew();
  };
  // They began from an older text: the service puts them beside what has been saved since.
  if (draft.revision !== revision) return send(draft.revision, draft.hunks, done, done);
  const made = [];
  let at = 0;
  for (const hunk of [...draft.hunks, { at: first + base.length, count: 0, cues: [] }]) {
    for (; at < hunk.at - first; at += 1) made.push(cues[at]);
    hunk.cues.forEach(([start, end, speaker, text], number) => {
      const origin = number < hunk.count ? at + number : null;
      const { language } = base[0];
      made.push({ start, end, speaker, text, language, origin, row: origin === null ? null : cues[origin].row });
    });
    at += hunk.count;
  }
  cues = made;
  for (const cue of cues) fill(cue);
  list.replaceChildren(...cues.map((cue) => cue.row));
  drafts.forget(draft.key);
  changed();
  offer();
}

// Saving

async function post(seen, some) {
  const body = new URLSearchParams({ csrf: words.csrf, expect: seen, hunks: JSON.stringify(some) });
  const headers = { Accept: "application/json" };
  const response = await fetch(words.save, { method: "POST", body, headers });
  return [response, await response.json()];
}

async function send(seen, some, after, decided = anew) {
  if (isSaving) return;
  isSaving = true;
  status(words.saving);
  try {
    const [response, answer] = await post(seen, some);
    if (response.ok) after(answer);
    else if (answer.meetings) meet(answer, decided);
    else status(answer.problem ?? words.lost);
  } catch {
    status(words.lost);
  } finally {
    isSaving = false;
  }
}

function save() {
  if (met) return decide();
  // A field tells of its change when it is left, and a key may come before.
  const field = document.activeElement;
  if (current && field.matches("[data-field]") && !set(field)) return;
  const some = hunks();
  if (!some.length) return;
  const sent = cues.map((cue) => [cue, { ...cue, text: clean(cue.text) }]);
  return send(revision, some, (answer) => saved(answer, sent));
}

function saved(answer, sent) {
  revision = answer.revision;
  if (answer.merged) return anew();
  base = sent.map(([, values]) => values);
  sent.forEach(([cue], at) => (cue.origin = at));
  changed();
  keep();
  if (!hunks().length) status(words.saved);
}

// The page as it is saved now, with nothing of this one left behind.
function anew() {
  clearTimeout(timer);
  drafts.forget();
  met = null;
  cues = [];
  base = [];
  location.reload();
}

function meet(answer, decided) {
  met = { ...answer, decided };
  const template = root.querySelector("template[data-meeting]");
  find("meetings").replaceChildren(...answer.meetings.map((one, at) => shown(template, one, at, words)));
  find("met-text").textContent = words.met;
  // What is typed from here on would be a third text.
  for (const cue of cues) cue.area.readOnly = true;
  status("");
  const box = root.querySelector(".wrong[data-met]");
  box.hidden = false;
  box.focus();
}

function decide() {
  const { revision: seen, meetings, decided } = met;
  const some = [...met.hunks, ...chosen(meetings, find("meetings"))].sort((a, b) => a.at - b.at);
  return some.length ? send(seen, some, decided, decided) : decided();
}

function hear(cue) {
  if (isEditable && document.activeElement?.tagName !== "TEXTAREA") choose(cue);
  sound.playFrom(cue);
}

// Hands

const acts = {
  play: () => sound.playFrom(current),
  split,
  merge,
  remove,
  save,
  restore,
  discard: anew,
  forget() {
    drafts.forget(offered.key);
    offer();
  },
};

function onKey(event) {
  const inText = event.target.matches(".cue-text");
  const isCommand = event.ctrlKey || event.metaKey;
  const act =
    isCommand && event.key.toLowerCase() === "s" ? save
    : isCommand && event.code === "Space" && sound ? sound.toggle
    : inText && event.key === "Enter" && isCommand ? (event.shiftKey ? merge : split)
    : inText && event.key === "Enter" && !event.isComposing ? onward
    : inText && event.key === "Escape" ? toPanel
    : panel.contains(event.target) && event.key === "Escape" ? () => current?.area.focus()
    : null;
  if (!act) return;
  event.preventDefault();
  act();
}

function toPanel() {
  panel.open = true;
  panel.querySelector("[data-field]").select();
}

// A cue is one line, whatever the height of its field.
function onward() {
  cues[cues.indexOf(current) + 1]?.area.focus();
}

function edit() {
  find("bar").hidden = find("keys").hidden = false;
  panel.open = matchMedia("(min-width: 60rem)").matches;
  panel.addEventListener("change", (event) => event.target.matches("[data-field]") && set(event.target));
  root.addEventListener("click", (event) => {
    const name = event.target.closest("[data-do]")?.dataset.do;
    if (name && (current || !panel.contains(event.target))) acts[name]();
  });
  document.addEventListener("keydown", onKey);
  window.addEventListener("beforeunload", (event) => {
    if (met || hunks().length) event.preventDefault();
  });
  window.addEventListener("pagehide", keep);
  offer();
}

base = [...list.children].map(read);
cues = base.map((cue, origin) => ({ ...cue, origin, row: list.children[origin] }));
for (const cue of cues) fill(cue);
show();
root.classList.add("with-script");
if (media) sound = player(media, { cues: () => cues, tell: status, failed: words.failed });
if (isEditable) edit();
