// A numbered list of links, the first of which has the focus: arrow keys, and numbers with Alt,
// choose, Enter opens. Whatever else is typed goes to the search field (data-field: its id), as when
// a scanner types the next card or a hand the code of a household.

const NUMBER = /^(?:Digit|Numpad)([1-9])$/;

function enhance(list) {
  const links = Array.from(list.querySelectorAll("a"));
  const field = document.getElementById(list.dataset.field);

  const choose = (at) => { if (links[at]) links[at].focus(); };

  list.addEventListener("keydown", (event) => {
    const number = event.altKey && NUMBER.exec(event.code);
    if (event.ctrlKey || event.metaKey || (event.altKey && !number)) return;
    const at = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown") choose((at + 1) % links.length);
    else if (event.key === "ArrowUp") choose((at - 1 + links.length) % links.length);
    else if (number) choose(Number(number[1]) - 1);
    else if (event.key.length === 1 && event.key !== " ") {
      // The key itself still goes into the field that has the focus now.
      field.value = "";
      field.focus();
      return;
    } else return;
    event.preventDefault();
  });
}

document.querySelectorAll("[data-pick-list]").forEach(enhance);
