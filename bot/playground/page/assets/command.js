// The fields of a chosen command: their keys, and what Python does with them.
import { all, one, tell } from "./dom.js";
import { draft, setDraft } from "./draft.js";

const texts = () => Object.fromEntries(all("input[data-option]").map((i) => [i.dataset.option, i.value]));
const field = (name) => one(`.command [data-option="${CSS.escape(name)}"]`);
// What takes the caret in a field: its input, or the cross of the file that is in it.
const stop = (field) => (field?.matches(".upload") ? one(".chip button", field) ?? one("input", field) : field);

export const fieldKey = (event, input) => {
  const mine = ["Enter", "ArrowUp", "ArrowDown", "Escape"].includes(event.key);
  if (!mine && !(event.key === "Tab" && !event.shiftKey)) return;
  event.preventDefault();
  tell("field-key", { name: input.dataset.option, key: event.key, texts: texts() });
};
// A file's field is moved by the browser's own keys, except that Escape leaves the command here too.
export const uploadKey = (event, box) => {
  if (event.key === "Escape") fieldKey(event, box);
};
export const run = () => {
  const name = one(".command [data-option]")?.dataset.option ?? "";
  tell("field-key", { name, key: "Run", texts: texts() });
};
const typed = (event) => {
  const at = event.target.closest?.(".command [data-option]");
  if (at) tell("field-typed", { name: at.dataset.option, texts: texts() });
};
document.addEventListener("input", (event) => event.target.matches("input[data-option]") && typed(event));
document.addEventListener("focusin", typed);

// The fields were drawn anew: what was typed is put back, and the caret goes to one of them.
export const fields = (names, given, focus, tries = 60) => {
  const drawn = all(".command [data-option]");
  const waiting = drawn.map((f) => f.dataset.option).join() !== names.join();
  if (waiting && tries) return requestAnimationFrame(() => fields(names, given, focus, tries - 1));
  for (const input of all("input[data-option]")) input.value = given[input.dataset.option] ?? "";
  const ahead = draft().value; // typed before the fields were drawn
  const first = field(focus);
  if (ahead && first?.matches("input")) first.value += ahead;
  if (ahead && first) setDraft("");
  focusField(focus);
};
export const setField = (name, text) => {
  const input = field(name);
  if (input) input.value = text;
};
export const focusField = (name) => {
  const at = stop(field(name));
  if (at === document.activeElement) tell("field-typed", { name, texts: texts() });
  else at?.focus();
};
export const focusRun = () => one("[data-act=run]")?.focus();
export const problems = (words) => {
  for (const field of all(".field[data-field]")) {
    const said = words[field.dataset.field] ?? "";
    one(".problem", field).textContent = said;
    one("input", field).setAttribute("aria-invalid", said ? "true" : "false");
  }
};
