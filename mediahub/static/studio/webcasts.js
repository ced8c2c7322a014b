// Lines of people and points: added, moved and removed without asking the server, which does the
// same by the names of the buttons; and whoever is known brings title and organisation along.

let made = 0;

function fresh(form, kind, point) {
  made += 1;
  const row = form.querySelector(`template[data-new="${kind}"]`).content.firstElementChild.cloneNode(true);
  const named = (text) => text.replaceAll("PUNKT", point).replaceAll("NY", `ny${made}`);
  for (const one of [row, ...row.querySelectorAll("*")]) {
    for (const name of ["id", "for", "value", "data-key"]) {
      if (one.hasAttribute(name)) one.setAttribute(name, named(one.getAttribute(name)));
    }
  }
  return row;
}

function field(row) {
  return row?.querySelector("input:not([type=hidden])");
}

function say(form, what) {
  const live = form.querySelector("[data-live]");
  live.textContent = "";
  live.textContent = live.dataset[what];
}

function add(form, button) {
  const kind = button.dataset.add;
  const point = button.closest(".point-row");
  const list = (kind === "speaker" ? point : form).querySelector(`[data-rows="${kind}"]`);
  const row = fresh(form, kind, point?.dataset.key ?? "");
  list.append(row);
  field(row).focus();
  say(form, "added");
}

function remove(form, row) {
  const near = row.nextElementSibling ?? row.previousElementSibling;
  const adding = row.closest("section").querySelector("[data-add]:not([data-add=speaker])");
  row.remove();
  (field(near) ?? adding).focus();
  say(form, "removed");
}

function move(form, row, button, isUp) {
  const beside = isUp ? row.previousElementSibling : row.nextElementSibling;
  if (!beside) return;
  if (isUp) beside.before(row);
  else beside.after(row);
  button.focus();
  say(form, "moved");
}

function fillIn(form, input) {
  const known = [...form.querySelectorAll("#kanda option")].find((one) => one.value === input.value);
  if (!known) return;
  for (const name of ["title", "organisation"]) {
    const beside = input.closest("[data-row]").querySelector(`[data-${name}]`);
    if (!beside.value) beside.value = known.dataset[name] ?? "";
  }
}

for (const form of document.querySelectorAll("[data-rows-form]")) {
  let isChanged = false;
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=do]");
    if (!button) return;
    event.preventDefault();
    isChanged = true;
    const row = button.closest("[data-row]");
    if (button.dataset.add) add(form, button);
    else if (button.dataset.act === "remove") remove(form, row);
    else move(form, row, button, button.dataset.act === "up");
  });
  form.addEventListener("input", () => {
    isChanged = true;
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-name]")) fillIn(form, event.target);
  });
  form.addEventListener("submit", () => {
    isChanged = false;
  });
  addEventListener("beforeunload", (event) => {
    if (isChanged) event.preventDefault();
  });
}
