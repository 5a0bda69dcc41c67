// One indicator of a household on the phone: a point less or more, and what is said about it.

import { shrunk } from "./photo-shrink.js";

const MINUS = "\u2212";
const AT_THE_OFFICE = "要改的，请在这次巡查的页面作废后重记。";
const LOCKED = { tried: "正在上传，还没有等到回音，现在不能改。", sent: `已上传。${AT_THE_OFFICE}` };

export class Mark {
  // `begin(mark)` returns what writes touches at the household that is open now: see Household.writer.
  constructor(element, store, begin) {
    this.element = element;
    this.store = store;
    this.begin = begin;
    this.number = Number(element.dataset.indicator);
    this.ready = Promise.resolve();
    this.find = (name) => element.querySelector(`[data-${name}]`);
    this.note = this.find("note");
    this.fixBy = this.find("fix-by");
    this.photo = this.find("photo");
    this.find("lower").addEventListener("click", () => this.write({ by: 1 }));
    this.find("raise").addEventListener("click", () => this.write({ by: -1 }));
    this.note.addEventListener("input", () => this.write({ note: this.note.value }));
    this.fixBy.addEventListener("input", () => this.write({ fixBy: this.fixBy.value }));
    this.photo.addEventListener("change", () => {
      if (this.photo.files.length) this.ready = this.chosen(this.photo.files[0]);
    });
    this.find("no-photo").addEventListener("click", () => {
      this.write({ photo: "" });
      this.photo.focus();
    });
  }

  get isValid() {
    return this.find("more").hidden || this.fixBy.checkValidity();
  }

  write(what) {
    return this.begin(this)(what);
  }

  async chosen(chosen) {
    const write = this.begin(this);
    this.find("photo-status").textContent = "正在缩小照片…";
    const { file } = await shrunk(chosen);
    // The same photo may be chosen again after it was taken away.
    this.photo.value = "";
    const written = await write({ photo: `${file.name} ${file.size} ${Date.now()}`, file });
    if (!written) this.find("photo-status").textContent = "照片没有存下，请再拍一次。";
  }

  // Before another household is shown.
  clear() {
    this.shown = "";
    this.photo.value = "";
    this.note.value = "";
    this.fixBy.value = "";
    this.picture("", false);
  }

  // `row`: what the phone holds; `known`: points that the office had taken when the page was made.
  show(row, known, locked) {
    const taken = row ? row.taken : known;
    const why = row ? LOCKED[row.state] : known && `已经记了。${AT_THE_OFFICE}`;
    const open = !locked && !why;
    this.tell(Mark.MOST - taken);
    this.element.classList.toggle("is-lowered", taken > 0);
    this.steps(open && taken < Mark.MOST, open && taken > 0);
    this.find("more").hidden = !row || !open;
    this.find("kept").textContent = why ? `${MINUS}${taken} ${why}` : "";
    this.find("said").textContent = row && row.state === "refused" ? row.said : "";
    if (!row || !open) return;
    // What one types into stays as it is: the row follows it.
    if (document.activeElement !== this.note) this.note.value = row.note;
    if (document.activeElement !== this.fixBy) this.fixBy.value = row.fixBy;
    this.preview(row);
  }

  // A button that can't be pressed any more hands the keyboard on to the other one.
  steps(less, more) {
    const [lower, raise] = [this.find("lower"), this.find("raise")];
    const focused = document.activeElement;
    lower.disabled = !less;
    raise.disabled = !more;
    if (focused === lower && !less) raise.focus();
    if (focused === raise && !more) lower.focus();
  }

  tell(score) {
    const shown = this.find("score");
    if (shown.textContent !== String(score)) shown.textContent = score;
  }

  async preview({ photo, token }) {
    if (this.shown === photo) return;
    this.shown = photo;
    const file = photo ? await this.store.photo(token) : null;
    const { preview } = file ? await shrunk(file) : { preview: "" };
    if (this.shown === photo) this.picture(preview, Boolean(file));
  }

  picture(preview, has) {
    const picture = this.find("preview");
    picture.hidden = !preview;
    if (preview) picture.src = preview;
    else picture.removeAttribute("src");
    this.find("no-photo").hidden = !has;
    const told = preview ? "照片已存在手机里。" : "文件已存在手机里，不过看不出是照片。";
    this.find("photo-status").textContent = has ? told : "";
  }
}

// Points of an indicator at which nothing was found, and so the most that can be taken.
Mark.MOST = 5;
