// Rows of a form that come, go and change places without asking the service, which can do it too.

for (const list of document.querySelectorAll("[data-rows]")) {
  const kind = list.dataset.rows;
  const template = document.querySelector(`template[data-row-template="${kind}"]`);
  const add = document.querySelector(`[data-row-add="${kind}"]`);
  const changed = () => list.dispatchEvent(new Event("input", { bubbles: true }));

  add.addEventListener("click", (event) => {
    event.preventDefault();
    list.append(template.content.firstElementChild.cloneNode(true));
    list.lastElementChild.querySelector("input").focus();
    changed();
  });

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-row-act]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("[data-row]");
    const { previousElementSibling: before, nextElementSibling: after } = row;
    if (button.dataset.rowAct === "remove") {
      row.remove();
      (after ?? before)?.querySelector("input").focus();
      if (!after && !before) add.focus();
    }
    if (button.dataset.rowAct === "up" && before) before.before(row);
    if (button.dataset.rowAct === "down" && after) after.after(row);
    if (row.isConnected) button.focus();
    changed();
  });
}
