// A table of numbers filled in like a sheet of paper: keys that move, pasting a block, live totals.
//   <table data-grid> · a cell: <td class="is-cell"><input inputmode="numeric"> · data-saved on the
//   input is the stored value where it differs from the one the page came with (after an error).
//   totals: [data-row-total] in a row, [data-column-total] under a column, [data-grand-total].
//   data-points on a column's heading (one heading row): points for one, so that row totals are in
//   points; column totals stay numbers of times.
//   [data-grid-status="<id of the table>"]: where to say what is changed and what is wrong.

import { fold, wholeNumber, written } from "./whole-number.js";

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

class Grid {
  constructor(table) {
    this.table = table;
    this.form = table.closest("form");
    this.status = document.querySelector(`[data-grid-status="${table.id}"]`);
    this.sending = false;
    this.cells = new Map();
    this.rows = Array.from(table.tBodies[0].rows, (row, y) => this.readRow(row, y));
    this.columnTotals = new Map();
    table.querySelectorAll("[data-column-total]").forEach((cell) => this.columnTotals.set(cell.cellIndex, cell));
    this.grandTotal = table.querySelector("[data-grand-total]");
    this.listen();
    this.recount();
  }

  readRow(row, y) {
    const inputs = new Map();
    row.querySelectorAll("td > input[inputmode=numeric]").forEach((input) => {
      const x = input.parentElement.cellIndex;
      const weight = Number(this.table.tHead.rows[0].cells[x].dataset.points || 1);
      const saved = fold(input.dataset.saved === undefined ? input.defaultValue : input.dataset.saved);
      inputs.set(x, input);
      this.cells.set(input, { x, y, weight, saved, value: 0, changed: false });
    });
    return { inputs, total: row.querySelector("[data-row-total]") };
  }

  listen() {
    const { table, form } = this;
    table.addEventListener("keydown", (event) => this.pressed(event));
    table.addEventListener("focusin", (event) => { if (this.cells.has(event.target)) event.target.select(); });
    table.addEventListener("input", (event) => { if (this.cells.has(event.target)) this.edited(event.target); });
    table.addEventListener("change", (event) => {
      if (this.cells.has(event.target)) event.target.value = fold(event.target.value);
    });
    table.addEventListener("paste", (event) => this.pasted(event));
    form.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("beforeunload", (event) => {
      if (this.sending || !this.changedCount()) return;
      event.preventDefault();
      // What browsers older than 2023 go by.
      event.returnValue = "";
    });
    // Browsers put typed values back after the page has loaded.
    window.addEventListener("pageshow", () => {
      this.sending = false;
      this.recount();
    });
  }

  read(input) {
    const cell = this.cells.get(input);
    const text = fold(input.value);
    const number = wholeNumber(text);
    cell.value = number === null ? 0 : number;
    cell.changed = text !== cell.saved;
    input.classList.toggle("is-changed", cell.changed);
    if (number === null) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    return cell;
  }

  edited(input) {
    const { x, y } = this.read(input);
    this.addRow(y);
    this.addColumn(x);
    this.report();
  }

  recount() {
    this.cells.forEach((cell, input) => this.read(input));
    this.rows.forEach((row, y) => this.addRow(y));
    this.columnTotals.forEach((cell, x) => this.addColumn(x));
    this.report();
  }

  addRow(y) {
    const { inputs, total } = this.rows[y];
    let sum = 0;
    inputs.forEach((input) => { sum += this.cells.get(input).value * this.cells.get(input).weight; });
    this.rows[y].sum = sum;
    if (total) total.textContent = written(sum);
    if (this.grandTotal) this.grandTotal.textContent = written(this.rows.reduce((all, row) => all + (row.sum || 0), 0));
  }

  addColumn(x) {
    const total = this.columnTotals.get(x);
    if (!total) return;
    const inputs = this.rows.map((row) => row.inputs.get(x)).filter(Boolean);
    total.textContent = written(inputs.reduce((sum, input) => sum + this.cells.get(input).value, 0));
  }

  changedCount() {
    return Array.from(this.cells.values()).filter((cell) => cell.changed).length;
  }

  wrong() {
    return Array.from(this.cells.keys()).filter((input) => input.hasAttribute("aria-invalid"));
  }

  report(extra = "") {
    if (!this.status) return;
    const changed = this.changedCount();
    const wrong = this.wrong().length;
    const parts = [changed ? `已改 ${changed} 格，尚未保存。` : "没有未保存的改动。"];
    if (wrong) parts.push(`有 ${wrong} 格不是整数，请改正。`);
    this.status.textContent = parts.concat(extra).join("");
  }

  // The nearest cell that can be typed in, from (x, y) on in the given direction; or nothing.
  seek(x, y, down, right) {
    const width = this.table.tHead.rows[0].cells.length;
    for (; y >= 0 && y < this.rows.length && x >= 0 && x < width; y += down, x += right) {
      const input = this.rows[y].inputs.get(x);
      if (input && !input.disabled && !input.readOnly) return input;
    }
    return null;
  }

  pressed(event) {
    const cell = this.cells.get(event.target);
    if (!cell || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
    let target = null;
    if (event.key === "Enter") {
      // At the foot of a column the next one begins: a column is one item, typed for every household.
      target = event.shiftKey
        ? this.seek(cell.x, cell.y - 1, -1, 0)
        : this.seek(cell.x, cell.y + 1, 1, 0) || this.nextColumn(cell.x);
    } else if (event.key === "Escape") {
      event.target.value = cell.saved;
      this.edited(event.target);
    } else if (MOVES[event.key] && !event.shiftKey) {
      const [down, right] = MOVES[event.key];
      target = this.seek(cell.x + right, cell.y + down, down, right);
    } else {
      return;
    }
    event.preventDefault();
    if (target) target.focus();
    else event.target.select();
  }

  nextColumn(x) {
    const width = this.table.tHead.rows[0].cells.length;
    for (let next = x + 1; next < width; next += 1) {
      const input = this.seek(next, 0, 1, 0);
      if (input) return input;
    }
    return null;
  }

  pasted(event) {
    const start = this.cells.get(event.target);
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (!start || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    let put = 0;
    let left = 0;
    text.split("\n").forEach((line, down) => line.split("\t").forEach((value, right) => {
      const row = this.rows[start.y + down];
      const input = row && row.inputs.get(start.x + right);
      if (!input || input.disabled || input.readOnly) {
        left += 1;
        return;
      }
      input.value = fold(value);
      put += 1;
    }));
    this.recount();
    this.report(`粘贴了 ${put} 格。${left ? `有 ${left} 格超出表格或不能填，没有粘贴。` : ""}`);
  }

  submitted(event) {
    const wrong = this.wrong();
    if (wrong.length) {
      event.preventDefault();
      wrong[0].focus();
      return;
    }
    this.sending = true;
  }
}

document.querySelectorAll("table[data-grid]").forEach((table) => new Grid(table));
