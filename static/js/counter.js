// The counter's keyboard. In the product field: words narrow the tiles, arrows choose among them,
// Enter adds, Enter with nothing typed goes on to the button. A scanned card is left to the server.

import { Basket } from "./counter-basket.js";
import { entered, isCard, meant } from "./counter-words.js";

class Counter {
  constructor(form) {
    this.form = form;
    this.basket = new Basket(form, document.querySelector("[data-pattern]"));
    this.entry = form.querySelector("[data-entry]");
    this.status = form.querySelector("[data-status]");
    this.confirm = form.querySelector("[data-confirm]");
    this.tiles = Array.from(form.querySelectorAll("[data-tile]"));
    this.found = [];
    this.chosen = 0;
    form.querySelectorAll("[data-without-script]").forEach((button) => { button.hidden = true; });
    form.addEventListener("click", (event) => this.clicked(event));
    form.addEventListener("keydown", (event) => this.pressed(event));
    this.entry.addEventListener("input", (event) => { if (!event.isComposing) this.typed(); });
    this.entry.addEventListener("compositionend", () => this.typed());
  }

  say(text, wrong = false) {
    this.status.textContent = text;
    this.status.classList.toggle("field-error", wrong);
    this.status.classList.toggle("field-help", !wrong);
  }

  clicked(event) {
    const button = event.target.closest("button");
    if (!button || !["add", "remove"].includes(button.name)) return;
    event.preventDefault();
    if (button.name === "add") {
      this.add(button, 1);
      return;
    }
    this.basket.remove(button.value);
    // The button is gone: keys go on in the product field. By touch it would open the keyboard.
    if (event.pointerType !== "touch") this.entry.focus();
  }

  add(tile, units) {
    const { name, unit } = tile.dataset;
    this.say(`已加入${name}，共${this.basket.add(tile, units)}${unit}。`);
  }

  pressed(event) {
    // Keys that belong to an input method's own window are none of ours (229 in older browsers).
    if (event.isComposing || event.keyCode === 229 || !event.target.matches("input")) return;
    if (event.target === this.entry && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      this.choose(this.chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      this.entered(event);
    }
  }

  entered(event) {
    if (event.target !== this.entry) {
      event.preventDefault();
      if (event.target.closest("[data-line]")) this.entry.focus();
      else this.confirm.focus();
    } else if (isCard(this.entry.value)) {
      if (this.basket.isEmpty) return;
      event.preventDefault();
      this.entry.value = "";
      this.say("这张兑换单还没有确认。请先确认或清空，再扫下一张卡。", true);
    } else {
      event.preventDefault();
      if (this.entry.value.trim()) this.take();
      else if (this.basket.isEmpty) this.say("还没有选商品，请先选好要兑换什么。", true);
      else this.confirm.focus();
    }
  }

  // Adds what is typed and chosen.
  take() {
    const { words, units } = entered(this.entry.value);
    this.found = meant(this.tiles, words);
    const tile = this.found[this.chosen] || this.found[0];
    if (units === null) return this.say("数量应为1或更大的整数，请写成 12*3 的样子。", true);
    if (!tile) return this.say(`没有找到“${words}”，请核对编号或名称。`, true);
    if (tile.disabled) return this.say(`${tile.dataset.name}：${tile.dataset.told}。`, true);
    this.entry.value = "";
    this.typed();
    return this.add(tile, units);
  }

  typed() {
    const { words } = entered(this.entry.value);
    this.found = words ? meant(this.tiles, words) : [];
    this.tiles.forEach((tile) => { tile.hidden = words !== "" && this.found.length > 0 && !this.found.includes(tile); });
    this.form.querySelectorAll("[data-shelf]").forEach((shelf) => {
      shelf.hidden = !shelf.querySelector("[data-tile]:not([hidden])");
    });
    this.choose(0);
  }

  choose(place) {
    const count = this.found.length;
    this.chosen = count ? (place + count) % count : 0;
    this.tiles.forEach((tile) => tile.classList.toggle("is-chosen", tile === this.found[this.chosen]));
    const tile = this.found[this.chosen];
    if (!tile) return this.say("");
    tile.scrollIntoView({ block: "nearest" });
    const more = count > 1 ? `；共 ${count} 种，上下键换` : "";
    return this.say(`${tile.value} ${tile.dataset.name}，回车加入${more}。`);
  }
}

document.querySelectorAll("[data-counter]").forEach((form) => new Counter(form));
