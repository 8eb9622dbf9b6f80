// Forms an application asks to be filled in, and those that name a thread or oneself.
import { all, limits, one, say, tell } from "./dom.js";
import { forget } from "./files.js";
import { values } from "./selects.js";

const entered = (input) => {
  switch (Number(input.dataset.type)) {
    case 4: return [input.value];
    case 19: return all("[data-file]", input).map((chip) => chip.dataset.file);
    case 21: case 22: return all("input:checked", input).map((box) => box.value);
    case 23: return input.checked ? ["yes"] : [];
    default: return values(input);
  }
};
const wrong = (input) => {
  const given = entered(input);
  const needed = input.dataset.needed === "yes";
  if (input.dataset.type === "23") return "";
  if (input.dataset.type === "4") {
    if (needed && !given[0].trim()) return "This is needed.";
    if (given[0] && given[0].length < input.minLength) return `At least ${input.minLength} characters.`;
    return "";
  }
  if (!given.length) return needed ? "Choose something." : "";
  const { least, most } = limits(input);
  if (input.dataset.type !== "21" && given.length < least) return `Choose at least ${least}.`;
  if (input.dataset.type !== "21" && given.length > most) return `Choose at most ${most}.`;
  return "";
};
const submitThread = (form) => {
  const input = one("input", form);
  if (!input.value.trim()) {
    one(".problem", form).textContent = "A thread needs a name.";
    return input.focus();
  }
  tell("clicked", { act: "start-thread", text: input.value });
};
const submitName = (form) => {
  const input = one("input", form);
  if (!input.value.trim()) {
    one(".problem", form).textContent = "A name, please.";
    return input.focus();
  }
  tell("clicked", { act: "set-name", text: input.value });
  if (!form.matches(".modal")) one(".draft")?.focus();
};
const submit = (form) => {
  const inputs = all("[data-input]", form);
  let first = null;
  for (const input of inputs) {
    const words = wrong(input);
    say(input, words);
    if (words) first ??= input;
  }
  if (first) return (one("input, textarea, button", first) ?? first).focus();
  one("[type=submit]", form).disabled = true;
  one(".problem.whole", form).textContent = "";
  const sent = inputs.map((i) => ({ custom_id: i.dataset.input, type: Number(i.dataset.type), values: entered(i) }));
  tell("modal-sent", { inputs: sent });
};
// By what a form is: the click that closes it, and what is done with it when it is handed in.
export const forms = {
  modal: { close: "close-modal", submit },
  thread: { close: "close-thread-form", submit: submitThread },
  name: { close: "close-name-form", submit: submitName },
};
// It was handed in, and not taken.
export const refused = (words) => {
  const form = one("[data-form=modal]");
  if (!form) return;
  one("[type=submit]", form).disabled = false;
  one(".problem.whole", form).textContent = words;
};
export const focusForm = (tries = 30) => {
  const input = one(".modal :is(input, textarea, .select-box):not([type=file])") ?? one(".modal [type=submit]");
  if (input) input.focus();
  else if (tries) requestAnimationFrame(() => focusForm(tries - 1));
};
export const closeForm = () => {
  const form = one(".veil .modal");
  if (!form) return false;
  for (const chip of all(".upload [data-file]", form)) forget(chip);
  tell("clicked", { act: forms[form.dataset.form].close });
  return true;
};
// Tab stays within the form, as it lies over everything.
export const keepIn = (event, dialog) => {
  const stops = all("button, input, textarea, a[href], [tabindex='0']", dialog).filter(
    (e) => !e.disabled && e.offsetParent !== null,
  );
  const [first, last] = [stops[0], stops.at(-1)];
  const outside = !dialog.contains(document.activeElement);
  if (event.shiftKey && (document.activeElement === first || outside)) last?.focus();
  else if (!event.shiftKey && (document.activeElement === last || outside)) first?.focus();
  else return false;
  return true;
};
// A form that closes gives the focus back to where it was before.
let before = null;
const watchForms = () => {
  const veils = all(".veil");
  if (!veils.length) return requestAnimationFrame(watchForms);
  let shown = false;
  const look = () => {
    const open = Boolean(one(".veil .modal"));
    if (open && !shown && !document.activeElement?.closest(".veil")) before = document.activeElement;
    else if (!open && shown && document.activeElement === document.body) {
      const back = before?.isConnected && before !== document.body ? before : one(".draft");
      back?.focus();
    }
    shown = open;
  };
  for (const veil of veils) new MutationObserver(look).observe(veil, { childList: true, subtree: true });
};

document.addEventListener("input", (event) => {
  const field = event.target.closest(".modal .field");
  if (!field) return;
  const count = one(".count", field);
  if (count) count.textContent = `${event.target.value.length}/${event.target.maxLength}`;
  const problem = one(".problem", field);
  if (problem) problem.textContent = "";
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-form]");
  if (!form) return;
  event.preventDefault();
  forms[form.dataset.form].submit(form);
});
watchForms();
