// What a mark of a chart stands for, shown beside the pointer. The table under each
// figure says the same to those who use none.
let tip = null;

function show(event) {
  const mark = event.target.closest?.(".figure-picture [data-tip]");
  if (!mark) {
    tip?.remove();
    tip = null;
    return;
  }
  if (!tip) {
    tip = document.createElement("div");
    tip.className = "tip";
    tip.setAttribute("aria-hidden", "true");
    document.body.append(tip);
  }
  tip.textContent = mark.dataset.tip;
  const left = Math.min(event.clientX + 12, window.innerWidth - tip.offsetWidth - 8);
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${Math.max(8, event.clientY - tip.offsetHeight - 10)}px`;
}

document.addEventListener("pointermove", show);
document.addEventListener("pointerdown", show);
