// One household of a round: ten indicators at five points. Every touch is kept at once as a draft, since a
// phone may drop the page while its camera is open; “存下” puts all drafts of the household down to be sent.

import { Mark } from "./patrol-mark.js";
import { CHANGEABLE, newToken, placeOf } from "./patrol-store.js";

export class Household {
  // `of`: {owner, round, address, where, over} of the page; `saved` is called when all was put down.
  constructor(form, store, of, saved) {
    this.form = form;
    this.store = store;
    this.of = of;
    this.saved = saved;
    this.rows = [];
    this.household = null;
    this.told = form.querySelector("[data-told]");
    this.status = form.querySelector("[data-status]");
    this.marks = Array.from(form.querySelectorAll("[data-indicator]"), (element) => (
      new Mark(element, store, (mark) => this.writer(mark))
    ));
    this.told.addEventListener("change", () => this.tell());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.putDown();
    });
  }

  // `household`: {code, head, number, own, taken: indicator → points the office has}.
  open(household, rows) {
    this.household = household;
    this.form.querySelector("[data-title]").textContent = `${household.number}号 ${household.head}`;
    this.form.querySelector("[data-code]").textContent = household.code;
    this.form.querySelector("[data-own]").hidden = !household.own;
    this.status.textContent = "";
    this.marks.forEach((mark) => mark.clear());
    this.show(rows);
    this.told.checked = this.mine(rows).some((row) => row.told);
  }

  show(rows) {
    const mine = this.mine(rows);
    const locked = this.household.own || this.of.over;
    this.marks.forEach((mark) => mark.show(
      mine.find((row) => row.indicator === mark.number),
      this.household.taken[mark.number] || 0,
      locked,
    ));
    this.form.querySelector("[data-put-down]").hidden = !this.changeable(rows).length;
  }

  mine(rows) {
    const { owner, round } = this.of;
    return rows.filter((row) => row.place.startsWith(placeOf(owner, round, this.household.code, "")));
  }

  changeable(rows) {
    return this.mine(rows).filter((row) => CHANGEABLE.includes(row.state));
  }

  blank(indicator) {
    const { owner, round, address, where } = this.of;
    const { code, head } = this.household;
    return {
      place: placeOf(owner, round, code, indicator),
      owner, round, address, where, indicator, head,
      household: code,
      taken: 0, note: "", told: this.told.checked, fixBy: "", photo: "",
      token: newToken(), madeAt: new Date().toISOString(), notedAt: "", order: 0, said: "", late: false, sentAt: "",
    };
  }

  // Writes touches of `mark` at the household that is open now, even when another one is by then: a point
  // less or more (`by`), fields, a `file`. At full marks again the row goes.
  writer(mark) {
    const fresh = this.blank(mark.number);
    return ({ by = 0, file = null, ...fields }) => this.write((rows) => {
      const old = rows.find((row) => row.place === fresh.place);
      if (old ? !CHANGEABLE.includes(old.state) : by < 1) return {};
      const row = { ...(old || fresh), ...fields };
      row.taken = Math.min(Mark.MOST, row.taken + by);
      row.state = row.state === "refused" ? "refused" : "draft";
      if (row.taken < 1) return { drop: [row] };
      return { put: [row], photos: file ? { [row.token]: file } : {} };
    });
  }

  tell() {
    const told = this.told.checked;
    return this.write((rows) => ({ put: this.changeable(rows).map((row) => ({ ...row, told })) }));
  }

  async putDown() {
    const wrong = this.marks.find((mark) => !mark.isValid);
    if (wrong) {
      this.status.textContent = "整改期限不能早于巡查的日子，请改正。";
      wrong.fixBy.focus();
      return;
    }
    await Promise.all(this.marks.map((mark) => mark.ready));
    const now = new Date().toISOString();
    const written = await this.write((rows) => {
      let order = Math.max(0, ...rows.map((row) => row.order));
      const drafts = this.changeable(rows).filter((row) => row.state !== "waiting");
      const down = (row) => ({ state: "waiting", said: "", notedAt: row.notedAt || now, order: (order += 1) });
      return { put: drafts.map((row) => ({ ...row, ...down(row) })) };
    });
    if (written) this.saved();
  }

  async write(decide) {
    try {
      await this.store.change(this.of.owner, decide);
      return true;
    } catch (error) {
      this.status.textContent = "手机没有地方存了，刚才的改动没有存下。请先上传，或者清理手机空间。";
      return false;
    }
  }
}
