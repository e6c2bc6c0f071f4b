// The work that a browser does before it sends a form, so that a thousand cost a thousand times as much. It begins when
// somebody begins to fill in the form; sending waits for it. What happens without a script the page itself says.

const ATTEMPT = { algorithm: "SHA-256" };
const STALE = 90 * 60 * 1000; // the sum is good for two hours; a page may lie open for a day

function work(task) {
  return new Promise((resolve) => {
    const worker = new Worker(new URL("./proof_worker.js", import.meta.url), { type: "module" });
    const end = (number) => { worker.terminate(); resolve(number); };
    worker.addEventListener("message", ({ data }) => end(data));
    worker.addEventListener("error", () => end(null));
    worker.postMessage({ challenge: task.challenge, salt: task.salt, most: task.maxNumber });
  });
}

async function fresh(field) {
  if (performance.now() > STALE) {
    const page = await fetch(field.dataset.proofFrom).then((answer) => answer.text()).catch(() => "");
    const newer = new DOMParser().parseFromString(page, "text/html").querySelector("[data-proof]");
    if (newer) return JSON.parse(newer.dataset.proof);
  }
  return JSON.parse(field.dataset.proof);
}

export function prove(form) {
  const field = form.querySelector("[data-proof]");
  if (!field || field.dataset.ready) return;
  field.dataset.ready = "yes";
  const said = form.querySelector("[data-proof-said]");
  form.querySelector("[data-without-script]")?.remove();
  let done = null;
  const begin = () => {
    done ??= fresh(field).then(async (task) => {
      const number = await work(task);
      if (number === null) return;
      const { challenge, salt, signature } = task;
      field.value = btoa(JSON.stringify({ ...ATTEMPT, challenge, number, salt, signature }));
    });
    return done;
  };
  form.addEventListener("input", begin, { once: true });
  form.addEventListener("submit", async (event) => {
    if (field.value || event.submitter?.value === "preview") return;
    event.preventDefault();
    const button = event.submitter;
    said.textContent = "One moment: your browser is finishing a small sum.";
    await begin();
    field.value ||= "-";
    form.requestSubmit(button);
  });
}
