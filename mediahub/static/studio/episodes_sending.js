// A form that belongs to an upload: pressed before the file is ready, it is sent when it is.

for (const form of document.querySelectorAll("form[data-sending]")) {
  const status = form.querySelector("[data-status]");
  const field = document.querySelector(`[data-upload][data-form="${form.id}"]`);
  const isReady = () => [...form.elements].some(({ name }) => name === field.dataset.name);
  let isWaiting = false;
  form.addEventListener("submit", (event) => {
    if (isReady()) return;
    event.preventDefault();
    const isUnderWay = field.querySelector("[data-uploads] li:not(.is-wrong)");
    isWaiting = Boolean(isUnderWay);
    status.textContent = isUnderWay ? form.dataset.wait : form.dataset.choose;
    if (!isUnderWay) field.querySelector("input[type=file]").focus();
  });
  field.addEventListener("upload:ready", () => {
    if (isWaiting || "whenReady" in form.dataset) form.requestSubmit();
  });
}
