// The player: plays, steps, seeks, marks chapters, and follows the transcript.

const root = document.querySelector("[data-player]");
const audio = root.querySelector("audio");
const words = root.dataset;
const slider = root.querySelector("input[type=range]");
const status = root.querySelector("[data-status]");
const follow = document.querySelector(".follow");
const chapters = [...document.querySelectorAll(".chapters [data-seek]")];
const sentences = [...document.querySelectorAll("[data-at]")];
const all = (selector) => document.querySelectorAll(selector);

let length = Number(words.seconds);
// Where to begin once the sound is there; null when it is.
let wanted = null;

function clock(seconds) {
  const whole = Math.floor(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function parsed(text) {
  if (!/^(\d{1,2}:){0,2}\d{1,6}(\.\d+)?$/.test(text)) return null;
  return text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

const position = () => wanted ?? audio.currentTime;

function seek(seconds) {
  const target = Math.max(0, Math.min(seconds, Math.max(0, length - 0.1)));
  if (audio.readyState > 0) audio.currentTime = target;
  else wanted = target;
  show();
}

async function play() {
  if (audio.error) {
    // Links to the sound expire; asking again gives a new one.
    wanted = audio.currentTime;
    audio.load();
  }
  try {
    await audio.play();
  } catch (error) {
    // A pause that came before the sound did is not a failure.
    if (error.name !== "AbortError") status.textContent = words.failed;
  }
}

const toggle = () => (audio.paused ? play() : audio.pause());

// The last of the elements that begin at or before the time.
function current(elements, key, time) {
  let [low, high] = [0, elements.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(elements[middle].dataset[key]) <= time + 0.05) low = middle + 1;
    else high = middle;
  }
  return elements[low - 1];
}

let chapter, sentence;

function show() {
  const time = position();
  slider.value = time;
  slider.style.setProperty("--at", `${length ? (100 * time) / length : 0}%`);
  for (const shown of all("[data-show-time]")) shown.textContent = clock(time);
  const isUsed = time > 0 || !audio.paused;
  showChapter(isUsed ? current(chapters, "seek", time) : undefined);
  const heard = isUsed ? current(sentences, "at", time) : undefined;
  if (heard !== sentence) {
    sentence?.classList.remove("is-heard");
    heard?.classList.add("is-heard");
    sentence = heard;
  }
  const share = root.querySelector("[data-do=share]");
  if (share) share.textContent = words.share.replace("{time}", clock(time));
  const text = words.position.replace("{time}", clock(time)).replace("{total}", clock(length));
  const name = chapter?.querySelector(".chapter-title").textContent;
  slider.setAttribute("aria-valuetext", name ? `${text}, ${name}` : text);
}

function showChapter(now) {
  if (now === chapter) return;
  chapter?.removeAttribute("aria-current");
  now?.setAttribute("aria-current", "true");
  chapter = now;
  const shown = root.querySelector("[data-show-chapter]");
  shown.textContent = now ? now.querySelector(".chapter-title").textContent : "";
}

function showState() {
  root.classList.toggle("is-playing", !audio.paused);
  for (const word of all("[data-word=play]")) {
    word.textContent = audio.paused ? words.play : words.pause;
  }
}

function showMarks() {
  const marks = chapters
    .map((link) => Number(link.dataset.seek))
    .filter((start) => start > 0 && start < length)
    .map((start) => {
      const mark = document.createElement("span");
      mark.style.left = `${(100 * start) / length}%`;
      return mark;
    });
  root.querySelector(".marks").replaceChildren(...marks);
}

async function share() {
  const second = Math.floor(position());
  const link = `${location.origin}${location.pathname}${second ? `#t=${second}` : ""}`;
  const field = root.querySelector(".shared");
  try {
    await navigator.clipboard.writeText(link);
    status.textContent = words.shared.replace("{time}", clock(second));
  } catch {
    field.hidden = false;
    field.value = link;
    field.select();
    status.textContent = words.sharedByHand.replace("{time}", clock(second));
  }
}

function jump(seconds) {
  seek(seconds);
  history.replaceState(null, "", `#t=${Math.floor(seconds)}`);
  play();
}

function seekToHash() {
  const time = parsed(new URLSearchParams(location.hash.slice(1)).get("t") ?? "");
  if (time !== null) seek(time);
  return time !== null;
}

const actions = {
  play: toggle,
  back: () => seek(position() - 15),
  on: () => seek(position() + 30),
  share,
};

document.addEventListener("click", (event) => {
  const action = event.target.closest("button[data-do]")?.dataset.do;
  if (action) return actions[action]();
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest("a[data-seek]");
  if (link) {
    event.preventDefault();
    return jump(Number(link.dataset.seek));
  }
  const said = event.target.closest("[data-at]");
  // Who marks words to copy them does not want to hear them.
  if (said && document.getSelection().isCollapsed) jump(Number(said.dataset.at));
});

slider.addEventListener("input", () => seek(Number(slider.value)));
slider.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 5, ArrowUp: 5, ArrowLeft: -5, ArrowDown: -5, PageUp: 60, PageDown: -60 };
  if (!(event.key in step)) return;
  event.preventDefault();
  seek(position() + step[event.key]);
});
root.querySelector("[data-do=speed]")?.addEventListener("change", (event) => {
  audio.playbackRate = audio.defaultPlaybackRate = Number(event.target.value);
});

audio.addEventListener("loadedmetadata", () => {
  if (Number.isFinite(audio.duration)) length = audio.duration;
  slider.max = Math.ceil(length);
  showMarks();
  if (wanted === null) return;
  audio.currentTime = wanted;
  wanted = null;
});
audio.addEventListener("timeupdate", show);
audio.addEventListener("error", () => (status.textContent = words.failed));
audio.addEventListener("playing", () => (status.textContent = ""));
for (const event of ["play", "pause", "ended"]) audio.addEventListener(event, showState);
window.addEventListener("hashchange", seekToHash);

// Ours instead of the native controls, now that everything above stands.
audio.controls = false;
for (const part of root.querySelectorAll(".controls, .speed, [data-do=share]")) part.hidden = false;
for (const hint of all("[data-with-script]")) hint.hidden = false;
document.documentElement.classList.add("with-script");
if (!seekToHash()) seek(parsed(new URLSearchParams(location.search).get("t") ?? "") ?? 0);
showMarks();
show();

// The small player stays in sight once the large one has been used and is scrolled away.
if (follow) {
  let isAway = false;
  const showFollow = () => (follow.hidden = !isAway || (audio.paused && !audio.played.length));
  new IntersectionObserver(([entry]) => {
    isAway = !entry.isIntersecting;
    showFollow();
  }).observe(root);
  audio.addEventListener("playing", showFollow);
}

if ("mediaSession" in navigator) {
  const artwork = words.image ? [{ src: words.image }] : [];
  const about = { title: words.title, artist: words.show, artwork };
  navigator.mediaSession.metadata = new MediaMetadata(about);
  navigator.mediaSession.setActionHandler("seekbackward", actions.back);
  navigator.mediaSession.setActionHandler("seekforward", actions.on);
}
