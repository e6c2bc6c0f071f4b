// Says once that this page was read, after it has been in view for ten seconds. No cookie goes along.
const WAIT = 10_000;
const page = document.querySelector("[data-read]")?.dataset.read;

function say() {
  fetch("/count/", { method: "POST", body: new URLSearchParams({ page }), credentials: "omit", keepalive: true }).catch(() => {});
}

if (page) {
  let timer = 0;
  const watch = () => {
    clearTimeout(timer);
    if (document.visibilityState === "visible") timer = setTimeout(() => { document.removeEventListener("visibilitychange", watch); say(); }, WAIT);
  };
  document.addEventListener("visibilitychange", watch);
  watch();
}
