// What is typed into the product field of a counter: “12”, “12*3”, “12×3”, a name, pinyin.

const TIMES = /^(.+?)[*×✕](.*)$/;
const NUMBERS = /^(\d+)[xX](\d+)$/;
const CARD = /\/card\/[\w-]{22}(?![\w-])|^[A-Za-z0-9_-]{22}$/i;

export function isCard(text) {
  return CARD.test(text.normalize("NFKC").trim());
}

// text → { words, units }; units is null for what is no whole number from one up.
export function entered(text) {
  const plain = text.normalize("NFKC").replace(/\s+/g, "");
  const times = TIMES.exec(plain) || NUMBERS.exec(plain);
  if (!times) return { words: plain, units: 1 };
  const units = /^\d{1,3}$/.test(times[2]) ? Number(times[2]) : 0;
  return { words: times[1], units: units || null };
}

// Characters, letters and digits alone, as supermarket/search.py compares names.
function plain(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}\p{Co}]/gu, "");
}

function reads(readings, words) {
  return readings.split(" ").some((reading) => reading.startsWith(words));
}

// How well a tile answers to the words: 0 best, -1 not at all. A number means that product alone.
function fit(tile, words) {
  const { name, initials, pinyin } = tile.dataset;
  if (/^\d{1,4}$/.test(words)) return Number(tile.value) === Number(words) ? 0 : -1;
  const lower = plain(words);
  const known = plain(name);
  if (lower === "") return -1;
  if (known === lower) return 0;
  if (known.startsWith(lower)) return 1;
  if (known.includes(lower)) return 2;
  if (!/^[a-z0-9]+$/.test(lower)) return -1;
  if (initials.split(" ").includes(lower)) return 3;
  if (reads(initials, lower)) return 4;
  return reads(pinyin, lower) ? 5 : -1;
}

// The tiles the words may mean, the likeliest first.
export function meant(tiles, words) {
  return tiles
    .map((tile) => ({ tile, place: fit(tile, words) }))
    .filter(({ place }) => place >= 0)
    .sort((one, other) => one.place - other.place)
    .map(({ tile }) => tile);
}
