// Whoever leaves a page with a form that was typed in and not sent is asked by the browser.
const changed = new Set();
for (const form of document.querySelectorAll("main form[method=post]")) {
  form.addEventListener("input", () => changed.add(form));
  form.addEventListener("submit", () => changed.delete(form));
}
addEventListener("beforeunload", (event) => {
  if (changed.size) event.preventDefault();
});
