// The dialog that plugs in a language model: what is typed stays here until it is tried.
import { all, one, tell, walk } from "./dom.js";
import { forms } from "./forms.js";

const MOST_SHOWN = 60;
const form = () => one("form[data-form=model]");
const field = (name) => one(`[name=${name}]`, form());
let counter = { offers: [], key_for: "" };
let models = [];
let serial = 0;
let ticking = 0;

// Python draws the form, and may tell of something before the browser has it.
const drawn = (then, tries = 60) => {
  if (form()) then();
  else if (tries) requestAnimationFrame(() => drawn(then, tries - 1));
};
const problem = (words) => {
  const box = form() && one(".problem.whole", form());
  if (box) box.textContent = words;
};
const note = (words) => {
  const box = form() && one("#model-note", form());
  if (box) box.textContent = words;
};

// --- the models there: those whose names hold what is typed, or all
const showModels = () => {
  const list = one(".model-list", form());
  const typed = field("model").value.trim().toLowerCase();
  const whole = models.some((name) => name.toLowerCase() === typed);
  const fitting = models.filter((name) => name.toLowerCase().includes(typed));
  const shown = whole || !fitting.length ? models : fitting;
  list.replaceChildren(
    ...shown.slice(0, MOST_SHOWN).map((name) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.dataset.act = "model-pick";
      button.dataset.value = name;
      button.setAttribute("aria-pressed", String(name.toLowerCase() === typed));
      return button;
    }),
  );
  list.hidden = !shown.length;
  const more = shown.length - MOST_SHOWN;
  if (!models.length) return;
  note(fitting.length ? (more > 0 ? `Type to find one of ${more} more.` : "") : "None there has this in its name. It has:");
};
const setModels = (names) => {
  models = names;
  if (names.length === 1 && !field("model").value) field("model").value = names[0];
  showModels();
};
const askModels = () => {
  const address = field("address").value.trim();
  const key = field("key").value;
  setModels([]);
  note("");
  problem("");
  keyNote();
  if (!address && !key) return;
  serial += 1;
  note("Asking which models are there…");
  tell("model-asked", { serial, address, key });
};
const keyNote = () => {
  const address = field("address").value.trim();
  const kept = counter.key_for && address === counter.key_for;
  field("key").placeholder = kept ? "Kept. Leave this empty to use it again." : "";
};
const takeAddress = (address) => {
  field("address").value = address;
  field("key").value = "";
  const offer = counter.offers.find((o) => o.address === address);
  if (!offer) {
    askModels();
    return (address === counter.key_for ? field("model") : field("key")).focus();
  }
  serial += 1; // an answer that is under way is about another address
  problem("");
  note("");
  keyNote();
  if (!offer.models.includes(field("model").value)) field("model").value = "";
  setModels(offer.models);
  field("model").focus();
};
const chip = (offer) => {
  const button = document.createElement("button");
  const count = document.createElement("small");
  button.type = "button";
  button.className = "chip";
  button.dataset.act = "model-offer";
  button.dataset.value = offer.address;
  button.textContent = offer.program;
  count.textContent = offer.models.length === 1 ? "1 model" : `${offer.models.length} models`;
  button.append(count);
  return button;
};

// --- the trial
const tick = (began) => {
  const time = form() && one(".model-wait time", form());
  if (!time) return clearInterval(ticking);
  time.textContent = `${Math.round((performance.now() - began) / 1000)} s`;
};
const setTrying = (model) => {
  clearInterval(ticking);
  const wait = one(".model-wait", form());
  wait.hidden = !model;
  one("[type=submit]", form()).disabled = Boolean(model);
  for (const button of all("[data-while]", form())) button.hidden = (button.dataset.while === "trying") !== Boolean(model);
  if (!model) return;
  one("span", wait).textContent = `Asking ${model} for a first turn …`;
  const began = performance.now();
  tick(began);
  ticking = setInterval(() => tick(began), 1000);
};
const submit = () => {
  const model = field("model").value.trim();
  problem(model ? "" : "Name a model.");
  if (!model) return field("model").focus();
  setTrying(model);
  tell("model-tried", { address: field("address").value.trim(), key: field("key").value, model });
};
forms.model = { close: "close-model", submit };

// --- clicks and keys
export const modelActs = {
  "model-offer": (target) => takeAddress(target.dataset.value),
  "model-pick": (target) => {
    field("model").value = target.dataset.value;
    showModels();
    problem("");
    one("[type=submit]", form()).focus();
  },
};
document.addEventListener("input", (event) => {
  if (event.target.matches("form[data-form=model] input")) problem("");
  if (event.target.matches("form[data-form=model] [name=model]")) showModels();
});
document.addEventListener("change", (event) => {
  if (event.target.matches("form[data-form=model] :is([name=address], [name=key])")) askModels();
});
document.addEventListener("keydown", (event) => {
  if (!["ArrowDown", "ArrowUp"].includes(event.key) || !form()?.contains(event.target)) return;
  const names = all(".model-list button", form());
  if (event.target === field("model")) names[0]?.focus();
  else if (names.includes(event.target)) walk(names, event.target, event.key === "ArrowDown" ? 1 : -1);
  else return;
  event.preventDefault();
});

// --- what Python tells
export const modelCounter = (told) =>
  drawn(() => {
    counter = told;
    one(".model-looking", form())?.remove();
    one(".model-chips", form()).prepend(...told.offers.map(chip));
    const untouched = !field("address").value && !field("key").value && !field("model").value;
    if (untouched && told.address) {
      field("address").value = told.address;
      field("model").value = told.model;
      askModels();
    } else if (untouched && told.offers.length) takeAddress(told.offers[0].address);
    else keyNote();
  });
export const modelsListed = ({ serial: answered, models: names, fault }) => {
  if (!form() || answered !== serial) return;
  note("");
  setModels(names);
  if (fault) problem(fault);
  else if (!names.length) note("It lists no models: type the name of one.");
};
export const modelRefused = ({ fault, models: names }) => {
  if (!form()) return;
  setTrying("");
  if (names.length) setModels(names);
  problem(fault);
  one("[type=submit]", form()).focus();
};
