// Names that have been written before, offered while one is being written.

const WAIT = 150;
const lists = { person: "personer", organisation: "organisationer", amne: "amnesforslag" };
const latest = {};

async function ask(kind, words) {
  const query = new URLSearchParams({ slag: kind, q: words });
  const answer = await fetch(`/studio/avsnitt/forslag?${query}`, {
    headers: { Accept: "application/json" },
  }).catch(() => null);
  return answer?.ok ? (await answer.json()).names : [];
}

function offer(kind, names) {
  const options = names.map(({ name }) => Object.assign(document.createElement("option"), { value: name }));
  document.getElementById(lists[kind]).replaceChildren(...options);
}

// Whoever is credited again most often has the title they had last time.
function fillIn(input) {
  const known = latest.person?.find(({ name }) => name === input.value);
  const row = input.closest("[data-row]");
  if (!known || !row) return;
  for (const part of ["title", "organisation"]) {
    const field = row.querySelector(`[name=credits-${part}]`);
    if (field.value) continue;
    field.value = known[part];
    field.dataset.filledIn = "";
  }
}

// Whoever types into a field that was filled in for them means it instead, and not behind it.
document.addEventListener("focusin", ({ target }) => {
  if (target.dataset?.filledIn === undefined) return;
  delete target.dataset.filledIn;
  setTimeout(() => target.select());
});

let timer;
function suggest(kind, words, before = "") {
  clearTimeout(timer);
  if (!words.trim()) return;
  timer = setTimeout(async () => {
    latest[kind] = await ask(kind, words);
    offer(kind, latest[kind].map(({ name }) => ({ name: before + name })));
  }, WAIT);
}

document.addEventListener("input", ({ target }) => {
  const kind = target.dataset?.suggest;
  if (!kind) return;
  if (kind === "person") fillIn(target);
  suggest(kind, target.value);
});
document.addEventListener("change", ({ target }) => {
  if (target.dataset?.suggest === "person") fillIn(target);
});

const topics = document.getElementById("topics");
topics.setAttribute("list", lists.amne);
topics.addEventListener("input", () => {
  const [, before, words] = topics.value.match(/^(.*,\s*)?([^,]*)$/s);
  suggest("amne", words, before ?? "");
});
