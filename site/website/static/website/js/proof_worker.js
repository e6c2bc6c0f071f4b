// Finds the number that the server thought of: SHA-256 of salt and number is the challenge. Runs beside the page.
import { sha256 } from "./sha256.js";

self.addEventListener("message", ({ data }) => {
  for (let number = 0; number <= data.most; number += 1) {
    if (sha256(data.salt + number) === data.challenge) {
      self.postMessage(number);
      return;
    }
  }
  self.postMessage(null);
});
