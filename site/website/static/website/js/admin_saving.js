// Wagtail saves a page by itself while its editor writes. A button pressed in that moment waits until that saving has ended,
// and is then pressed: beside it, a new page would be made twice, and what is published could be older than its own draft,
// so that the editor would be warned of a newer version from "another window" ever after.

let saving = false;
let waiting = null;

function ended() {
  saving = false;
  if (!waiting) return;
  const { form, button } = waiting;
  waiting = null;
  // Wagtail locks a pressed button; a locked one would not say which button it was.
  if (button) button.disabled = false;
  form.requestSubmit(button);
}

document.addEventListener("w-autosave:save", (event) => { saving = !event.defaultPrevented; });
document.addEventListener("w-autosave:success", ended);
document.addEventListener("w-autosave:error", ended);
document.addEventListener("submit", (event) => {
  if (!saving || !event.target.matches("[data-edit-form]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  waiting = { form: event.target, button: event.submitter };
}, true);
