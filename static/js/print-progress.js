// How far a long print is, asked for each second while somebody watches; the page itself comes anew
// once the print has ended, with what can be done then.

const EVERY_MS = 1000;
const part = document.querySelector("[data-progress]");

async function look() {
  try {
    const answer = await fetch(part.dataset.progress);
    // Signed out meanwhile, or the print is nobody's business any more: the page says so. A fault
    // of the server is no reason to ask for the page, which might be well and begin anew for ever.
    if (answer.redirected || (answer.status >= 400 && answer.status < 500)) {
      return location.reload();
    }
    if (answer.ok) part.innerHTML = await answer.text();
    if (part.querySelector("[data-over]")) return location.reload();
  } catch {
    // The network of the office comes and goes; the next second may have it again.
  }
  setTimeout(look, EVERY_MS);
}

if (part) setTimeout(look, EVERY_MS);
