// Cues that two people have corrected: both texts beside each other, and the choice of one.

import { clock } from "./transcript-times.js";

function lines(cues, removed) {
  const told = cues.map(([start, , speaker, text]) =>
    [start === null ? "" : clock(start), speaker && `${speaker}:`, text].filter(Boolean).join(" "),
  );
  return told.join("\n") || removed;
}

// The template filled with a meeting, which is number `at` on the page.
export function shown(template, meeting, at, words) {
  const made = template.content.cloneNode(true);
  made.querySelector("legend").textContent = words.cue.replace("{number}", meeting.at + 1);
  made.querySelector("[data-yours]").textContent = lines(meeting.yours, words.removed);
  made.querySelector("[data-theirs]").textContent = lines(meeting.theirs, words.removed);
  for (const radio of made.querySelectorAll("input")) radio.name = `met-${at}`;
  return made;
}

// What is to take the place of what somebody else has saved.
export function chosen(meetings, box) {
  const isOurs = (at) => box.querySelector(`[name=met-${at}]:checked`).value === "yours";
  const ours = meetings.filter((_, at) => isOurs(at));
  return ours.map((one) => ({ at: one.at, count: one.theirs.length, cues: one.yours }));
}
