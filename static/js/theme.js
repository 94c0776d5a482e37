// Light, dark or as the system: kept on this device, never sent to the server.
const system = window.matchMedia("(prefers-color-scheme: dark)");
const buttons = document.querySelectorAll("[data-theme-choice]");

function stored() {
  try {
    return localStorage.getItem("theme") || "system";
  } catch {
    return "system";
  }
}

function show(choice) {
  const theme = choice === "system" ? (system.matches ? "dark" : "light") : choice;
  document.documentElement.dataset.bsTheme = theme;
  for (const button of buttons) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
  }
}

for (const button of buttons) {
  button.addEventListener("click", () => {
    const choice = button.dataset.themeChoice;
    try {
      localStorage.setItem("theme", choice);
    } catch {
      // Without storage the choice holds for this page.
    }
    show(choice);
  });
}
system.addEventListener("change", () => show(stored()));
show(stored());
