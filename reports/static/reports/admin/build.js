// Looks how far a build is and goes on to the release once it is ready. Without it the page reloads itself.
"use strict";

(() => {
  const SECONDS = 2;
  const shown = document.querySelector("[data-how-far]");

  const look = async () => {
    try {
      const answer = await fetch(location.href);
      if (answer.redirected) {
        location.replace(answer.url);
        return;
      }
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const found = page.querySelector("[data-how-far]");
        if (!found) {
          location.reload();
          return;
        }
        shown.replaceChildren(...found.childNodes);
      }
    } catch {
      // A server that is away for a moment is asked again.
    }
    setTimeout(look, SECONDS * 1000);
  };

  setTimeout(look, SECONDS * 1000);
})();
