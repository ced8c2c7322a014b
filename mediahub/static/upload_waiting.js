// A form that belongs to an upload: pressed before its files are ready, it is sent when they are.

for (const form of document.querySelectorAll("form[data-waits]")) {
  const status = form.querySelector("[data-status]");
  const field = document.querySelector(`[data-upload][data-form="${form.id}"]`);
  const hasFile = () => [...form.elements].some(({ name }) => name === field.dataset.name);
  const isUnderWay = () => Boolean(field.querySelector("[data-under-way]:not(.is-wrong)"));
  let isWaiting = false;
  form.addEventListener("submit", (event) => {
    isWaiting = isUnderWay();
    if (hasFile() && !isWaiting) return;
    event.preventDefault();
    status.textContent = isWaiting ? form.dataset.wait : form.dataset.choose;
    if (!isWaiting) field.querySelector("input[type=file]").focus();
  });
  field.addEventListener("upload:ready", () => {
    if (isWaiting && !isUnderWay()) form.requestSubmit();
  });
}
