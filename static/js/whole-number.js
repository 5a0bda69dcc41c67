// Numbers as they come from a Chinese input method or a spreadsheet, as plain whole numbers.

const WHOLE = /^-?\d{1,6}$/;

// text → text: full-width digits and signs become ASCII; “+3”, “3.00” and blanks around go.
// Written as code points, because full-width forms look like the ASCII ones in an editor.
export function fold(text) {
  return text
    .replace(/[\uff10-\uff19]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/[\uff0d\u2212\u2013\ufe63\ufe58]|\u2014{1,2}/g, "-")
    .replace(/[\uff0b\ufe62]/g, "+")
    .replace(/\uff0e/g, ".")
    .trim()
    .replace(/^\+/, "")
    .replace(/^(-?\d+)\.0+$/, "$1");
}

// folded text → the number; 0 for a blank; null for anything that is not a whole number.
export function wholeNumber(folded) {
  if (folded === "") return 0;
  return WHOLE.test(folded) ? Number(folded) : null;
}

// A number as the office writes it: a real minus sign.
export function written(number) {
  return String(number).replace("-", "\u2212");
}
