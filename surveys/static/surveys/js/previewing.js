// A section in the editor's preview: as when it is answered, but nothing is kept while one types.
import { watchConditions } from "./show_hide.js";
import { exclusiveAnswers, clearButtons, roomLeft, typedSpecify } from "./answers.js";
import { orderedLists } from "./ranking.js";
import { circleMaps } from "./circles_map.js";

document.documentElement.classList.add("has-script");
for (const form of document.querySelectorAll("form")) {
  exclusiveAnswers(form);
  orderedLists(form);
  clearButtons(form);
  roomLeft(form);
  typedSpecify(form);
}
const form = document.getElementById("answers");
if (form) {
  circleMaps(form);
  watchConditions(form);
}
