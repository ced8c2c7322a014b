// The form of an episode: a draft saves itself, what else is typed is kept in the browser until it
// is saved; and the preview follows.

const SAVE_AFTER = 3_000;
const AGAIN_AFTER = 10_000;
const form = document.getElementById("avsnitt");
const status = document.querySelector("[data-save-status]");
const words = form.dataset;
const memory = `avsnitt:${words.episode}`;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const say = (text) => {
  if (status.textContent !== text) status.textContent = text;
};

// What the form says, without what goes along unseen.
function typed() {
  const entries = [...new FormData(form)].filter(([name]) => !["csrf", "began", "do"].includes(name));
  return JSON.stringify(entries);
}

let saved = typed();
let timer = null;
let saving = null;
let isLeaving = false;
const isChanged = () => typed() !== saved;

function refresh() {
  const frame = document.querySelector("[data-preview]");
  if (frame) frame.contentWindow.location.replace(frame.src);
  const item = document.querySelector("[data-item]");
  if (item.closest("details").open) showItem(item);
}

async function showItem(item) {
  const answer = await fetch(item.dataset.item).catch(() => null);
  if (answer?.ok) item.querySelector("code").textContent = await answer.text();
}

async function send() {
  const sent = typed();
  say(words.saving);
  let answer;
  try {
    answer = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams(new FormData(form)),
    });
  } catch {
    say(words.lost);
    later(AGAIN_AFTER);
    return false;
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    say(fill(words.refused, { problem: told.problem ?? answer.status }));
    return false;
  }
  form.elements.began.value = told.began;
  const isUntouched = typed() === sent;
  for (const [name, value] of Object.entries(told.values)) {
    if (isUntouched && document.activeElement !== form.elements[name]) form.elements[name].value = value;
  }
  const link = document.getElementById("forhandslank"); // it has the address in it
  if (link) link.value = told.preview;
  saved = isUntouched ? typed() : sent;
  localStorage.removeItem(memory);
  say(fill(words.saved, { time: told.saved_at }));
  document.dispatchEvent(new Event("episode:saved"));
  refresh();
  if (isChanged()) later(SAVE_AFTER);
  return true;
}

function save() {
  saving ??= send().finally(() => (saving = null));
  return saving;
}

// A name that is being written is nobody's yet: it waits until the field is left.
const isWritingName = () => document.activeElement?.closest?.("#credits input") ?? false;

function later(ms) {
  clearTimeout(timer);
  timer = setTimeout(() => (isWritingName() ? later(ms) : isChanged() && save()), ms);
}

form.addEventListener("input", () => {
  if (!isChanged()) {
    localStorage.removeItem(memory);
    return;
  }
  if ("autosave" in words) {
    if (!saving) say(words.unsaved);
    later(SAVE_AFTER);
  } else {
    localStorage.setItem(memory, typed());
    say(words.kept);
  }
});
form.addEventListener("submit", () => {
  isLeaving = true;
  clearTimeout(timer);
});
// Other audio came with other chapters: the form is fetched anew, unless something is typed in it.
form.addEventListener("episode:replaced", () => {
  if (isChanged() || saving) return;
  isLeaving = true;
  location.assign("?klart=ljud#ljud");
});
addEventListener("beforeunload", (event) => {
  if (!isLeaving && isChanged()) event.preventDefault();
});

// Buttons of other forms of the page: what is typed here is saved first.
for (const other of document.querySelectorAll("main form:not(#avsnitt)")) {
  if (other.closest("[data-upload]")) continue;
  other.addEventListener("submit", saveFirst);
}

async function saveFirst(event) {
  if (event.defaultPrevented) return;
  if (!isChanged() && !saving) {
    isLeaving = true;
    return;
  }
  event.preventDefault();
  if (!("autosave" in words)) {
    say(words.first);
    document.querySelector(".save-bar button").focus();
    return;
  }
  const { target, submitter } = event;
  if (saving) await saving;
  if (isChanged() && !(await save())) {
    status.scrollIntoView({ block: "nearest" });
    return;
  }
  isLeaving = true;
  target.requestSubmit(submitter);
}
document.addEventListener("episode:part", ({ target }) => {
  for (const other of target.querySelectorAll("form")) other.addEventListener("submit", saveFirst);
});

// What was typed here last time and never saved.
const kept = localStorage.getItem(memory);
const box = document.querySelector("[data-kept]");
if (document.querySelector(".is-done")) localStorage.removeItem(memory);
else if (kept && kept !== saved) {
  box.hidden = false;
  box.querySelector("[data-kept-take]").addEventListener("click", () => {
    putBack(JSON.parse(kept));
    box.remove();
    form.elements.title.focus();
  });
  box.querySelector("[data-kept-drop]").addEventListener("click", () => {
    localStorage.removeItem(memory);
    box.remove();
    form.elements.title.focus();
  });
}

function putBack(entries) {
  for (const list of form.querySelectorAll("[data-rows]")) {
    const first = entries.find(([name]) => name.startsWith(`${list.dataset.rows}-`))?.[0];
    const wanted = entries.filter(([name]) => name === first).length;
    const template = form.querySelector(`template[data-row-template="${list.dataset.rows}"]`);
    list.replaceChildren();
    for (let row = 0; row < wanted; row += 1) {
      list.append(template.content.firstElementChild.cloneNode(true));
    }
  }
  const places = {};
  form.elements.explicit.checked = entries.some(([name]) => name === "explicit");
  for (const [name, value] of entries) {
    const place = (places[name] = (places[name] ?? -1) + 1);
    const field = form.querySelectorAll(`[name="${CSS.escape(name)}"]`)[place];
    if (field && field.type !== "checkbox") field.value = value;
  }
  form.dispatchEvent(new Event("input"));
}

document.querySelector("[data-item]").closest("details").addEventListener("toggle", ({ target }) => {
  if (target.open) showItem(target.querySelector("[data-item]"));
});
