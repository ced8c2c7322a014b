// Buttons that write Markdown around what is marked; arrow keys go between them.

function around(area, mark) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const chosen = value.slice(start, end);
  replace(area, `${mark}${chosen}${mark}`, start + mark.length, start + mark.length + chosen.length);
}

function link(area, address) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const chosen = value.slice(start, end);
  const begin = start + chosen.length + 3;
  const url = `https://${address}`;
  replace(area, `[${chosen}](${url})`, chosen ? begin : start + 1, chosen ? begin + url.length : start + 1);
}

function lines(area, mark) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const first = value.lastIndexOf("\n", start - 1) + 1;
  area.setSelectionRange(first, end);
  const marked = value
    .slice(first, end)
    .split("\n")
    .map((line) => mark + line)
    .join("\n");
  replace(area, marked, first + marked.length, first + marked.length);
}

// By way of the editor of the browser, so that it can be undone as all that is typed.
function replace(area, text, start, end) {
  area.focus();
  if (!document.execCommand("insertText", false, text)) area.setRangeText(text);
  area.setSelectionRange(start, end);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

for (const bar of document.querySelectorAll("[data-markdown]")) {
  const area = document.getElementById(bar.dataset.markdown);
  const buttons = [...bar.querySelectorAll("button")];
  const acts = {
    bold: () => around(area, "**"),
    italic: () => around(area, "*"),
    link: () => link(area, bar.dataset.address),
    list: () => lines(area, "- "),
    heading: () => lines(area, "## "),
  };
  area.before(bar);
  bar.hidden = false;
  buttons.forEach((button, place) => {
    button.tabIndex = place ? -1 : 0;
    button.addEventListener("click", () => acts[button.dataset.do]());
  });
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = buttons.indexOf(document.activeElement);
    const next = buttons[(at + step + buttons.length) % buttons.length];
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  });
}
