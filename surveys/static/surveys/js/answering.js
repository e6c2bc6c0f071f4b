// Entry of an answering page. Everything here is a comfort: without it the form works and the server decides.
import { watchConditions } from "./show_hide.js";
import { exclusiveAnswers, clearButtons, roomLeft, typedSpecify } from "./answers.js";
import { orderedLists } from "./ranking.js";
import { circleMaps } from "./circles_map.js";
import { keepWhileTyping } from "./keeping.js";

const form = document.getElementById("answers");
if (form) {
  document.documentElement.classList.add("has-script");
  exclusiveAnswers(form);
  orderedLists(form);
  clearButtons(form);
  roomLeft(form);
  typedSpecify(form);
  circleMaps(form);
  keepWhileTyping(form, watchConditions(form));
  document.querySelector("[autofocus]")?.focus();
}
