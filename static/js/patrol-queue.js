// What waits in the phone, on top of the page: how many, what is being done about it, and one by one what
// was not put down yet and what the office did not take, with its sentence.

import { doorOf, fill } from "./patrol-list.js";
import { CHANGEABLE, unsent } from "./patrol-store.js";

const MINUS = "\u2212";

function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

export class Queue {
  // `titles`: what indicator 1, 2, … is called. `drop(row)` deletes a row from the phone.
  constructor(element, walker, titles, drop) {
    this.element = element;
    this.walker = walker;
    this.titles = titles;
    this.drop = drop;
    this.find = (name) => element.querySelector(`[data-${name}]`);
    this.rows = [];
    this.doing = ["idle", 0];
  }

  get now() {
    return this.find("now");
  }

  // What the sender does: see Sender in patrol-send.js.
  tell(state, seconds = 0) {
    this.doing = [state, seconds];
    this.write();
  }

  show(rows) {
    this.rows = rows;
    this.write();
    this.list("drafts", rows.filter((row) => row.state === "draft"));
    this.list("refused", rows.filter((row) => row.state === "refused"));
    this.list("waiting", unsent(rows));
    // What came in late is told with the month it counts in.
    this.list("late", rows.filter((row) => row.state === "sent" && row.late));
  }

  write() {
    const count = unsent(this.rows).length;
    const [state, seconds] = this.doing;
    const told = {
      sending: "正在上传…",
      "signed-out": `登录已过期，请${this.walker}重新登录，记的都还在手机里。`,
      network: `网络不好，没有传上去，${seconds}秒后再试。`,
      idle: "",
    }[state];
    const offline = navigator.onLine ? told : "现在没有网络，连上以后自动上传。";
    const drafts = this.rows.filter((row) => row.state === "draft").length;
    const open = drafts ? `还有${drafts}条没有点“存下”。` : "";
    const text = count ? `待上传${count}条。${offline}${open}` : open || "没有待上传的。";
    // Said once by a screen reader, not with every touch.
    const status = this.find("status");
    if (status.textContent !== text) status.textContent = text;
    this.element.classList.toggle("is-waiting", count + drafts > 0);
    this.now.hidden = count === 0 || state === "signed-out" || !navigator.onLine;
    this.find("sign-in").hidden = count === 0 || state !== "signed-out";
  }

  list(name, rows) {
    const part = this.find(name);
    part.hidden = rows.length === 0;
    fill(part.querySelector("ul"), rows.map((row) => this.item(row)));
  }

  item(row) {
    const item = make("li", "walk-row");
    const link = make("a", "", `${row.where} ${row.head}`);
    link.href = `${row.address.replace(/send\/$/, "")}${doorOf(row.household)}`;
    const title = `${row.indicator} ${this.titles[row.indicator - 1]} ${MINUS}${row.taken}`;
    item.append(link, make("span", "", row.note ? `${title}：${row.note}` : title));
    if (row.said) item.append(make("strong", row.state === "refused" ? "field-error" : "", row.said));
    if (CHANGEABLE.includes(row.state)) {
      const button = make("button", "link-button", "删除这一条");
      button.type = "button";
      button.setAttribute("aria-label", `删除这一条：${row.head} ${title}`);
      button.addEventListener("click", () => {
        if (window.confirm(`${row.head}：${title}\n删除以后不会上传，也找不回来。要删除吗？`)) this.drop(row);
      });
      item.append(button);
    }
    return item;
  }
}
