// Sends what waits in the phone: one row after another, in the order they were put down, by one tab at a
// time. The token of a row makes the office keep it once, however often it is sent.

import { unsent } from "./patrol-store.js";

const FIRST_PAUSE_MS = 5000;
const LONGEST_PAUSE_MS = 5 * 60 * 1000;
const PATIENCE_MS = 30 * 1000;
const PATIENCE_WITH_PHOTO_MS = 3 * 60 * 1000;

const GONE = "这次巡查现在打不开了，可能已取消，或者您的任职已结束，请联系积分办。";
const TOO_LARGE = "照片太大，没有收下，请换一张小的照片再存。";
const NOT_TAKEN = "这一条没有收下，请核对后再存；还不行的，请记在纸上交积分办。";

// Only one tab sends. Without Web Locks (plain HTTP) two may: then each row goes up twice, and is kept once.
function alone(act) {
  return navigator.locks ? navigator.locks.request("patrol-send", act) : act();
}

function cookie(name) {
  const found = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

function formOf(row, photo) {
  const data = new FormData();
  data.append("form_token", row.token);
  data.append("walker", row.owner);
  data.append("household", row.household);
  data.append("indicator", row.indicator);
  data.append("taken", row.taken);
  data.append("note", row.note);
  if (row.told) data.append("told_on_the_spot", "on");
  data.append("fix_by", row.fixBy);
  data.append("noted_at", row.notedAt);
  if (photo) data.append("photos", photo, photo.name);
  return data;
}

function isJson(response) {
  return (response.headers.get("Content-Type") || "").startsWith("application/json");
}

// What became of a row: {state: "sent" | "refused", said, late, sentAt} or {stop: why nothing more goes up now}
// or {later: true} where the office itself could not.
async function answered(response) {
  // The office names the sign-in page instead of leading there (config/middleware.py).
  if (response.headers.get("X-Go-To")) return { stop: "signed-out" };
  if (isJson(response)) {
    const body = await response.json();
    if (response.ok) return { state: "sent", said: body.said, late: body.late, sentAt: body.at };
    if (response.status === 409) return { stop: "signed-out" };
    return { state: "refused", said: body.said };
  }
  if (response.status >= 500) return { later: true };
  // A page of the hot spot's own, asking for its sign-in.
  if (response.status < 400) return { stop: "network" };
  // The cookie against forged forms is gone; the sign-in page sets a new one.
  if (response.status === 403) return { stop: "signed-out" };
  if (response.status === 404) return { state: "refused", said: GONE };
  return { state: "refused", said: response.status === 413 ? TOO_LARGE : NOT_TAKEN };
}

async function sent(row, photo) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), photo ? PATIENCE_WITH_PHOTO_MS : PATIENCE_MS);
  try {
    const response = await fetch(row.address, {
      method: "POST",
      body: formOf(row, photo),
      headers: { "X-CSRFToken": cookie("csrftoken"), "X-Sent-By": "script", Accept: "application/json" },
      signal: patience.signal,
    });
    return await answered(response);
  } catch (error) {
    return { stop: "network" };
  } finally {
    clearTimeout(timer);
  }
}

export class Sender {
  // `tell(state, seconds)`: "sending", "idle", "signed-out", or "network" with the pause before the next try.
  constructor(store, owner, tell) {
    this.store = store;
    this.owner = owner;
    this.tell = tell;
    this.pause = FIRST_PAUSE_MS;
    this.timer = 0;
    this.running = null;
    this.asked = false;
  }

  // Sends now what there is, and later what could not be sent. By a hand, or a network that came back,
  // the pauses begin anew.
  now() {
    this.pause = FIRST_PAUSE_MS;
    return this.run();
  }

  async run() {
    clearTimeout(this.timer);
    if (this.running) {
      this.asked = true;
      return this.running;
    }
    this.running = alone(() => this.sendAll());
    try {
      await this.running;
    } catch (error) {
      // The phone would not write down what became of it: asked again, the office answers the same.
      this.later();
    } finally {
      this.running = null;
    }
    if (this.asked) {
      this.asked = false;
      return this.run();
    }
    return undefined;
  }

  async sendAll() {
    const passed = new Set();
    for (;;) {
      const row = await this.next(passed);
      if (!row) break;
      this.tell("sending");
      const answer = await sent(row, await this.store.photo(row.token));
      if (answer.stop === "signed-out") {
        this.tell("signed-out");
        return;
      }
      if (answer.stop) {
        this.later();
        return;
      }
      passed.add(row.place);
      if (!answer.later) await this.keep(row, answer);
    }
    if (passed.size && unsent(await this.store.all(this.owner)).length) this.later();
    else this.tell("idle");
  }

  // The next row, marked as tried before it leaves: from then on it can't be changed until it is answered.
  // While the phone knows that there is no network it is not even tried, and can be.
  async next(passed) {
    let found = null;
    await this.store.change(this.owner, (rows) => {
      const [row] = unsent(rows).filter((each) => !passed.has(each.place));
      if (!row || !navigator.onLine) return {};
      found = { ...row, state: "tried" };
      return row.state === "tried" ? {} : { put: [found] };
    });
    return found;
  }

  keep(row, answer) {
    return this.store.change(this.owner, (rows) => {
      const now = rows.find((each) => each.place === row.place && each.token === row.token);
      if (!now) return {};
      // What has arrived needs no photo in the phone any more.
      const photo = answer.state === "sent" ? "" : now.photo;
      return { put: [{ ...now, photo, ...answer }] };
    });
  }

  later() {
    const pause = this.pause;
    this.pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
    this.timer = setTimeout(() => this.run(), pause);
    this.tell("network", Math.round(pause / 1000));
  }
}
