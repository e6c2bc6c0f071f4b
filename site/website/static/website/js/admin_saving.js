// Wagtail saves a new page by itself while its editor writes. Pressing Save in that moment would make the page a second
// time, which ends in an error; the press waits until the first saving has ended, and is then made.

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
  if (!saving || !new URL(event.target.action).pathname.includes("/add/")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  waiting = { form: event.target, button: event.submitter };
}, true);
