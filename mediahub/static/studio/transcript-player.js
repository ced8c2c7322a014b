// The player beside the cues: plays from one, and tells which one is heard.

// `cues` gives the cues as they stand, `tell` shows a sentence, `failed` is the one for no sound.
export function player(media, { cues, tell, failed }) {
  let heard = null;
  let hasTried = false;

  function play() {
    return media.play().catch((error) => {
      // A pause that came before the sound did is not a failure.
      if (error.name !== "AbortError") tell(failed);
    });
  }

  function mark(cue) {
    heard?.row.classList.remove("is-playing");
    heard?.row.removeAttribute("aria-current");
    heard = cue;
    heard?.row.classList.add("is-playing");
    heard?.row.setAttribute("aria-current", "true");
  }

  function follow() {
    const time = media.currentTime * 1000 + 50;
    const now = cues().findLast((cue) => cue.start <= time);
    if (now === heard) return;
    mark(now);
    // Whoever writes keeps their place.
    const isWriting = document.activeElement?.tagName === "TEXTAREA";
    if (!media.paused && !isWriting) heard?.row.scrollIntoView({ block: "nearest" });
  }

  media.addEventListener("timeupdate", follow);
  media.addEventListener("playing", () => (hasTried = false));
  media.addEventListener("error", () => {
    if (hasTried) return tell(failed);
    // Links to the sound expire; asking again gives a new one.
    hasTried = true;
    const at = media.currentTime;
    media.load();
    media.currentTime = at;
    play();
  });

  return {
    playFrom(cue) {
      media.currentTime = cue.start / 1000;
      play();
    },
    toggle: () => (media.paused ? play() : media.pause()),
  };
}
