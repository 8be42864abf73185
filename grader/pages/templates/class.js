"use strict";
(() => {
  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value === undefined ? cell.textContent.trim() : Number(cell.dataset.value);
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number"
      ? a - b
      : String(a).localeCompare(String(b), undefined, { numeric: true });

  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const falls = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", falls ? "descending" : "ascending");
        const rows = [...table.tBodies[0].rows].map((row) => [value(row, column), row]);
        rows.sort((a, b) => (falls ? compare(b[0], a[0]) : compare(a[0], b[0])));
        table.tBodies[0].append(...rows.map(([, row]) => row));
      });
    });
  }

  const filters = document.querySelector(".filters");
  if (filters === null) return;
  filters.hidden = false;
  const [find, state, lost, count] = ["find", "state", "lost", "count"].map((id) => document.getElementById(id));
  const rows = [...document.getElementById("students").tBodies[0].rows].map((row) => ({
    row,
    text: row.textContent.toLowerCase(),
    states: row.dataset.state.split(" "),
    lost: row.dataset.lost.split(" "),
  }));
  const update = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const one of rows) {
      const fits =
        words.every((word) => one.text.includes(word)) &&
        (state.value === "" || one.states.includes(state.value)) &&
        (lost.value === "" || one.lost.includes(lost.value));
      one.row.hidden = !fits;
      shown += fits;
    }
    count.textContent = `${shown} of ${rows.length}`;
  };
  for (const field of [find, state, lost]) field.addEventListener("input", update);
  update();
})();
