// "Who is asked": offers the earlier questions, and the answers of the one that was named, from the form itself.
// The fields stay what they are, codes in text boxes: without this script one types them.
(() => {
  const QUESTION = /^(sections-\d+-value-questions-\d+)-value-(followup-\d+-value-)?code$/;
  const RULE = /^(.*-rules-\d+-value)-(question|codes)$/;
  const OWN = /^sections-\d+-value-questions-\d+/;

  const field = (name) => document.getElementsByName(name)[0];
  const said = (name) => field(name)?.value.trim() ?? "";

  /** Whether a block or one that it stands in was deleted in this form. */
  function isDeleted(name) {
    const places = [...name.matchAll(/-\d+(?=-value)/g)].map((found) => name.slice(0, found.index + found[0].length));
    return places.some((place) => said(`${place}-deleted`) === "1");
  }

  /** Every question that has a code: {code, text, prefix}, in the order of the form. */
  function questions() {
    return [...document.querySelectorAll("input[name^='sections-'][name$='code']")]
      .filter((input) => QUESTION.test(input.name) && input.value && !isDeleted(input.name))
      .map((input) => {
        const prefix = input.name.slice(0, -"-code".length);
        return { input, prefix, code: input.value.trim(), text: said(`${prefix}-text`) };
      });
  }

  /** The questions that a rule may name: earlier ones, and for a jump or a follow-up its own question. */
  function earlier(rule) {
    const own = rule.name.match(OWN)?.[0] ?? "";
    const inside = /-(routing|followup)-/.test(rule.name.slice(own.length));
    return questions().filter(({ input, prefix }) => {
      if (prefix.startsWith(`${own}-`)) return inside && prefix === `${own}-value`;
      return Boolean(input.compareDocumentPosition(rule) & Node.DOCUMENT_POSITION_FOLLOWING);
    });
  }

  function answers(prefix) {
    return [...document.querySelectorAll(`input[name^='${prefix}-options-'][name$='-value-code']`)]
      .filter((input) => input.value && !isDeleted(input.name))
      .map((input) => ({ code: input.value.trim(), label: said(input.name.replace(/code$/, "label")) }));
  }

  function offerQuestions(rule) {
    const id = `${rule.name}-offers`;
    let list = document.getElementById(id);
    if (!list) {
      list = document.createElement("datalist");
      list.id = id;
      rule.after(list);
      rule.setAttribute("list", id);
    }
    list.replaceChildren(...earlier(rule).map(({ code, text }) => new Option(text, code)));
  }

  const codesOf = (input) => input.value.split(",").map((code) => code.trim()).filter(Boolean);

  function offerAnswers(input) {
    const named = said(input.name.replace(/codes$/, "question"));
    const question = earlier(input).find(({ code }) => code === named);
    const offered = question ? answers(question.prefix) : [];
    let box = input.parentElement.querySelector(":scope > .rule-offers");
    if (!box) {
      box = document.createElement("fieldset");
      box.className = "rule-offers";
      input.after(box);
    }
    box.hidden = !offered.length;
    const legend = document.createElement("legend");
    legend.textContent = question ? `Answers of “${question.text}”` : "";
    const chosen = codesOf(input);
    box.replaceChildren(legend, ...offered.map(({ code, label }) => {
      const line = document.createElement("label");
      const tick = document.createElement("input");
      tick.type = "checkbox";
      tick.value = code;
      tick.checked = chosen.includes(code);
      tick.addEventListener("change", () => put(input, code, tick.checked));
      line.append(tick, ` ${label || code}`);
      return line;
    }));
  }

  /** Keeps what was typed, also codes that nothing offers. */
  function put(input, code, wanted) {
    const others = codesOf(input).filter((other) => other !== code);
    input.value = (wanted ? [...others, code] : others).join(", ");
    for (const kind of ["input", "change"]) input.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  document.addEventListener("focusin", ({ target }) => {
    const found = target.name?.match(RULE);
    if (!found || !target.name.startsWith("sections-")) return;
    if (found[2] === "question") offerQuestions(target);
    else offerAnswers(target);
  });
  document.addEventListener("change", ({ target }) => {
    const codes = target.name?.match(RULE)?.[2] === "question" && field(target.name.replace(/question$/, "codes"));
    if (codes) offerAnswers(codes);
  });
})();
