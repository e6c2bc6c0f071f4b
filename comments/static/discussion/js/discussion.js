// Comforts of a discussion: the form comes to the page instead of the reader to the form, and a writer's held comments
// are shown to that writer. Every link here leads to a whole page that does the same without this script.
import { prove } from "./proof.js";

const MARK = "overlap:has-written";

function remembered() {
  try { return localStorage.getItem(MARK) === "yes"; } catch { return false; }
}

function remember(value) {
  try { if (value) localStorage.setItem(MARK, "yes"); else localStorage.removeItem(MARK); } catch { /* a private window */ }
}

async function part(address, selector) {
  const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok || answer.redirected) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector(selector);
}

async function bring(link) {
  const form = await part(link.href, "form.write").catch(() => null);
  if (!form) { location.assign(link.href); return; }
  document.querySelectorAll("form.write[data-fetched]").forEach((old) => old.remove());
  const own = document.importNode(form, true);
  own.dataset.fetched = "yes";
  const comment = link.closest(".comment");
  const ask = document.querySelector("[data-write-here]");
  if (comment) link.closest(".comment__do").after(own);
  else ask.append(own);
  prove(own);
  own.querySelector("textarea").focus();
}

function listen(root) {
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-write]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    bring(link);
  });
}

async function showHeld(section) {
  const list = section.querySelector("[data-thread-list]");
  const held = await part(section.dataset.held, "[data-thread-list]").catch(() => null);
  if (!held || !list) return;
  for (const comment of held.querySelectorAll(".comment--held")) {
    const own = document.importNode(comment, true);
    if (document.getElementById(own.id)) continue;
    const above = comment.parentElement.closest(".comment");
    const place = above && document.getElementById(above.id);
    const replies = place?.querySelector(":scope > .branch > .comment__replies");
    if (replies) replies.append(own);
    else if (place) place.append(own);
    else list.append(own);
  }
}

for (const section of document.querySelectorAll("section.discussion")) {
  listen(section);
  if (section.dataset.held && remembered()) showHeld(section);
}
for (const form of document.querySelectorAll("form.write")) prove(form);
const mark = document.querySelector("[data-writer]");
if (mark) remember(mark.dataset.writer === "yes");

// A link to a comment inside a branch that is folded opens the branch.
function reveal() {
  const target = location.hash.startsWith("#comment-") && document.getElementById(location.hash.slice(1));
  for (let at = target && target.parentElement; at; at = at.parentElement) if (at.localName === "details") at.open = true;
  if (target) target.scrollIntoView();
}
addEventListener("hashchange", reveal);
if (document.querySelector("details.branch:not([open])")) reveal();
