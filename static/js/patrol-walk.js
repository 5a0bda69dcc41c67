// A patrol on the phone: one page that goes on without a network. The list of households, or one of them
// (#door=… in the address, so that “back” leads to the list).

import { Household } from "./patrol-household.js";
import { List, doorOf } from "./patrol-list.js";
import { putBy } from "./patrol-offline.js";
import { Queue } from "./patrol-queue.js";
import { Sender } from "./patrol-send.js";
import { CHANGEABLE, Store } from "./patrol-store.js";

// A finding that the office has at the time the page is made is on the page; clocks of servers may differ.
const MARGIN_MS = 60 * 1000;

class Walk {
  constructor(element, store) {
    this.element = element;
    this.store = store;
    const { walker, name, round, send, where, made, over } = element.dataset;
    this.of = { owner: walker, round, address: send, where, over: over === "yes" };
    this.made = Date.parse(made);
    const titles = Array.from(element.querySelectorAll("[data-name]"), (each) => each.textContent);
    this.list = new List(element.querySelector("[data-list]"), round);
    this.queue = new Queue(element.querySelector("[data-queue]"), name, titles, (row) => this.drop(row));
    this.form = element.querySelector("[data-household]");
    this.household = new Household(this.form, store, this.of, () => this.saved());
    this.sender = new Sender(store, walker, (state, seconds) => this.queue.tell(state, seconds));
  }

  async start() {
    await this.tidy();
    this.rows = await this.store.all(this.of.owner);
    this.element.hidden = false;
    document.querySelector("[data-plain]").hidden = true;
    this.turn();
    this.show(this.rows);
    this.store.listen(() => this.renew());
    window.addEventListener("hashchange", () => this.turn());
    window.addEventListener("online", () => {
      this.sender.now();
      this.putBy();
    });
    window.addEventListener("offline", () => this.queue.write());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.sender.now(); });
    this.queue.now.addEventListener("click", () => this.sender.now());
    this.sender.now();
    this.putBy();
  }

  // What went up before this page was made stands on it.
  tidy() {
    return this.store.change(this.of.owner, (rows) => ({
      drop: rows.filter((row) => (
        row.round === this.of.round && row.state === "sent" && Date.parse(row.sentAt) < this.made - MARGIN_MS
      )),
    }));
  }

  async putBy() {
    const kept = await putBy(this.of.round);
    this.element.querySelector("[data-kept-here]").hidden = !kept;
    this.element.querySelector("[data-not-kept-here]").hidden = kept;
    // Asks the browser not to make room by throwing away what waits.
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  }

  async renew() {
    this.show(await this.store.all(this.of.owner));
  }

  show(rows) {
    this.rows = rows;
    this.list.show(rows);
    this.queue.show(rows);
    if (!this.form.hidden) this.household.show(rows);
  }

  // Shows what the address names; other parts of the page may be named in it too (“跳到正文”).
  turn() {
    const { hash } = window.location;
    if (hash.startsWith(doorOf(""))) this.open(decodeURIComponent(hash.slice(doorOf("").length)));
    else if (!hash || hash === "#list") this.close();
  }

  open(code) {
    const household = this.list.households.get(code);
    if (!household) return this.close();
    this.part(true);
    this.household.open(household, this.rows);
    this.beside("[data-before]", this.list.beside(code, -1));
    this.beside("[data-after]", this.list.beside(code, 1));
    window.scrollTo(0, 0);
    return this.form.querySelector("[data-title]").focus();
  }

  close() {
    if (this.form.hidden) return;
    this.part(false);
    const { link } = this.household.household;
    link.focus({ preventScroll: true });
    link.scrollIntoView({ block: "center" });
  }

  part(atDoor) {
    this.form.hidden = !atDoor;
    this.list.element.hidden = atDoor;
    this.element.classList.toggle("is-at-a-door", atDoor);
  }

  beside(selector, household) {
    const link = this.form.querySelector(selector);
    link.hidden = !household;
    if (household) link.href = doorOf(household.code);
  }

  async saved() {
    await this.renew();
    window.location.hash = "list";
    this.sender.now();
  }

  drop(row) {
    return this.store.change(this.of.owner, (rows) => ({
      drop: rows.filter((each) => each.place === row.place && CHANGEABLE.includes(each.state)),
    }));
  }
}

// A phone that can't keep anything is left with the way to the plain form, which stands on the page.
async function begin(element) {
  const store = await Store.open().catch(() => null);
  if (store) await new Walk(element, store).start();
}

begin(document.querySelector("[data-walk]"));
