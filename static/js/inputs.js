// Help while typing: the CUI grouped as printed, dates with their slashes, long lists
// with search. Nothing typed is refused here: the server decides. A file that it would
// not take is held back, so that what was typed beside it is not sent for nothing.
const WEIGHTS = [2, 3, 4, 5, 6, 7, 8, 9];
const DEPARTMENTS = 22;

function digitsOf(text) {
  return text.replace(/\D/g, "");
}

/** Put `text` into a field and keep the caret behind the same digit. */
function rewrite(input, text) {
  if (input.value === text) return;
  const before = digitsOf(input.value.slice(0, input.selectionStart)).length;
  input.value = text;
  let caret = 0;
  for (let seen = 0; seen < before && caret < text.length; caret += 1) {
    if (/\d/.test(text[caret])) seen += 1;
  }
  if (before === digitsOf(text).length) caret = text.length;
  input.setSelectionRange(caret, caret);
}

function group(digits, sizes, mark) {
  const parts = [];
  let from = 0;
  for (const size of sizes) {
    if (from < digits.length) parts.push(digits.slice(from, from + size));
    from += size;
  }
  if (from < digits.length) parts.push(digits.slice(from));
  return parts.join(mark);
}

function judge(digits) {
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(digits[place]), 0);
  const remainder = sum % 11;
  const department = Number(digits.slice(9, 11));
  if (department < 1 || department > DEPARTMENTS) return "place";
  if (remainder === 10) return "review";
  return remainder === Number(digits[8]) ? "fits" : "digit";
}

function watchCui(input) {
  const feedback = document.getElementById(`${input.id}-feedback`);
  const update = () => {
    if (/[^\d\s-]/.test(input.value)) return;
    const digits = digitsOf(input.value);
    rewrite(input, group(digits, [4, 5, 4], " "));
    if (!feedback) return;
    let text = "";
    let state = "";
    if (digits.length === 13) {
      const found = judge(digits);
      text = feedback.dataset[found];
      state = found === "fits" ? "good" : "doubt";
    } else if (digits.length > 0 && digits.length < 13) {
      text = feedback.dataset.left.replace("#", String(13 - digits.length));
    }
    feedback.textContent = text;
    feedback.dataset.state = state;
  };
  input.addEventListener("input", update);
  update();
}

function watchDate(input) {
  input.addEventListener("input", (event) => {
    const typed = event.inputType?.startsWith("insert");
    const end = input.selectionStart === input.value.length;
    if (typed && end && /^[\d/]*$/.test(input.value)) {
      const digits = digitsOf(input.value);
      if (/^\d+$/.test(input.value) || /^\d\d\/\d+$/.test(input.value)) {
        input.value = group(digits, [2, 2, 4], "/").slice(0, 10);
      }
    }
  });
}

function watchFile(input) {
  const id = `${input.id}-large`;
  const described = input.getAttribute("aria-describedby") ?? "";
  const tooLarge = () => {
    document.getElementById(id)?.remove();
    input.setAttribute("aria-describedby", described);
    input.removeAttribute("aria-invalid");
    const largest = Number(input.dataset.largest);
    if ([...input.files].every((file) => file.size <= largest)) return false;
    const told = document.createElement("p");
    told.id = id;
    told.className = "errors";
    told.setAttribute("role", "alert");
    told.textContent = input.dataset.tooLarge;
    input.before(told);
    input.setAttribute("aria-describedby", `${described} ${id}`.trim());
    input.setAttribute("aria-invalid", "true");
    return true;
  };
  input.addEventListener("change", tooLarge);
  input.form?.addEventListener("submit", (event) => {
    if (!tooLarge()) return;
    event.preventDefault();
    input.focus();
  });
}

function load(select) {
  const { script, sheet } = select.dataset;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = sheet;
  const element = document.createElement("script");
  element.src = script;
  element.addEventListener("load", () => {
    for (const one of document.querySelectorAll("select[data-long-select]")) enhance(one);
  });
  document.head.append(link, element);
}

function enhance(select) {
  if (select.tomselect) return;
  const nothing = document.createElement("div");
  nothing.className = "no-results";
  nothing.textContent = select.dataset.none;
  new window.TomSelect(select, {
    maxOptions: null,
    render: { no_results: () => nothing.cloneNode(true) },
  });
  // Its label now belongs to the box one types in; the list itself is out of reach.
  select.setAttribute("aria-hidden", "true");
}

function start(root) {
  for (const input of root.querySelectorAll("input[data-cui]")) watchCui(input);
  for (const input of root.querySelectorAll("input[data-date]")) watchDate(input);
  for (const input of root.querySelectorAll("input[data-largest]")) watchFile(input);
  const long = root.querySelector("select[data-long-select]");
  if (long && window.TomSelect) enhance(long);
  else if (long) load(long);
}

start(document);
document.addEventListener("htmx:afterSwap", (event) => start(event.target));
