// A text field that looks things up while one types: households by code, name or pinyin initials,
// items by number or words. Without a pick the typed text is sent, and the server resolves it.
// Follows the ARIA combobox pattern with a list (the field keeps the focus).

const PAUSE_MS = 120;
const NEXT = "input:not([type=hidden]):not(:disabled), select:not(:disabled), textarea:not(:disabled), button:not(:disabled)";

let serial = 0;

function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

function focusNext(input) {
  const fields = Array.from(input.form.querySelectorAll(NEXT));
  const next = fields.slice(fields.indexOf(input) + 1).find((field) => field.offsetParent);
  if (!next) return;
  next.focus();
  if (next.select) next.select();
}

class Combobox {
  constructor(input) {
    this.input = input;
    this.results = [];
    this.active = -1;
    this.timer = 0;
    this.request = null;
    this.pickWhenFound = false;
    this.build();
    this.listen();
  }

  build() {
    const { input } = this;
    const hadFocus = document.activeElement === input;
    const box = make("div", "combobox");
    input.replaceWith(box);
    this.list = make("div", "combobox-list");
    this.list.id = `combobox-${(serial += 1)}`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "查找结果");
    this.status = make("div", "combobox-status");
    this.status.setAttribute("role", "status");
    box.append(input, this.list, this.status);
    input.autocomplete = "off";
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.list.id);
    // Moving an element in the page takes the focus away from it.
    if (hadFocus) input.focus();
  }

  listen() {
    const { input, list } = this;
    input.addEventListener("input", (event) => { if (!event.isComposing) this.typed(); });
    input.addEventListener("compositionend", () => this.typed());
    input.addEventListener("keydown", (event) => this.pressed(event));
    input.addEventListener("blur", () => this.stop());
    // Pressing on the list must not take the focus from the field, or the list would close first.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.pick(Number(option.dataset.index));
    });
  }

  get waiting() {
    return Boolean(this.timer || this.request);
  }

  // Heard by a screen reader; seen only where the list itself does not say it.
  say(text, { seen = true } = {}) {
    this.status.textContent = text;
    this.status.classList.toggle("visually-hidden", !seen);
  }

  typed() {
    this.stop();
    this.say("");
    if (this.input.value.trim()) this.timer = setTimeout(() => this.search(), PAUSE_MS);
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.request) this.request.abort();
    this.request = null;
    this.pickWhenFound = false;
    this.close();
  }

  close() {
    this.list.hidden = true;
    this.list.replaceChildren();
    this.results = [];
    this.activate(-1);
    this.input.setAttribute("aria-expanded", "false");
  }

  async search() {
    this.timer = 0;
    const request = new AbortController();
    this.request = request;
    const url = new URL(this.input.dataset.url, document.baseURI);
    url.searchParams.set("q", this.input.value.trim());
    try {
      const answer = await fetch(url, { signal: request.signal, headers: { Accept: "application/json" } });
      const { results } = await answer.json();
      if (this.request !== request) return;
      this.request = null;
      this.show(results);
    } catch (error) {
      if (this.request !== request) return;
      this.stop();
      this.say("暂时查不到，可以直接填完整的编号再提交。");
    }
  }

  show(results) {
    this.results = results;
    this.list.replaceChildren(...results.map((result, index) => {
      const option = make("div", "", result.label);
      option.id = `${this.list.id}-${index}`;
      option.dataset.index = index;
      option.setAttribute("role", "option");
      if (result.hint) option.append(make("span", "combobox-hint", result.hint));
      return option;
    }));
    this.list.hidden = results.length === 0;
    this.input.setAttribute("aria-expanded", String(results.length > 0));
    if (results.length) this.say(`找到 ${results.length} 条，用上下键选，按回车键确定。`, { seen: false });
    else this.say("没有找到，请换个写法再试。");
    this.activate(results.length ? 0 : -1);
    if (this.pickWhenFound && results.length === 1) this.pick(0);
    this.pickWhenFound = false;
  }

  activate(index) {
    this.active = index;
    Array.from(this.list.children).forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === index));
      if (at === index) option.scrollIntoView({ block: "nearest" });
    });
    if (index < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.list.id}-${index}`);
  }

  pick(index) {
    const { value, label } = this.results[index];
    this.stop();
    this.input.value = value;
    this.say(label);
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    focusNext(this.input);
  }

  pressed(event) {
    // Keys that belong to an input method's own window are none of ours (229 in older browsers).
    if (event.isComposing || event.keyCode === 229) return;
    const { key } = event;
    const count = this.results.length;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      const step = key === "ArrowDown" ? 1 : -1;
      if (count) this.activate((this.active + step + count) % count);
      else if (!this.waiting && this.input.value.trim()) this.search();
    } else if (key === "Enter" && this.active >= 0) {
      event.preventDefault();
      this.pick(this.active);
    } else if (key === "Enter" && this.waiting) {
      event.preventDefault();
      this.pickWhenFound = true;
    } else if (key === "Tab" && !event.shiftKey && this.active >= 0) {
      event.preventDefault();
      this.pick(this.active);
    } else if (key === "Escape" && (count || this.waiting)) {
      event.preventDefault();
      this.stop();
      this.say("");
    }
  }
}

document.querySelectorAll("input[data-combobox]").forEach((input) => new Combobox(input));
