// Selects of our own: the browser's cannot show faces, emoji or descriptions.
import { all, limits, one, place, tell, walk } from "./dom.js";

const options = (select) => all("[role=option]", select).filter((o) => !o.hidden);
const chosen = (select) => all("[role=option][aria-selected=true]", select);
export const values = (select) => chosen(select).map((o) => o.dataset.value);
const openSelect = () => one(".select.open");

const showChosen = (select) => {
  const shown = one(".select-shown", select);
  const labels = chosen(select).map((o) => o.dataset.label);
  shown.textContent = labels.length ? labels.join(", ") : shown.dataset.asked;
  shown.classList.toggle("empty", !labels.length);
  const { least, most } = limits(select);
  const button = one("[data-act=chosen]", select);
  if (button) button.disabled = labels.length < least || labels.length > most;
};
const unfold = (select) => {
  fold();
  select.classList.add("open");
  const list = one(".select-list", select);
  list.hidden = false;
  one(".select-box", select).setAttribute("aria-expanded", "true");
  place(list, one(".select-box", select), { wide: true });
  showChosen(select);
  const search = one(".select-search", select);
  const first = search && matchMedia("(hover: hover)").matches ? search : (chosen(select)[0] ?? options(select)[0]);
  first?.focus({ preventScroll: first === search });
};
export const fold = (focus = false) => {
  const select = openSelect();
  if (!select) return false;
  select.classList.remove("open");
  one(".select-list", select).hidden = true;
  const box = one(".select-box", select);
  box.setAttribute("aria-expanded", "false");
  const search = one(".select-search", select);
  if (search?.value) {
    search.value = "";
    narrow(select);
  }
  if (focus) box.focus();
  return true;
};
const narrow = (select) => {
  const wanted = (one(".select-search", select)?.value ?? "").trim().toLowerCase();
  for (const o of all("[role=option]", select)) o.hidden = !o.textContent.toLowerCase().includes(wanted);
};
const send = (select) => {
  const { id, part, type } = select.dataset;
  if (id) tell("clicked", { act: "choose", id, part, type: Number(type), values: values(select) });
};
const pick = (option) => {
  const select = option.closest(".select");
  const { least, most } = limits(select);
  const was = option.getAttribute("aria-selected") === "true";
  if (most === 1) {
    if (was && least > 0 && !select.dataset.id) return fold(true);
    for (const o of chosen(select)) o.setAttribute("aria-selected", "false");
    option.setAttribute("aria-selected", was && least === 0 ? "false" : "true");
    showChosen(select);
    fold(true);
    return send(select);
  }
  if (!was && chosen(select).length >= most) return;
  option.setAttribute("aria-selected", was ? "false" : "true");
  showChosen(select);
};
const finish = (select) => {
  fold(true);
  send(select);
};
let sought = "";
let soughtAt = 0;
export const selectKey = (event, select) => {
  const target = event.target;
  const open = select.classList.contains("open");
  const list = options(select);
  const onOption = target.matches("[role=option]");
  if (target.matches(".select-box")) {
    if (!open && ["ArrowDown", "ArrowUp"].includes(event.key)) return unfold(select) || true;
    return false;
  }
  switch (event.key) {
    case "Escape": return fold(true);
    case "Tab": fold(true); return false;
    case "ArrowDown": walk(list, target, 1); return true;
    case "ArrowUp": onOption ? walk(list, target, -1) : list.at(-1)?.focus(); return true;
    case "Home": if (onOption) list[0]?.focus(); return onOption;
    case "End": if (onOption) list.at(-1)?.focus(); return onOption;
    case "Enter":
      if (onOption) pick(target);
      else if (target.matches(".select-search") && list[0]) pick(list[0]);
      else return false;
      return true;
    case " ": if (onOption) pick(target); return onOption;
  }
  if (onOption && event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
    const now = performance.now();
    sought = (now - soughtAt < 700 ? sought : "") + event.key.toLowerCase();
    soughtAt = now;
    list.find((o) => o.dataset.label.toLowerCase().startsWith(sought))?.focus();
    return true;
  }
  return false;
};

document.addEventListener("click", (event) => {
  const target = event.target;
  const box = target.closest(".select-box");
  const option = target.closest(".select [role=option]");
  const done = target.closest("[data-act=chosen]");
  if (box) box.getAttribute("aria-expanded") === "true" ? fold(true) : unfold(box.closest(".select"));
  else if (option) pick(option);
  else if (done) finish(done.closest(".select"));
  else if (!target.closest(".select-list")) fold();
}, true);
document.addEventListener("input", (event) => {
  if (event.target.matches(".select-search")) narrow(event.target.closest(".select"));
});
document.addEventListener("scroll", (event) => {
  if (event.target.closest?.(".select-list, .popover")) return;
  const select = openSelect();
  if (select) place(one(".select-list", select), one(".select-box", select), { wide: true });
}, { capture: true, passive: true });
