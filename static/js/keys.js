// Function keys that press what stands on the page: data-key="F9" on a button or link; on a field it
// takes the keyboard there.

document.addEventListener("keydown", (event) => {
  if (!/^F\d+$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const target = document.querySelector(`[data-key="${event.key}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input")) {
    target.focus();
    target.select();
  } else {
    target.click();
  }
});
