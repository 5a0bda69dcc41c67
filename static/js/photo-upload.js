// Photos chosen in a form are made smaller before they are sent, shown, and sent with progress.
//   <input type="file" data-photos="6"> (the most there may be), one such field a form.
// Without this script, or in a browser that lacks what it takes, the plain form is sent. A file that
// the browser cannot read goes as it is: the server says what is wrong with it.

import { shrunk } from "./photo-shrink.js";

function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

function megabytes(bytes) {
  return `${Math.max(0.1, bytes / 1e6).toFixed(1)} MB`;
}

function keyOf(file) {
  return `${file.name} ${file.size} ${file.lastModified}`;
}

function nameIn(field) {
  const control = field.querySelector("[name]");
  return control ? control.name : "";
}

class PhotoUpload {
  constructor(input) {
    this.input = input;
    this.form = input.form;
    this.most = Number(input.dataset.photos);
    this.photos = [];
    this.ready = Promise.resolve();
    this.sending = false;
    this.build();
    input.addEventListener("change", () => this.chosen(Array.from(input.files)));
    this.form.addEventListener("submit", (event) => this.submitted(event));
    // A quick hand, or the browser itself, has chosen before this script was there.
    if (input.files.length) this.chosen(Array.from(input.files));
  }

  build() {
    this.list = make("ul", "photo-previews");
    this.status = make("p", "photo-status");
    this.status.setAttribute("role", "status");
    this.bar = make("progress", "");
    this.bar.max = 100;
    this.bar.setAttribute("aria-label", "上传进度");
    this.percent = make("span", "number");
    this.progress = make("div", "photo-progress");
    this.progress.hidden = true;
    this.progress.append(this.bar, this.percent);
    this.input.after(this.list, this.status, this.progress);
  }

  // Choosing again adds to what was chosen before: a phone's camera brings one photo at a time.
  chosen(files) {
    const known = new Set(this.photos.flatMap((photo) => [photo.key, keyOf(photo.file)]));
    const fresh = files
      .map((file) => ({ file, size: file.size, preview: "", key: keyOf(file) }))
      .filter((photo) => !known.has(photo.key));
    const left = fresh.splice(Math.max(0, this.most - this.photos.length)).length;
    this.photos.push(...fresh);
    this.keep();
    const told = left ? `最多${this.most}张，有${left}张没有加上。` : "";
    this.status.textContent = `${fresh.length ? "正在缩小照片…" : ""}${told}`;
    this.ready = this.ready.then(async () => {
      for (const photo of fresh) Object.assign(photo, await shrunk(photo.file));
      this.keep();
      this.status.textContent = `${this.photos.length ? `共${this.photos.length}张照片。` : ""}${told}`;
    });
  }

  drop(photo) {
    this.photos = this.photos.filter((each) => each !== photo);
    this.keep();
    this.status.textContent = this.photos.length ? `还有${this.photos.length}张照片。` : "没有照片了。";
    this.input.focus();
  }

  // Puts the photos into the field, for a form that is sent plainly, and shows them.
  keep() {
    const held = new DataTransfer();
    this.photos.forEach((photo) => held.items.add(photo.file));
    this.input.files = held.files;
    this.list.replaceChildren(...this.photos.map((photo) => this.shown(photo)));
  }

  shown(photo) {
    const item = make("li", "");
    if (photo.preview) {
      const picture = make("img", "");
      picture.src = photo.preview;
      picture.alt = "";
      item.append(picture);
    }
    const from = photo.file.size < photo.size ? `${megabytes(photo.size)} → ` : "";
    item.append(
      make("span", "photo-name", photo.file.name),
      make("span", "quiet number", from + megabytes(photo.file.size)),
    );
    const button = make("button", "button button-quiet", "不要这张");
    button.type = "button";
    button.setAttribute("aria-label", `不要这张：${photo.file.name}`);
    button.addEventListener("click", () => { if (!this.sending) this.drop(photo); });
    item.append(button);
    return item;
  }

  async submitted(event) {
    if (event.defaultPrevented || !this.photos.length) return;
    event.preventDefault();
    if (this.sending) return;
    this.busy(event.submitter || this.form.querySelector("button[type=submit]"));
    await this.ready;
    this.send();
  }

  busy(button) {
    this.sending = true;
    this.button = button;
    this.label = button.textContent;
    button.textContent = "正在上传…";
    button.setAttribute("aria-disabled", "true");
    this.progress.hidden = false;
    this.tell(0);
  }

  release() {
    this.sending = false;
    this.button.textContent = this.label;
    this.button.removeAttribute("aria-disabled");
    this.progress.hidden = true;
  }

  tell(share) {
    const percent = Math.floor(share * 100);
    this.bar.value = percent;
    this.percent.textContent = percent < 100 ? `正在上传 ${percent}%` : "已传完，正在保存…";
  }

  send() {
    const data = new FormData(this.form);
    if (this.button.name) data.append(this.button.name, this.button.value);
    const request = new XMLHttpRequest();
    request.open("POST", this.form.getAttribute("action") || window.location.href);
    // The server answers a redirect by naming the next page instead (config/middleware.py).
    request.setRequestHeader("X-Sent-By", "script");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) this.tell(event.loaded / event.total);
    });
    request.addEventListener("load", () => this.answered(request));
    request.addEventListener("error", () => {
      this.release();
      this.status.textContent = "没有传上去，请检查网络，再点一次。照片和填的内容都还在。";
    });
    request.send(data);
  }

  answered(request) {
    const next = request.getResponseHeader("X-Go-To");
    if (next) {
      window.location.assign(next);
      return;
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const field = page.querySelector(`input[type=file][name="${this.input.name}"]`);
    if (request.status === 422 && field) {
      this.release();
      this.refused(page, field.form);
      return;
    }
    // Whatever else is answered, the browser shows as if there were no script.
    HTMLFormElement.prototype.submit.call(this.form);
  }

  // Shows what has to be put right, above and at each field. What was typed and chosen stays.
  refused(page, sentBack) {
    const main = document.getElementById("main");
    main.querySelectorAll(".error-summary").forEach((old) => old.remove());
    const summary = page.querySelector(".error-summary");
    const told = new Map(Array.from(sentBack.querySelectorAll(".field"), (field) => [nameIn(field), field]));
    this.form.querySelectorAll(".field").forEach((field) => {
      const answer = told.get(nameIn(field));
      if (!answer) return;
      field.classList.toggle("has-error", answer.classList.contains("has-error"));
      field.querySelectorAll("[id$=_error]").forEach((old) => old.remove());
      const error = answer.querySelector("[id$=_error]");
      if (error) field.querySelector(".field-control, .choice").before(error);
    });
    sentBack.querySelectorAll("input[type=hidden]").forEach((hidden) => {
      const mine = this.form.elements.namedItem(hidden.name);
      if (mine instanceof HTMLInputElement) mine.value = hidden.value;
    });
    // Parts that the answer shows anew, such as ticks that carry the version they are of.
    sentBack.querySelectorAll("[data-renew]").forEach((part) => {
      const mine = document.getElementById(part.id);
      if (mine) mine.replaceWith(part);
    });
    if (!summary) return;
    // The field that was left has the focus still, and the browser would complain.
    summary.removeAttribute("autofocus");
    main.prepend(summary);
    summary.focus();
  }
}

function canShrink() {
  try {
    return Boolean(new DataTransfer().items && window.createImageBitmap);
  } catch (error) {
    return false;
  }
}

if (canShrink()) document.querySelectorAll("input[type=file][data-photos]").forEach((input) => new PhotoUpload(input));
