// Runs before the page is drawn: marks that scripts are there, and picks the theme.
(() => {
  const root = document.documentElement;
  root.dataset.js = "";
  const fixed = document.currentScript.dataset.theme;
  let choice = "system";
  try {
    choice = localStorage.getItem("theme") || "system";
  } catch {
    // Storage may be closed; the system's choice then holds.
  }
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.bsTheme = fixed || (choice === "system" ? (dark ? "dark" : "light") : choice);
})();
