// Keeps a section while it is being filled in, and says how long it was in sight.
// Nothing here finishes a section: that is for the buttons, which work the same without it.

const PAUSE = 4000; // after the last change
const AGAIN = [5000, 10000, 20000, 60000]; // after a failure, and then each minute

const SAYS = {
  waiting: "Not saved yet. We keep trying, and everything stays on this page.",
  conflict: "Saved in another window or on another device too. When you go on you see both versions.",
  closed: "The survey has closed. What you saved before is kept.",
};

/** @param {HTMLFormElement} form @param {() => FormData} fieldsToSend */
export function keepWhileTyping(form, fieldsToSend) {
  const says = document.querySelector("[data-kept]");
  const page = form.dataset.page;
  if (!says || !page) return;
  document.querySelector("[data-without-keeping]")?.replaceChildren("Saved while you answer.");

  const extra = (name, value) => {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
    return field;
  };
  extra("page", page);
  const turn = extra("turn", "0");
  const seconds = extra("seconds", "");
  const clock = stopwatch();

  let timer = 0;
  let failures = 0;
  let isSending = false;
  let isOver = false; // another device has saved, or the survey has closed, or a button was pressed
  let sent = asText(fieldsToSend());

  const say = (text, isLate = false) => {
    if (says.textContent !== text) says.textContent = text;
    says.classList.toggle("kept--late", isLate);
  };
  const later = (wait) => {
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(keep, wait);
  };
  const failed = (wait = 0) => {
    say(SAYS.waiting, true);
    later(Math.max(wait, AGAIN[Math.min(failures++, AGAIN.length - 1)]));
  };

  async function keep() {
    if (isOver || isSending) return;
    const fields = fieldsToSend();
    const text = asText(fields);
    if (text === sent) return;
    isSending = true;
    turn.value = String(Number(turn.value) + 1);
    fields.set("turn", turn.value);
    fields.set("to", "keep");
    fields.delete("seconds");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(fields), headers: { Accept: "application/json" }, redirect: "error", signal: AbortSignal.timeout(15000) });
      await settle(answer, text);
    } catch {
      failed();
    } finally {
      isSending = false;
    }
  }

  async function settle(answer, text) {
    const isJson = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    const said = isJson ? await answer.json() : {};
    if (answer.ok && "revision" in said) {
      failures = 0;
      sent = text;
      say(`Saved ${new Date().toLocaleTimeString(document.documentElement.lang || [], { hour: "2-digit", minute: "2-digit" })}`);
      if (asText(fieldsToSend()) !== sent) later(PAUSE);
    } else if (said.conflict || said.closed) {
      isOver = true;
      say(said.conflict ? SAYS.conflict : SAYS.closed, true);
    } else {
      failed((said.wait ?? 0) * 1000);
    }
  }

  form.addEventListener("input", () => later(PAUSE));
  form.addEventListener("change", () => later(PAUSE));
  form.addEventListener("submit", () => {
    isOver = true;
    clearTimeout(timer);
    seconds.value = clock().toFixed(1);
  });
  window.addEventListener("online", () => later(0));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) isOver = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
}

/** Everything that an answer can be, in one text; not what changes with each sending. */
function asText(fields) {
  return [...fields].filter(([name]) => !["turn", "seconds", "csrfmiddlewaretoken"].includes(name)).map((pair) => pair.join("=")).join("\n");
}

/** Seconds for which the page was in sight. */
function stopwatch() {
  let shown = 0;
  let since = document.visibilityState === "visible" ? performance.now() : null;
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") since = performance.now();
    else if (since !== null) {
      shown += performance.now() - since;
      since = null;
    }
  });
  return () => (shown + (since === null ? 0 : performance.now() - since)) / 1000;
}
