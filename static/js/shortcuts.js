// Shortcuts of one key, never while typing, and only while they are switched on.
const KEY = "shortcuts-off";
const toggle = document.querySelector("[data-shortcuts-on]");

function isOff() {
  try {
    return localStorage.getItem(KEY) === "1";
  } catch {
    return false;
  }
}

if (toggle) {
  toggle.checked = !isOff();
  toggle.addEventListener("change", () => {
    try {
      if (toggle.checked) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, "1");
    } catch {
      // Without storage the choice cannot be kept.
    }
  });
}

function typing(target) {
  return target.isContentEditable || target.matches("input, select, textarea, [role=combobox]");
}

function rows() {
  return [...document.querySelectorAll("[data-rows] tbody > tr")];
}

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.hasAttribute("data-cursor"));
  const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
  if (at >= 0) all[at].removeAttribute("data-cursor");
  next.setAttribute("data-cursor", "");
  next.querySelector("a, button, input")?.focus();
  next.scrollIntoView({ block: "nearest" });
}

function current() {
  return document.querySelector("[data-rows] tbody > tr[data-cursor]");
}

const deeds = {
  "/": () => document.querySelector("[data-search]")?.focus(),
  "?": () => document.getElementById("shortcuts")?.showModal(),
  j: () => step(1),
  k: () => step(-1),
  x: () => current()?.querySelector("[data-select]")?.click(),
  e: () => (current() ?? document).querySelector("[data-edit]")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest("form");
    const button = (form ?? document).querySelector("[data-ctrl-enter]");
    if (button) {
      event.preventDefault();
      button.click();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const box = event.target.matches?.("input[type=checkbox][data-select]");
  if (isOff() || (typing(event.target) && !box) || document.querySelector("dialog[open]")) return;
  const deed = deeds[event.key];
  if (deed) {
    event.preventDefault();
    deed();
  }
});
