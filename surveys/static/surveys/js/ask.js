// A question of the survey inside an article. The article itself is the same for every reader and holds no form:
// the answers wait in a template, and only a press of "Answer" fetches the page that asks (and its token),
// sends the answer there, and draws what that page says next in the same place. Without this script the
// question is a link to that page.
//
// The article can't know who has answered. So a browser whose answer was counted keeps a mark of that (not of the
// answer), and where the mark is, the script asks the question's page at once and draws the answer that stands.

const PART = "[data-ask-part]";
const FAILED = "That did not get through. Nothing is lost: your answer is still picked. Try once more.";
const PICK = "Pick one of the answers, then send it.";

const MARK = "overlap-asked:";
const recalled = new Set();

for (const box of document.querySelectorAll("[data-ask]")) {
  if (!box.dataset.askReady) prepare(box);
}

/** Put the answers where the link was. */
function prepare(box) {
  box.dataset.askReady = "yes";
  const template = box.querySelector("template[data-ask-choices]");
  const words = box.querySelector("[data-ask-words]");
  const form = document.createElement("form");
  form.noValidate = true;
  const fields = document.createElement("fieldset");
  const legend = document.createElement("legend");
  legend.className = words.className;
  legend.textContent = words.textContent;
  fields.append(legend);
  const help = box.querySelector(".ask__help");
  if (help) fields.append(help);
  form.append(fields, template.content.cloneNode(true));
  fields.append(form.querySelector(".ask__answers"));
  const said = document.createElement("p");
  said.className = "ask__said note";
  said.setAttribute("role", "status");
  form.append(said);
  words.replaceWith(form);
  box.querySelector("[data-ask-foot]").remove();
  template.remove();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(box, form, said);
  });
  if (marked(box.dataset.ask) && !recalled.has(box.dataset.ask)) {
    recalled.add(box.dataset.ask);
    recall(box);
  }
}

/** This browser has answered: draw what stands. Where the server knows no answer any more, the form stays. */
async function recall(box) {
  try {
    const page = await opened(box);
    if (page instanceof URLSearchParams) mark(box.dataset.ask, false);
    else if (box.isConnected && !box.querySelector("input:checked")) show(box, page, { quietly: true });
  } catch {
    // The form is there and works; an answer that stands is said when it is sent again.
  }
}

function marked(address) {
  try { return localStorage.getItem(MARK + address) === "yes"; } catch { return false; }
}

function mark(address, value) {
  try {
    if (value) localStorage.setItem(MARK + address, "yes");
    else localStorage.removeItem(MARK + address);
  } catch { /* a private window */ }
}

/** The first press fetches the form with its token; a press that failed is repeated with the same form. */
async function send(box, form, said) {
  const picked = form.querySelector("input[name=answer]:checked");
  if (!picked) {
    said.textContent = PICK;
    form.querySelector("input[name=answer]").focus();
    return;
  }
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  said.textContent = "Counting your answer …";
  try {
    box.askFields ??= await opened(box);
    const page = box.askFields instanceof URLSearchParams ? await answered(box, picked.value) : box.askFields;
    show(box, page, { picked: picked.value });
  } catch {
    said.textContent = FAILED;
  } finally {
    delete form.dataset.sending;
  }
}

/** The fields of the page's form; or the page itself, where this reader has answered before. */
async function opened(box) {
  const page = await read(await fetch(box.dataset.ask, { credentials: "same-origin", cache: "no-store" }));
  const form = page.querySelector(`${PART} form input[name=answer]`)?.form;
  return form ? new URLSearchParams(new FormData(form)) : page;
}

async function answered(box, value) {
  const body = new URLSearchParams(box.askFields);
  body.set("answer", value);
  return read(await fetch(box.dataset.ask, { method: "POST", body, credentials: "same-origin" }), [409, 422, 429]);
}

async function read(response, allowed = []) {
  if (!response.ok && !allowed.includes(response.status)) throw new Error(String(response.status));
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** Draw what the page says, bring the styles it needs, and put the reader there (unless `quietly`). */
function show(box, page, { picked = "", quietly = false }) {
  const part = page.querySelector(PART);
  const given = part.querySelector("[data-ask-given]")?.dataset.askGiven;
  if (given) mark(box.dataset.ask, true);
  if (given && picked && given !== picked) sayItStands(part);
  for (const link of page.querySelectorAll("link[rel=stylesheet]")) {
    const href = link.getAttribute("href");
    if (!document.querySelector(`link[rel=stylesheet][href="${CSS.escape(href)}"]`) && needed(href)) {
      const copy = document.createElement("link");
      copy.rel = "stylesheet";
      copy.href = href;
      document.head.append(copy);
    }
  }
  if (given) shorten(box, part);
  const place = placeOf(part, "Your answer, and what others said");
  box.replaceWith(place);
  const consent = place.querySelector("[data-ask-consent]");
  consent?.addEventListener("submit", (event) => askForTheTick(event, consent));
  if (!quietly) place.querySelector("[data-ask-focus]")?.focus({ preventScroll: true });
}

function placeOf(part, name) {
  const place = document.createElement("div");
  place.className = "ask__result";
  place.setAttribute("role", "region");
  place.setAttribute("aria-label", name);
  place.append(...document.adoptNode(part).childNodes);
  return place;
}

/** The same question elsewhere in this page says what was answered, and nothing twice. */
function shorten(box, part) {
  for (const other of document.querySelectorAll("[data-ask]")) {
    if (other === box || other.dataset.ask !== box.dataset.ask) continue;
    const copy = part.cloneNode(true);
    for (const twice of copy.querySelectorAll(".ask__others, .ask__on, .ask__foot, .measure, [data-ask-stands]")) twice.remove();
    for (const focus of copy.querySelectorAll("[data-ask-focus]")) focus.removeAttribute("tabindex");
    other.replaceWith(placeOf(copy, "Your answer"));
  }
}

/** Another answer was picked than the one that is counted. */
function sayItStands(part) {
  const notice = part.querySelector("[data-ask-stands]");
  for (const other of part.querySelectorAll("[data-ask-focus]")) delete other.dataset.askFocus;
  notice.hidden = false;
  notice.tabIndex = -1;
  notice.dataset.askFocus = "";
}

/** Going on needs the tick: say so here, where the answer stands, instead of on another page. */
function askForTheTick(event, form) {
  const box = form.querySelector("input[name=consent]");
  const wrong = form.querySelector("[data-ask-unticked]");
  wrong.hidden = box.checked;
  if (box.checked) return;
  event.preventDefault();
  box.setAttribute("aria-invalid", "true");
  box.setAttribute("aria-describedby", wrong.id);
  wrong.setAttribute("role", "alert");
  box.focus();
}

/** Whole pages of answering have styles of their own that an article must not get. */
function needed(href) {
  return /(chart|heatmap|diagram|marks|plotly|ask|form|notice)\.[0-9a-f.]*css/.test(href);
}
