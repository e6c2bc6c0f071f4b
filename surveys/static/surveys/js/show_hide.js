// Shows and hides the questions, lines and columns that depend on answers on the same page, as routing.visible does.
import { evaluate } from "./conditions.js";

/** The answer of one question as the server's conditions see it; undefined if there is none. */
export function answerOf(question) {
  const id = question.dataset.question;
  const type = question.dataset.type;
  const checked = [...question.querySelectorAll("input:checked")].filter((input) => input.value !== "" && isShown(input, question));
  if (type === "text" || type === "number") {
    const typed = (question.querySelector(`[name="${CSS.escape(id)}"]`)?.value ?? "").trim();
    return typed === "" ? undefined : type === "number" && Number.isFinite(Number(typed)) ? Number(typed) : typed;
  }
  if (checked.length === 0) return undefined;
  if (type === "multi") return checked.map((input) => input.value);
  if (type === "slider") return Number(checked[0].value);
  if (type === "ranking") {
    return checked
      .sort((a, b) => Number(a.value) - Number(b.value))
      .map((input) => input.closest("[data-line]").dataset.line);
  }
  if (type === "matrix_single" || type === "matrix_multi") {
    const lines = {};
    for (const input of checked) {
      const line = input.closest("[data-line]").dataset.line;
      if (type === "matrix_single") lines[line] = input.value;
      else (lines[line] ??= []).push(input.value);
    }
    return lines;
  }
  return checked[0].value;
}

function isShown(input, question) {
  const line = input.closest("[data-line]");
  return !(line && question.contains(line) && line.hidden) && !input.closest("[data-column][hidden]");
}

/** Keep visibility in step with the answers; on submit say what was shown and leave out what was not.

Returns a function that reads the form as a submit would send it. */
export function watchConditions(form) {
  const questions = [...form.querySelectorAll("[data-question]")];
  const elsewhere = JSON.parse(form.dataset.answers || "{}");

  function settle() {
    const answers = { ...elsewhere };
    for (const question of questions) {
      let shown = !question.dataset.showIf || evaluate(JSON.parse(question.dataset.showIf), answers);
      const lines = [...question.querySelectorAll("[data-line]")];
      for (const line of lines) {
        if (line.dataset.showIf) line.hidden = !evaluate(JSON.parse(line.dataset.showIf), answers);
      }
      const columns = [...question.querySelectorAll("[data-column]")];
      for (const column of columns) column.hidden = !evaluate(JSON.parse(column.dataset.showIf), answers);
      if (lines.length && lines.every((line) => line.hidden)) shown = false;
      question.hidden = !shown;
      if (shown) {
        const answer = answerOf(question);
        if (answer !== undefined) answers[question.dataset.question] = answer;
      }
    }
  }

  /** The marks of everything on the page that can be answered now, for the field `shown`. */
  function whatIsShown() {
    const shown = form.elements.namedItem("shown");
    const settled = (mark) => mark.includes("::") && !form.querySelector(`[data-column="${CSS.escape(mark)}"]`);
    const marks = new Set((shown?.value ?? "").split(" ").filter(settled));
    for (const question of questions) {
      if (question.hidden) continue;
      marks.add(question.dataset.question);
      for (const line of question.querySelectorAll("[data-line][data-show-if]:not([hidden])")) {
        marks.add(`${question.dataset.question}__${line.dataset.line}`);
      }
    }
    for (const column of form.querySelectorAll("[data-column]")) {
      if (!column.hidden) marks.add(column.dataset.column);
    }
    return [...marks].sort().join(" ");
  }

  function sayWhatWasShown() {
    const shown = form.elements.namedItem("shown");
    if (shown) shown.value = whatIsShown();
    for (const column of form.querySelectorAll("[data-column]")) column.querySelector("input").disabled = column.hidden;
    for (const part of form.querySelectorAll("fieldset[data-question], fieldset[data-line]")) part.disabled = part.hidden;
  }

  function freeAll() {
    for (const part of form.querySelectorAll("fieldset, [data-column] input")) part.disabled = false;
  }

  form.addEventListener("change", settle);
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea, input[type=text]")) settle();
  });
  form.addEventListener("submit", sayWhatWasShown);
  // A page that the browser brings back from its memory must be usable again.
  window.addEventListener("pageshow", () => {
    freeAll();
    settle();
  });
  settle();
  return function fieldsToSend() {
    const before = form.elements.namedItem("shown")?.value;
    sayWhatWasShown();
    const fields = new FormData(form);
    freeAll();
    if (before !== undefined) form.elements.namedItem("shown").value = before;
    return fields;
  };
}
