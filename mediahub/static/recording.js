// The recording: asks for a link when play is pressed, and again when the link has expired.

const root = document.querySelector("[data-recording]");
const media = root.querySelector("video, audio");
const words = root.dataset;
const form = root.querySelector("form");
const again = root.querySelector(".again");
const status = root.querySelector("[data-status]");
const countdown = document.querySelector("[data-countdown]");
const jumps = document.querySelectorAll("button[data-seek]");

const HOUR = 3_600_000;
const ANNOUNCED = [
  [24 * HOUR, words.day],
  [HOUR, words.hour],
  [HOUR / 12, words.minutes],
];
const PULSE_SECONDS = 30;
const PATIENCE = 5_000;
const ASKING = 15_000;

// The window is kept by the service's clock; this one may be wrong.
const ahead = Date.parse(words.now) - Date.now();
const now = () => Date.now() + ahead;

let closesAt = words.closesAt ? Date.parse(words.closesAt) : Infinity;
let link = null;
let viewing = "";
let isAsking = false;
// One new link for each time that it plays; after that a person decides.
let isTriedAgain = false;
// Where to go on once the media is there; null when it is.
let wanted = null;

const isExpired = () => link !== null && now() >= link.expiresAt;
const position = () => wanted ?? media.currentTime;

async function ask() {
  const answer = await fetch(form.action, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams({ viewing }),
    signal: AbortSignal.timeout(ASKING),
  });
  if (!answer.ok) throw Object.assign(new Error("refused"), { status: answer.status });
  const given = await answer.json();
  closesAt = given.closes_at ? Date.parse(given.closes_at) : Infinity;
  viewing = given.viewing;
  link = { url: given.url, expiresAt: now() + Date.parse(given.expires_at) - Date.parse(given.now) };
}

// Play from here with a link that works; whether it plays or stands still is kept.
async function load(at, isPlaying) {
  wanted = at;
  if (isAsking) return;
  isAsking = true;
  isTriedAgain = link !== null;
  say(words.fetching);
  try {
    await ask();
    show(link.url, isPlaying);
    say("");
  } catch (error) {
    refuse(error.status);
  } finally {
    isAsking = false;
  }
}

function show(url, isPlaying) {
  media.defaultPlaybackRate = media.playbackRate;
  media.preload = "auto";
  media.controls = true;
  media.src = url;
  if (!form.hidden) {
    form.hidden = true;
    root.querySelector("[data-tools]").hidden = false;
    media.focus();
  }
  // A load that is broken off, or a link that fails, is told by the events.
  if (isPlaying) media.play().catch(() => {});
}

function say(text, isStuck = false) {
  status.textContent = text;
  again.hidden = !isStuck || !form.hidden;
}

function refuse(code) {
  if (code === 410) return close();
  const text = { 403: words.uninvited, 409: words.paused }[code];
  say(text ?? (code ? words.resting : words.failed), true);
}

function recover() {
  if (isAsking || link === null) return;
  if (isTriedAgain) say(words.failed, true);
  else load(position(), !media.paused);
}

function close() {
  link = null;
  closesAt = -Infinity;
  media.pause();
  media.removeAttribute("src");
  media.load();
  for (const part of root.children) part.hidden = part !== status;
  for (const part of document.querySelectorAll("[data-while-open], [data-left]")) part.hidden = true;
  for (const jump of jumps) jump.hidden = true;
  countdown.textContent = "";
  say(words.closed);
}

function seek(seconds) {
  const target = Math.max(0, seconds);
  if (link === null || isExpired()) return load(target, true);
  if (media.readyState > 0) media.currentTime = target;
  else wanted = target;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  load(position(), true);
});
again.addEventListener("click", () => {
  media.focus();
  load(position(), true);
  isTriedAgain = false;
});
// A link to a second, “#t=754”: playing begins there, once somebody presses play.
const asked = new URLSearchParams(location.hash.slice(1)).get("t") ?? "";
if (/^\d{1,6}$/.test(asked)) wanted = Number(asked);
for (const jump of jumps) {
  jump.hidden = false;
  jump.addEventListener("click", () => {
    seek(Number(jump.dataset.seek));
    if (link !== null && !isAsking) media.play().catch(() => {});
    root.scrollIntoView({ block: "nearest" });
  });
}
for (const step of root.querySelectorAll("[data-step]")) {
  step.addEventListener("click", () => seek(position() + Number(step.dataset.step)));
}
const speed = root.querySelector(".speed");
speed.hidden = false;
speed.addEventListener("change", (event) => (media.playbackRate = Number(event.target.value)));

media.addEventListener("loadedmetadata", () => {
  if (wanted !== null) media.currentTime = wanted;
  wanted = null;
});
// The controls of the browser's own play and seek too, and may do so with a link that is too old.
media.addEventListener("play", () => isExpired() && load(position(), true));
media.addEventListener("seeking", () => isExpired() && load(position(), !media.paused));
media.addEventListener("playing", () => say(""));
media.addEventListener("error", () => media.error && media.hasAttribute("src") && recover());

// Some browsers tell of a dead link by nothing but silence.
let waiting = 0;
function wait() {
  clearTimeout(waiting);
  waiting = setTimeout(() => isStarved() && recover(), PATIENCE);
}
const isStarved = () => !media.paused && media.readyState < HTMLMediaElement.HAVE_FUTURE_DATA;
for (const event of ["stalled", "waiting"]) media.addEventListener(event, wait);
for (const event of ["playing", "timeupdate", "pause"]) {
  media.addEventListener(event, () => clearTimeout(waiting));
}

let heard = { at: 0, when: now() };
let unsent = 0;
let steady = 0;

function pulse() {
  const seconds = Math.floor(unsent);
  unsent -= seconds;
  const body = new URLSearchParams({ viewing, seconds });
  fetch(words.pulse, { method: "POST", body, keepalive: true }).then(
    async (answer) => {
      if (answer.status === 410) close();
      // Without a link it is the text itself that holds what has been watched.
      if (answer.status === 200) viewing = (await answer.json()).viewing;
    },
  ).catch(() => {});
}

function listen() {
  const [at, when] = [media.currentTime, now()];
  const isHeard = !media.paused && at !== heard.at && link !== null;
  const passed = Math.max(0, when - heard.when) / 1000;
  heard = { at, when };
  steady = isHeard ? steady + passed : 0;
  if (steady * 1000 >= PATIENCE) isTriedAgain = false;
  if (!isHeard) return;
  unsent += passed;
  if (unsent >= PULSE_SECONDS) pulse();
}

let left = closesAt - now();

function count() {
  const before = left;
  left = closesAt - now();
  if (before > 0 && left <= 0) return close();
  for (const [mark, text] of ANNOUNCED) {
    if (!(before > mark && left <= mark)) continue;
    countdown.textContent = text;
    document.querySelector("[data-left]").hidden = true;
  }
}

setInterval(() => {
  listen();
  count();
}, 1000);
