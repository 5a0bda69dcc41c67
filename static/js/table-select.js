// Lists whose rows are ticked: one tick for all of them, and how many are ticked.
// <table data-select> with [data-select-all] (a hidden label) in its heading and checkboxes in its
// body; an element with data-select-count="<id of the table>" shows the number.

function enhance(table) {
  const label = table.querySelector("[data-select-all]");
  const all = label.querySelector("input");
  const boxes = Array.from(table.querySelectorAll("tbody input[type=checkbox]:not(:disabled)"));
  const count = document.querySelector(`[data-select-count="${table.id}"]`);

  const show = () => {
    const picked = boxes.filter((box) => box.checked).length;
    all.checked = picked > 0 && picked === boxes.length;
    all.indeterminate = picked > 0 && picked < boxes.length;
    if (count) count.textContent = `已选 ${picked} 项，共 ${boxes.length} 项`;
  };

  label.hidden = boxes.length === 0;
  all.addEventListener("change", () => {
    boxes.forEach((box) => { box.checked = all.checked; });
    show();
  });
  table.addEventListener("change", show);
  // Browsers put ticks back after the page has loaded.
  window.addEventListener("pageshow", show);
  show();
}

document.querySelectorAll("table[data-select]").forEach(enhance);
