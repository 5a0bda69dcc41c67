// The households of a round as a walker finds them: by their place in the list, code, name or initials;
// each with what was taken there and what of it still waits in the phone.

const MINUS = "\u2212";

// Where a household is shown, within the page.
export function doorOf(code) {
  return `#door=${encodeURIComponent(code)}`;
}

// As replaceChildren, which is newer than the phones we meet.
export function fill(element, children) {
  element.textContent = "";
  element.append(...children);
}

// What stands beside a household: points taken, and the state that needs the walker most.
function tagsOf(household, rows) {
  const taken = { ...household.taken };
  rows.forEach((row) => { taken[row.indicator] = row.taken; });
  const sum = Object.values(taken).reduce((all, each) => all + each, 0);
  const has = (...states) => rows.some((row) => states.includes(row.state));
  const tags = sum ? [["points", `${MINUS}${sum}`]] : [];
  if (household.own) tags.push(["tag", "自己家"]);
  if (has("refused")) tags.push(["tag tag-danger", "没有收下"]);
  else if (has("draft")) tags.push(["tag tag-warn", "还没存"]);
  else if (has("waiting", "tried")) tags.push(["tag tag-info", "待上传"]);
  else if (has("sent") || Object.keys(household.taken).length) tags.push(["tag tag-ok", "已上传"]);
  return tags.map(([className, text]) => {
    const tag = document.createElement("span");
    tag.className = className;
    tag.textContent = text;
    return tag;
  });
}

function isMeant(household, words) {
  if (!words) return true;
  const { number, code, head, initials, pinyin } = household;
  const begins = (readings) => readings.split(" ").some((each) => each.startsWith(words));
  // The last digits of a code are what one remembers.
  if (/^\d+$/.test(words)) return String(number) === words || code.endsWith(words);
  return code.toLowerCase().includes(words) || head.includes(words) || begins(initials) || begins(pinyin);
}

export class List {
  // `households`: code → household, made from the links of the page.
  constructor(element, round) {
    this.element = element;
    this.round = round;
    this.search = element.querySelector("[data-search]");
    this.nobody = element.querySelector("[data-nobody]");
    const taken = JSON.parse(document.getElementById("taken").textContent);
    this.households = new Map(Array.from(element.querySelectorAll("[data-code]"), (link) => {
      const { code, head, number, initials, pinyin, own } = link.dataset;
      const household = { code, head, number: Number(number), initials, pinyin, own: own === "yes", link };
      return [code, { ...household, taken: taken[code] || {}, tags: link.querySelector("[data-tags]") }];
    }));
    this.search.addEventListener("input", () => this.narrow());
    this.search.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) this.openOnly();
    });
    this.narrow();
  }

  found() {
    return Array.from(this.households.values()).filter((each) => !each.link.parentElement.hidden);
  }

  narrow() {
    const words = this.search.value.trim().normalize("NFKC").toLowerCase();
    this.households.forEach((each) => { each.link.parentElement.hidden = !isMeant(each, words); });
    this.nobody.hidden = this.found().length > 0;
  }

  // Enter leads on where one household is left, or has that number in the list.
  openOnly() {
    const found = this.found();
    const meant = found.length === 1 ? found[0] : found.find((each) => String(each.number) === this.search.value.trim());
    if (meant) window.location.hash = doorOf(meant.code);
  }

  show(rows) {
    const mine = rows.filter((row) => row.round === this.round);
    this.households.forEach((each) => {
      fill(each.tags, tagsOf(each, mine.filter((row) => row.household === each.code)));
    });
  }

  // The one before or after `code` in the order of the list; nothing at its ends.
  beside(code, step) {
    const codes = Array.from(this.households.keys());
    return this.households.get(codes[codes.indexOf(code) + step]);
  }
}
