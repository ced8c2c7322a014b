// The page of results: plays a passage in place, in one player at the foot of the page.

const here = document.querySelector("[data-here]");
const listens = [...document.querySelectorAll("a[data-src]")];

// Beside the results where there is room; a summary is all that narrow screens show at first.
const facets = document.querySelector(".facets");
const wide = matchMedia("(min-width: 60rem)");
const unfold = () => facets && (facets.open = wide.matches);
wide.addEventListener("change", unfold);
unfold();

if (here && listens.length) {
  const audio = here.querySelector("audio");
  const status = here.querySelector("[data-status]");
  const words = here.dataset;
  let playing = null;
  let wanted = null;

  const clock = (seconds) => {
    const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
    const two = (n) => String(n).padStart(2, "0");
    return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  };

  const show = () => {
    for (const listen of listens) {
      const isOn = listen === playing && !audio.paused;
      listen.classList.toggle("is-playing", isOn);
      const name = isOn ? words.pause : words.play.replace("{time}", clock(Number(listen.dataset.start)));
      listen.setAttribute("aria-label", name);
    }
  };

  const play = () =>
    audio.play().catch((error) => {
      // A pause that came before the sound did is not a failure.
      if (error.name !== "AbortError") status.textContent = words.failed;
    });

  const begin = (listen) => {
    playing = listen;
    here.hidden = false;
    here.querySelector("[data-title]").textContent = listen.dataset.title;
    here.querySelector("[data-open]").href = listen.href;
    status.textContent = "";
    wanted = Number(listen.dataset.start);
    const source = new URL(listen.dataset.src, location.href).href;
    if (audio.src !== source || audio.error) audio.src = source;
    else if (audio.readyState > 0) {
      audio.currentTime = wanted;
      wanted = null;
    }
    play();
  };

  audio.addEventListener("loadedmetadata", () => {
    if (wanted !== null) audio.currentTime = wanted;
    wanted = null;
  });
  audio.addEventListener("error", () => (status.textContent = words.failed));
  for (const event of ["play", "pause", "ended"]) audio.addEventListener(event, show);

  for (const listen of listens) {
    listen.setAttribute("role", "button");
    listen.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      listen.click();
    });
    listen.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      if (listen === playing && !audio.paused) audio.pause();
      else begin(listen);
    });
  }
}
