/* Sorting and searching the list of notes. */
startBase();

const table = $("#note-table"), body = $("tbody", table), rows = [...body.rows];
const texts = rows.map((row) => row.textContent.toLowerCase());

$("#search").addEventListener("input", (event) => {
  const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  rows.forEach((row, n) => {
    row.hidden = !words.every((each) => texts[n].includes(each));
    if (!row.hidden) shown++;
  });
  $("#count").textContent = shown === rows.length ? shown : `${shown} / ${rows.length}`;
  $("#no-notes").hidden = shown > 0;
});

const keyOf = (row, column) => row.cells[column].dataset.key ?? row.cells[column].textContent.trim();

for (const head of $$("thead th", table)) {
  const button = $("button", head);
  if (!button) continue;
  button.addEventListener("click", () => {
    const column = head.cellIndex, numeric = head.classList.contains("num");
    const order = head.getAttribute("aria-sort") === "descending" ? "ascending" : "descending";
    for (const other of $$("thead th", table)) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", order);
    const by = order === "ascending" ? 1 : -1;
    const compare = numeric ? (a, b) => Number(a) - Number(b) : (a, b) => a.localeCompare(b, "zh-Hant");
    body.append(...[...rows].sort((a, b) => by * compare(keyOf(a, column), keyOf(b, column))));
  });
}
