// The invitation to the letter: its form is fetched where the link stands. Without this the link leads to the form.

const BUSY = "aria-busy";

async function fetchForm(row, link) {
  row.setAttribute(BUSY, "true");
  try {
    const answer = await fetch(link.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = page.querySelector("[data-letter-form]");
    if (!answer.ok || !form) throw new Error("no form");
    row.replaceWith(document.importNode(form, true));
    document.querySelector("[data-letter-form] input[type=email]").focus();
  } catch {
    window.location.assign(link.href);
  }
}

for (const row of document.querySelectorAll("[data-letter]")) {
  const link = row.querySelector("a");
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    if (!row.hasAttribute(BUSY)) fetchForm(row, link);
  });
}
