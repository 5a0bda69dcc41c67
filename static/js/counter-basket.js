// The lines of a counter's basket: added, counted up and taken out without asking the server, which
// is the one that decides. The lines are the form's own fields; see _basket_line.html.

import { fold, wholeNumber, written } from "./whole-number.js";

export class Basket {
  constructor(form, pattern) {
    this.form = form;
    this.pattern = pattern.content.firstElementChild;
    this.lines = form.querySelector("[data-lines]");
    this.tiles = new Map(Array.from(form.querySelectorAll("[data-tile]"), (tile) => [tile.value, tile]));
    this.lines.addEventListener("input", (event) => this.edited(event.target.closest("[data-line]")));
    this.recount();
  }

  get isEmpty() {
    return this.lines.children.length === 0;
  }

  line(number) {
    const input = this.form.elements[`quantity-${number}`];
    return input ? input.closest("[data-line]") : null;
  }

  // Returns the units of the product that are in the basket then.
  add(tile, units) {
    const line = this.line(tile.value) || this.open(tile);
    const input = line.querySelector("input");
    input.value = (wholeNumber(fold(input.value)) || 0) + units;
    this.edited(line);
    this.reveal(line);
    return Number(input.value);
  }

  // Scrolls the lines alone: the page stays where a finger goes on tapping.
  reveal(line) {
    const view = this.lines.getBoundingClientRect();
    const { top, bottom } = line.getBoundingClientRect();
    this.lines.scrollTop += Math.min(0, top - view.top) || Math.max(0, bottom - view.bottom);
  }

  open(tile) {
    const line = this.pattern.cloneNode(true);
    const { name, points, unit } = tile.dataset;
    const [quantity, seen] = line.querySelectorAll("input");
    line.querySelectorAll("[data-name]").forEach((label) => { label.textContent = name; });
    line.querySelector("label").htmlFor = quantity.id = quantity.name = `quantity-${tile.value}`;
    line.querySelector("[data-unit]").textContent = unit;
    line.querySelector("[data-each]").textContent = points;
    line.querySelector("[data-problem]").id = `problem-${tile.value}`;
    line.querySelector("button").value = tile.value;
    seen.name = `seen-${tile.value}`;
    seen.value = points;
    this.lines.append(line);
    return line;
  }

  remove(number) {
    this.line(number).remove();
    this.recount();
  }

  // What the server had against the line may be put right now.
  edited(line) {
    line.querySelector("[data-problem]").textContent = "";
    this.recount();
  }

  // What stands in the way of a line, as the tile has it; nothing where there is none.
  problem(number, units) {
    const tile = this.tiles.get(number);
    if (units === null || units < 1) return "请填1或更大的整数。";
    if (!tile || tile.dataset.most === "" || units <= Number(tile.dataset.most)) return "";
    return `${tile.dataset.told}。`;
  }

  recount() {
    let total = 0;
    let fetched = 0;
    const all = Array.from(this.lines.children);
    all.forEach((line) => {
      const [quantity, seen] = line.querySelectorAll("input");
      const number = quantity.name.replace("quantity-", "");
      const text = fold(quantity.value);
      const units = text === "" ? null : wholeNumber(text);
      const points = Math.max(0, units || 0) * Number(seen.value);
      const told = line.querySelector("[data-problem]");
      told.textContent = told.textContent || this.problem(number, units);
      line.classList.toggle("has-error", told.textContent !== "");
      line.querySelector("[data-points]").textContent = written(points);
      total += (units || 0) * Number(seen.value);
      fetched += Number(this.tiles.get(number)?.dataset.held || 0);
    });
    this.show(total, fetched, all.length);
  }

  // fetched: points that were held for what is in the basket, and may be spent on it.
  show(total, fetched, count) {
    const { balance, elsewhere, spendable } = this.form.dataset;
    const held = Array.from(this.tiles.values()).reduce((sum, tile) => sum + Number(tile.dataset.held), 0);
    const free = Number(balance) - Number(elsewhere) - held + fetched;
    this.form.querySelector("[data-total-field]").value = total;
    this.form.querySelector("[data-total]").textContent = written(total);
    this.form.querySelector("[data-after]").textContent = written(Number(spendable) - total);
    this.form.querySelector("[data-short]").textContent = total > free ? `还差${total - free}分，请减少数量。` : "";
    this.form.querySelector("[data-nothing]").hidden = count > 0;
  }
}
