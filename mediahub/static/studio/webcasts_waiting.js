// While a recording is being made ready, the page asks how far it has come and comes anew when it
// is, unless somebody has begun to fill something in.

const PAUSE = 4_000;

let isTouched = false;
addEventListener("input", () => {
  isTouched = true;
});

async function look() {
  const shown = document.querySelector("[data-in-work]");
  try {
    const answer = await fetch(location.pathname);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-in-work]");
    if (!now) {
      if (!isTouched) location.assign(location.pathname);
      return;
    }
    const [words, told] = [shown.firstChild, now.firstChild];
    if (words.textContent !== told.textContent) words.textContent = told.textContent;
  } catch {
    // The network is gone; the next time it may be back.
  }
  setTimeout(look, PAUSE);
}

if (document.querySelector("[data-in-work]")) setTimeout(look, PAUSE);
