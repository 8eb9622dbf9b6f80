// The picker of emoji: for a reaction to a message, or for the draft. Found by a word; what was chosen comes first.
import { all, one, tell } from "./dom.js";
import { draft, draftChanged } from "./draft.js";
import { shut } from "./popover.js";

const RECENT = "troupe.emoji";
const OFTEN = 16;
let message = ""; // the one that is reacted to; "" writes into the draft
let filled = null;

const palette = () => one(".palette");
const shown = () => all(".palette button").filter((emoji) => !emoji.hidden);
const recent = () => {
  try {
    return JSON.parse(localStorage.getItem(RECENT)) ?? [];
  } catch {
    return [];
  }
};
// What this browser chose lately stands before what is offered to everyone.
const putRecentFirst = () => {
  const often = one(".palette section div");
  for (const char of recent().toReversed()) {
    const known = one(`.palette [data-value="${CSS.escape(char)}"]`);
    if (!known) continue;
    if (known.parentElement === often) often.prepend(known);
    else often.prepend(known.cloneNode(true));
  }
  for (const emoji of [...often.children].slice(OFTEN)) emoji.remove();
};
const fill = async () => {
  const answer = await fetch("/emoji");
  if (!answer.ok) throw new Error(`the emoji could not be read: ${answer.status}`);
  one(".palette-groups").innerHTML = await answer.text();
};
const tellName = (emoji) => {
  const name = emoji?.getAttribute("aria-label");
  one(".palette footer").textContent = name ? `${emoji.dataset.value}  :${name}:` : "";
};
const narrow = () => {
  const wanted = one(".palette-search").value.trim().toLowerCase().replaceAll(":", "");
  const sections = all(".palette section");
  for (const section of sections) {
    const emoji = all("button", section);
    const often = section === sections[0];
    for (const e of emoji) e.hidden = Boolean(wanted) && (often || !e.dataset.words.includes(wanted));
    section.hidden = emoji.every((e) => e.hidden);
  }
  one(".palette-none").hidden = shown().length > 0 || !one(".palette button");
  tellName(wanted ? shown()[0] : null);
};
const stand = (box, at) => {
  const [width, height] = [box.offsetWidth, box.offsetHeight];
  const under = at.bottom + height + 8 <= innerHeight;
  box.style.top = `${under ? at.bottom + 6 : Math.max(8, at.top - height - 6)}px`;
  box.style.left = `${Math.max(8, Math.min(at.right - width, innerWidth - width - 8))}px`;
};
// It stands open at once, so that what is typed next goes into it; the emoji follow when they are first read.
export const openPalette = async (button) => {
  const box = palette();
  if (!box) return;
  message = button.dataset.act === "palette" ? button.dataset.id : "";
  const search = one(".palette-search");
  search.value = "";
  box.hidden = false;
  stand(box, button.getBoundingClientRect());
  shut();
  search.focus();
  await (filled ??= fill());
  putRecentFirst();
  narrow();
  one(".palette-groups").scrollTop = 0;
};
export const closePalette = (back = false) => {
  const box = palette();
  if (!box || box.hidden) return false;
  box.hidden = true;
  if (!back) return true;
  if (message) one(`.log .msg[data-id="${CSS.escape(message)}"]`)?.focus();
  else draft()?.focus();
  return true;
};
const write = (char) => {
  const box = draft();
  box.setRangeText(char, box.selectionStart, box.selectionEnd, "end");
  box.focus();
  draftChanged(box);
};
export const pickEmoji = (emoji) => {
  const char = emoji.dataset.value;
  localStorage.setItem(RECENT, JSON.stringify([char, ...recent().filter((other) => other !== char)].slice(0, OFTEN)));
  closePalette(true);
  if (message) tell("clicked", { act: "react", id: message, value: char, on: false });
  else write(char);
};
// How far the next row is: as many as stand in the row of the first.
const across = (list) => {
  const top = list[0]?.offsetTop;
  return Math.max(1, list.findIndex((emoji) => emoji.offsetTop !== top));
};
// Whether the key was one of the picker's.
const steer = (key, back) => {
  const list = shown();
  const at = list.indexOf(document.activeElement);
  const row = across(list.filter((emoji) => emoji.closest("section") === (list[at] ?? list[0])?.closest("section")));
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: row, ArrowUp: -row }[key];
  if (at < 0) {
    if (key === "Enter") list[0] && one(".palette-search").value.trim() && pickEmoji(list[0]);
    else if (key === "ArrowDown" || (key === "Tab" && !back)) list[0]?.focus();
    else if (key === "Tab") closePalette(true);
    else return false;
  } else if (key === "Enter" || key === " ") pickEmoji(list[at]);
  else if (key === "Tab" && !back) closePalette(true);
  else if (key === "Tab" || (step < 0 && at + step < 0)) one(".palette-search").focus();
  else if (step) list[Math.min(at + step, list.length - 1)]?.focus();
  else return false;
  return true;
};
// Keys pressed before the emoji were read take effect then.
export const paletteKey = (event) => {
  const { key, shiftKey } = event;
  if (one(".palette button")) return void (steer(key, shiftKey) && event.preventDefault());
  if (!["Enter", "Tab", "ArrowDown"].includes(key)) return;
  event.preventDefault();
  filled?.then(() => steer(key, shiftKey));
};

document.addEventListener("input", (event) => event.target.matches(".palette-search") && narrow());
for (const kind of ["focusin", "pointerover"]) {
  document.addEventListener(kind, (event) => {
    const emoji = event.target.closest?.(".palette button");
    if (emoji) tellName(emoji);
  }, { passive: true });
}
