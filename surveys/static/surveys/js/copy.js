// Copy buttons and the print button: shown only where a script can do what they promise.

async function copy(text, said, field) {
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = "Copied.";
  } catch {
    field?.select();
    said.textContent = field ? "Selected: press Ctrl and C, or hold and choose Copy." : "Please copy it by hand.";
  }
}

for (const button of document.querySelectorAll("[data-copy-from]")) {
  const field = document.getElementById(button.dataset.copyFrom);
  button.hidden = false;
  button.addEventListener("click", () => copy(field.value, button.closest("[data-copy]").querySelector("[data-copy-said]"), field));
  field.addEventListener("focus", () => field.select());
}
for (const button of document.querySelectorAll("[data-copy-text]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button.dataset.copyText, button.parentElement.querySelector("[data-copy-said]")));
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
document.querySelector("[autofocus]")?.focus();
