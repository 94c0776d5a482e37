// What is typed into a form with data-draft-key is kept on this device until the server
// says that it was saved (data-draft-sent of the body). One draft a person and a form;
// nobody else's is ever shown; after seven days it is forgotten, another person's on a
// shared device after one.
const PREFIX = "draft:";
const DAY = 24 * 60 * 60 * 1000;
const KEEP = 7 * DAY;
const owner = document.body.dataset.draftOwner;

const name = (key) => `${PREFIX}${owner}:${key}`;

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(name(key)));
  } catch {
    return null;
  }
}

function forget(key) {
  try {
    localStorage.removeItem(name(key));
  } catch {
    // Nothing was kept then.
  }
}

function tidy() {
  try {
    for (const key of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
      const kept = JSON.parse(localStorage.getItem(key));
      const limit = owner && !key.startsWith(name("")) ? DAY : KEEP;
      if (!kept || Date.now() - kept.at > limit) localStorage.removeItem(key);
    }
  } catch {
    // Storage is closed: there is nothing to tidy.
  }
}

function fields(form) {
  return [...form.elements].filter(
    (field) =>
      field.name && field.name !== "csrf_token" && !field.hasAttribute("data-draft-skip") &&
      !["password", "file", "submit", "button", "reset"].includes(field.type) &&
      (field.type !== "hidden" || field.hasAttribute("data-draft-keep")),
  );
}

function valuesOf(form) {
  const values = {};
  for (const field of fields(form)) {
    values[field.name] ??= [];
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked) values[field.name].push(field.value);
    } else if (field.type === "select-multiple") {
      values[field.name].push(...[...field.selectedOptions].map((option) => option.value));
    } else values[field.name].push(field.value);
  }
  return values;
}

function fill(form, values) {
  const seen = {};
  for (const field of fields(form)) {
    const kept = values[field.name];
    if (!kept) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = kept.includes(field.value);
    } else if (field.type === "select-multiple") {
      for (const option of field.options) option.selected = kept.includes(option.value);
    } else {
      const at = seen[field.name] ?? 0;
      seen[field.name] = at + 1;
      if (kept[at] !== undefined) field.value = kept[at];
    }
    field.tomselect?.sync();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

// As everywhere on the page: dd/mm/yyyy hh:mm in Guatemala, whatever the device's zone.
const clock = new Intl.DateTimeFormat("en", {
  timeZone: "America/Guatemala", hourCycle: "h23",
  year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
});

function written(at) {
  const part = {};
  for (const { type, value } of clock.formatToParts(at)) part[type] = value;
  return `${part.day}/${part.month}/${part.year} ${part.hour}:${part.minute}`;
}

function notice(form, kind, draft) {
  const shown = document.querySelector(`template[${kind}]`).content.cloneNode(true);
  shown.querySelector("[data-draft-when]").textContent = written(draft.at);
  form.prepend(shown);
  return form.firstElementChild;
}

function keep(form) {
  const key = form.dataset.draftKey;
  const untouched = JSON.stringify(valuesOf(form));
  const version = form.dataset.draftVersion ?? "";
  let timer = 0;

  const save = () => {
    clearTimeout(timer);
    const values = valuesOf(form);
    if (JSON.stringify(values) === untouched && !form.hasAttribute("data-refused")) return;
    try {
      localStorage.setItem(name(key), JSON.stringify({ at: Date.now(), version, values }));
    } catch {
      // A full or closed storage: the form works as ever, only the draft is missing.
    }
  };
  const discard = (box) => {
    forget(key);
    fill(form, JSON.parse(untouched));
    clearTimeout(timer);
    forget(key);
    box.remove();
    form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  };

  const draft = read(key);
  const restorable = draft && !form.hasAttribute("data-refused");
  if (restorable && JSON.stringify(draft.values) !== untouched) {
    const same = draft.version === version;
    const box = notice(form, same ? "data-draft-notice" : "data-draft-older", draft);
    if (same) fill(form, draft.values);
    box.querySelector("[data-draft-discard]").addEventListener("click", () => discard(box));
    box.querySelector("[data-draft-restore]")?.addEventListener("click", (event) => {
      fill(form, draft.values);
      event.target.remove();
    });
  }
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 300);
  });
  form.addEventListener("submit", save);
  window.addEventListener("pagehide", () => timer && save());
}

tidy();
for (const key of document.body.dataset.draftSent.split(" ").filter(Boolean)) forget(key);
if (owner) for (const form of document.querySelectorAll("form[data-draft-key]")) keep(form);
