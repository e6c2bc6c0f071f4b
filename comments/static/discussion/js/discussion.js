// Comforts of a discussion: the form comes to the page instead of the reader to the form, and a writer finds held
// comments and the ways to change one's own in place. Every link here leads to a whole page that does the same without
// this script. What caches keep is the same for everybody; what is one writer's own is fetched by that writer's browser.
// The sum that a form is sent with is loaded with the form: most readers never write.

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
  return selector ? page.querySelector(selector) : page;
}

function sum() {
  return import("../../website/js/proof.js");
}

async function bring(link) {
  const [form, { prove }] = await Promise.all([part(link.href, "form.write"), sum()]).catch(() => [null, {}]);
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

async function showOwn(section) {
  const page = await part(section.dataset.held).catch(() => null);
  if (!page) return;
  const known = page.querySelector("[data-writer]")?.dataset.writer === "yes";
  remember(known);
  if (!known) return;
  for (const ways of page.querySelectorAll(".comment__do[data-own]")) {
    const comment = ways.parentElement;
    const shared = document.getElementById(comment.id);
    if (!shared) insert(section, comment);
    else shared.querySelector(":scope > .comment__do")?.replaceWith(document.importNode(ways, true));
  }
  const who = page.querySelector("[data-who]");
  if (who) section.querySelector("[data-who]")?.replaceWith(document.importNode(who, true));
}

// One's own comment that the page kept by a cache does not hold: it waits for a moderator, or is newer than the page.
function insert(section, comment) {
  const list = section.querySelector("[data-thread-list]");
  const above = comment.parentElement.closest(".comment");
  const place = above && document.getElementById(above.id);
  const replies = place?.querySelector(":scope > .branch > .comment__replies");
  const own = document.importNode(comment, true);
  if (replies) replies.append(own);
  else if (place) place.append(own);
  else if (list) list.append(own);
}

for (const section of document.querySelectorAll("section.discussion")) {
  listen(section);
  if (section.dataset.held && remembered()) showOwn(section);
}
const forms = document.querySelectorAll("form.write");
if (forms.length) sum().then(({ prove }) => forms.forEach((form) => prove(form)));
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
