// Rows that are selected: one box for all of the page, and the bar with what can be done.
// Without scripts the bar is always there and the boxes work as in any form.
for (const table of document.querySelectorAll("table[data-selection]")) {
  const bar = document.querySelector(`[data-bulk-bar="${table.dataset.selection}"]`);
  const all = table.querySelector("[data-select-all]");
  const boxes = () => [...table.querySelectorAll("input[data-select]")];
  const matching = bar?.querySelector("[data-bulk-all]");
  let last = null;

  const update = () => {
    const found = boxes();
    const chosen = found.filter((box) => box.checked).length;
    if (all) {
      all.checked = chosen > 0 && chosen === found.length;
      all.indeterminate = chosen > 0 && chosen < found.length;
    }
    if (matching && chosen < found.length) matching.checked = false;
    if (bar) {
      bar.hidden = chosen === 0;
      bar.querySelector("[data-bulk-count]").textContent = String(chosen);
    }
  };

  table.addEventListener("click", (event) => {
    const box = event.target.closest("input[data-select]");
    if (!box) return;
    if (event.shiftKey && last) {
      const found = boxes();
      const [from, to] = [found.indexOf(last), found.indexOf(box)].sort((a, b) => a - b);
      for (const one of found.slice(from, to + 1)) one.checked = box.checked;
    }
    last = box;
    update();
  });
  all?.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
    update();
  });
  matching?.addEventListener("change", () => {
    if (matching.checked) for (const box of boxes()) box.checked = true;
    const chosen = matching.checked;
    update();
    matching.checked = chosen;
  });
  bar?.querySelector("[data-bulk-none]")?.addEventListener("click", () => {
    for (const box of boxes()) box.checked = false;
    if (matching) matching.checked = false;
    update();
    all?.focus();
  });
  update();
}
