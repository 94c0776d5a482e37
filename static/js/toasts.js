// Messages can be closed; a request of htmx that fails says so; a refused form brings
// its error summary to the reader.
document.addEventListener("click", (event) => {
  event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove();
});

function fail() {
  const toasts = document.querySelector("[data-toasts]");
  const message = document.querySelector("template[data-failure-toast]");
  if (toasts && message && !toasts.querySelector(".note--wrong")) {
    toasts.append(message.content.cloneNode(true));
  }
}

document.addEventListener("htmx:sendError", fail);
document.addEventListener("htmx:timeout", fail);
document.addEventListener("htmx:responseError", fail);

function showErrors(root) {
  const summary = root.querySelector("[data-error-summary]");
  // To the top of the window: at its foot the buttons of the form would lie over it.
  summary?.scrollIntoView({ block: "start" });
  summary?.focus({ preventScroll: true });
}

document.addEventListener("htmx:afterSwap", (event) => showErrors(event.target));
showErrors(document);
