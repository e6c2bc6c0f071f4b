// Small comforts of single answers: exclusive options, clearing a radio, characters left, "something else" by typing.

/** Ticking "None of these" unticks the others, and the other way round. */
export function exclusiveAnswers(form) {
  form.addEventListener("change", (event) => {
    const group = event.target.closest("[data-exclusive-group]");
    if (!group || event.target.type !== "checkbox" || !event.target.checked) return;
    const alone = event.target.hasAttribute("data-exclusive");
    for (const other of group.querySelectorAll("input[type=checkbox]:checked")) {
      if (other !== event.target && (alone || other.hasAttribute("data-exclusive"))) other.checked = false;
    }
  });
}

/** A radio cannot be unticked by itself: a button below the question and the Delete key do it. */
export function clearButtons(form) {
  for (const question of form.querySelectorAll("[data-type=single], [data-type=vignette], [data-type=slider], [data-type=matrix_single]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet ask__clear";
    button.textContent = question.dataset.type === "matrix_single" ? "Clear these answers" : "Clear this answer";
    button.addEventListener("click", () => {
      const first = question.querySelector("input[type=radio]");
      for (const radio of question.querySelectorAll("input[type=radio]:checked")) clear(radio);
      first?.focus();
    });
    question.querySelector(".ask__answers").append(button);
    const show = () => {
      button.hidden = !question.querySelector("input[type=radio]:checked");
    };
    question.addEventListener("change", show);
    show();
  }
  form.addEventListener("keydown", (event) => {
    if ((event.key === "Delete" || event.key === "Backspace") && event.target.type === "radio" && event.target.checked) {
      event.preventDefault();
      clear(event.target);
    }
  });
}

function clear(radio) {
  radio.checked = false;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

/** "Up to 1000 characters" becomes what is left of them. */
export function roomLeft(form) {
  for (const box of form.querySelectorAll("textarea[data-room]")) {
    const room = Number(box.dataset.room);
    const note = box.closest(".ask__answers").querySelector(".ask__skip");
    const count = () => {
      const left = room - [...box.value].length;
      note.textContent = left >= 0 ? `${left} of ${room} characters left.` : `${-left} characters too many.`;
      note.classList.toggle("ask__skip--over", left < 0);
    };
    box.addEventListener("input", count);
    if (box.value) count();
  }
}

/** Typing into "Something else" ticks it; the box shows while it is ticked. */
export function typedSpecify(form) {
  for (const more of form.querySelectorAll("[data-specify-for]")) {
    const choice = document.getElementById(more.dataset.specifyFor);
    const box = more.querySelector("input");
    const show = () => {
      more.hidden = !choice.checked && box.value === "";
    };
    box.addEventListener("input", () => {
      if (box.value !== "" && !choice.checked) {
        choice.checked = true;
        choice.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
    form.addEventListener("change", show);
    show();
  }
}
