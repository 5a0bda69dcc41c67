// What a walker wrote down and the office does not have yet, kept in the phone (IndexedDB): one row for
// each household and indicator, changed within one transaction, so that two tabs never differ.
//   {place, owner, round, address, where, household, head, indicator, taken, note, told, fixBy, photo,
//    token, madeAt, notedAt, order, state, said, late, sentAt}
// state: "draft" (not put down yet) → "waiting" → "tried" (sent, and the answer has not come: whether the
// office has it is not known, so it can't be changed) → "sent", or "refused" with a sentence in `said`.
// `photo` tells one photo from another; the photo itself lies apart, by the token of its row.

const NAME = "patrol";
const ROWS = "findings";
const PHOTOS = "photos";
const KEPT_MS = 60 * 24 * 60 * 60 * 1000;

export const CHANGEABLE = ["draft", "waiting", "refused"];

export function placeOf(owner, round, household, indicator) {
  return [owner, round, household, indicator].join("/");
}

// A random UUID (version 4); crypto.randomUUID is newer than the phones we meet, and wants HTTPS.
export function newToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(ROWS, { keyPath: "place" });
      asked.result.createObjectStore(PHOTOS);
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

function done(transaction, value) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(value());
    transaction.onabort = () => reject(transaction.error);
  });
}

function ofOwner(owner) {
  return IDBKeyRange.bound(`${owner}/`, `${owner}/\uffff`);
}

export class Store {
  // Rejects where the browser keeps nothing (IndexedDB switched off, some private windows).
  static async open() {
    return new Store(await opened());
  }

  constructor(database) {
    this.database = database;
    this.listeners = [];
    this.others = "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;
    if (this.others) this.others.onmessage = () => this.listeners.forEach((listener) => listener());
  }

  // Calls `listener` whenever rows were changed, here or in another tab.
  listen(listener) {
    this.listeners.push(listener);
  }

  // The rows of `owner`; nobody else's, whoever has signed in on this phone before.
  async all(owner) {
    const transaction = this.database.transaction(ROWS, "readonly");
    const asked = transaction.objectStore(ROWS).getAll(ofOwner(owner));
    return done(transaction, () => asked.result);
  }

  // The photo of the row with this token; undefined where there is none.
  async photo(token) {
    const transaction = this.database.transaction(PHOTOS, "readonly");
    const asked = transaction.objectStore(PHOTOS).get(token);
    return done(transaction, () => asked.result);
  }

  // Gives the rows of `owner` to `decide`, which returns {put: rows, drop: rows, photos: token → file};
  // all within one transaction that is on the disk when this resolves. Rejects where the phone has no
  // room left.
  async change(owner, decide) {
    const transaction = this.database.transaction([ROWS, PHOTOS], "readwrite", { durability: "strict" });
    const rows = transaction.objectStore(ROWS);
    const kept = transaction.objectStore(PHOTOS);
    let changed = 0;
    const asked = rows.getAll(ofOwner(owner));
    asked.onsuccess = () => {
      const { put = [], drop = [], photos = {} } = decide(asked.result);
      Object.entries(photos).forEach(([token, file]) => kept.put(file, token));
      put.forEach((row) => rows.put(row));
      drop.forEach((row) => rows.delete(row.place));
      put.filter((row) => !row.photo).concat(drop).forEach((row) => kept.delete(row.token));
      changed = put.length + drop.length;
    };
    await done(transaction, () => undefined);
    if (!changed) return;
    if (this.others) this.others.postMessage("changed");
    this.listeners.forEach((listener) => listener());
  }
}

// Rows the office has not answered for yet, in the order in which they were put down.
export function unsent(rows) {
  return rows.filter((row) => ["waiting", "tried"].includes(row.state)).sort((a, b) => a.order - b.order);
}

// Drops what has gone up, of everybody, and what nobody has put right for so long that it can't go up
// any more: drafts and refused rows hold names and photos, and their owner may be in no office by now.
export async function forgetSent() {
  if (!window.indexedDB) return;
  const database = await opened();
  const transaction = database.transaction([ROWS, PHOTOS], "readwrite");
  transaction.objectStore(ROWS).openCursor().onsuccess = ({ target: { result: cursor } }) => {
    if (!cursor) return;
    const { state, madeAt, token } = cursor.value;
    const old = ["draft", "refused"].includes(state) && Date.parse(madeAt) < Date.now() - KEPT_MS;
    if (state === "sent" || old) {
      cursor.delete();
      transaction.objectStore(PHOTOS).delete(token);
    }
    cursor.continue();
  };
  await done(transaction, () => database.close());
}
