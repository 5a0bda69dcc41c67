// A form in which a second click would be a second sending. The form token is what really guards
// the office's books; this spares the person the doubt whether the first click was seen.

const WAITING = "正在提交…";
// A post may answer with a file and leave the page standing: the button must come back.
const LET_GO_AFTER_MS = 15000;

function release(form) {
  const button = form.querySelector("[data-submit-label]");
  delete form.dataset.submitting;
  if (!button) return;
  button.textContent = button.dataset.submitLabel;
  button.removeAttribute("aria-disabled");
  delete button.dataset.submitLabel;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.submitting) {
    event.preventDefault();
    return;
  }
  form.dataset.submitting = "yes";
  const button = event.submitter || form.querySelector("button[type=submit]");
  if (button && button.tagName === "BUTTON") {
    // aria-disabled, not disabled: a disabled button is left out of what the form sends.
    button.dataset.submitLabel = button.textContent;
    button.textContent = WAITING;
    button.setAttribute("aria-disabled", "true");
  }
  setTimeout(() => release(form), LET_GO_AFTER_MS);
});

// Coming back with the browser's “back” shows the page as it was left.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-submitting]").forEach(release);
});
