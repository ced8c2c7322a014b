// Parts of the page that change by themselves are asked for until nothing waits any more; and the
// time of publishing is told in words.

const ASK_EVERY = 2_500;
const form = document.getElementById("avsnitt");
const live = document.querySelector("[data-changed]");
const language = document.documentElement.lang;

function told(root) {
  for (const again of root.querySelectorAll("[data-again]")) again.hidden = true;
  for (const schedule of root.querySelectorAll("[data-schedule]")) sayWhen(schedule);
}

// Only what is another is put in: what is being typed, and the focus, stay.
async function ask() {
  const answer = await fetch(`${form.getAttribute("action")}/lage`).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-part]")) {
    const fresh = page.getElementById(part.id);
    const isWorking = part.id === "ljudfakta" && part.querySelector("[data-again]");
    if (fresh && fresh.dataset.audio !== part.dataset.audio) form.dispatchEvent(new Event("episode:replaced"));
    if (part.querySelector("input:focus")) continue; // something is being typed there
    if (!fresh || (fresh.dataset.state === part.dataset.state && !isWorking)) continue;
    const hadFocus = part.contains(document.activeElement);
    const isNews = part.id === "lagesmarke" || "waiting" in part.dataset !== "waiting" in fresh.dataset;
    part.replaceWith(fresh);
    if (part.id === "lagesmarke" && part.dataset.state === "draft") delete form.dataset.autosave;
    told(fresh);
    fresh.dispatchEvent(new Event("episode:part", { bubbles: true }));
    if (hadFocus) document.getElementById("publicering-rubrik").focus();
    if (isNews) live.textContent = live.dataset.changed;
  }
}

async function follow() {
  while (document.querySelector("[data-waiting]")) {
    await new Promise((wake) => setTimeout(wake, ASK_EVERY));
    if (!document.hidden) await ask();
  }
}

// The fields are the time in Sweden, wherever the browser is.
function inSweden(moment) {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Europe/Stockholm",
    dateStyle: "short",
    timeStyle: "short",
  }).format(moment);
  return new Date(`${parts.replace(" ", "T")}Z`);
}

// An hour of one night in spring is left out.
function isSkipped(wanted) {
  return [1, 2].every((ahead) => inSweden(new Date(wanted - ahead * 3_600_000)) - wanted !== 0);
}

function inWords(date, time) {
  const wanted = new Date(`${date}T${time}Z`);
  const style = { timeZone: "UTC", weekday: "long", day: "numeric", month: "long", year: "numeric" };
  const day = new Intl.DateTimeFormat(language, style).format(wanted);
  const moment = language === "sv" ? `${day} kl. ${time.replace(":", ".")}` : `${day} at ${time}`;
  const hours = Math.round((wanted - inSweden(new Date())) / 3_600_000);
  const near = new Intl.RelativeTimeFormat(language, { numeric: "always" });
  const left = Math.abs(hours) < 48 ? near.format(hours, "hour") : near.format(Math.round(hours / 24), "day");
  return { moment, left, isPast: wanted <= inSweden(new Date()) };
}

function sayWhen(schedule) {
  const { date, time } = schedule.elements;
  const says = schedule.querySelector("[data-says]");
  const tell = () => {
    if (!date.value || !time.value) {
      says.textContent = "";
      return;
    }
    if (isSkipped(new Date(`${date.value}T${time.value}Z`))) {
      says.textContent = schedule.dataset.skipped;
      return;
    }
    const { moment, left, isPast } = inWords(date.value, time.value);
    const words = isPast ? schedule.dataset.past : schedule.dataset.future;
    says.textContent = words.replace("{moment}", moment).replace("{left}", left);
  };
  schedule.addEventListener("input", tell);
  tell();
}

told(document);
follow();
document.addEventListener("episode:saved", ask);
