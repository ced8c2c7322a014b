// What differs between the cues as they are saved and as they stand in the editor.

export const clean = (text) => text.split(/\s+/).filter(Boolean).join(" ");
export const same = (a, b) =>
  a.start === b.start && a.end === b.end && a.speaker === b.speaker && clean(a.text) === b.text;
const plain = (cue) => [cue.start, cue.end, cue.speaker, clean(cue.text)];

// What stands here and not there: between cues that are as they were, what takes whose place.
export function differing(base, cues, first) {
  const found = [];
  let [at, put] = [0, []];
  const close = (end) => {
    if (put.length || end > at) found.push({ at: first + at, count: end - at, cues: put });
  };
  for (const cue of cues) {
    const was = base[cue.origin];
    if (was && cue.origin >= at && same(cue, was)) {
      close(cue.origin);
      [at, put] = [cue.origin + 1, []];
    } else put.push(plain(cue));
  }
  close(base.length);
  return found;
}

export const amount = (some) => some.reduce((sum, one) => sum + Math.max(one.count, one.cues.length), 0);
