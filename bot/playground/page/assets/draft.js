// The draft: how it grows, what its keys do, what is offered for it.
import { isOnline } from "./connection.js";
import { one, tell } from "./dom.js";
import * as store from "./draft_store.js";
import { toast } from "./overlays.js";
import { toNewest } from "./scrolling.js";

export const draft = () => one(".draft");
const grow = (box) => {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
};
const NAMING = /(^|\s)(@[^\s@]{0,40}|#[^\s#]{0,100}|:[\p{L}\p{N}_+-]{2,60})$/u;
const isOffering = (box) => box.value.startsWith("/") || NAMING.test(box.value.slice(0, box.selectionStart));
// Python counts characters, the browser halves of some: an emoji is two of them.
export const caretIn = (box) => [...box.value.slice(0, box.selectionStart)].length;
const placeOf = (text, caret) => [...text].slice(0, caret).join("").length;
let lastTyping = 0;
let wasOffering = false;
// While a message is edited, the draft that was in the box waits in the store.
let editing = false;
const LONGEST = 2000;
const SOON = 1800;
const lengthOf = (text) => [...text.trim()].length;
// Everything that follows from what is in the box.
const settled = (box) => {
  grow(box);
  one(".send")?.toggleAttribute("data-ready", box.value.trim() !== "");
  const length = lengthOf(box.value);
  const counter = one(".counter");
  if (counter) {
    counter.textContent = length > SOON ? (LONGEST - length).toLocaleString("en") : "";
    counter.toggleAttribute("data-over", length > LONGEST);
    counter.title = `${length.toLocaleString("en")} of ${LONGEST.toLocaleString("en")} characters`;
  }
  if (!editing) store.keep(box.value);
};
export const draftChanged = (box) => {
  settled(box);
  const offering = isOffering(box);
  if (offering || wasOffering) tell("draft-typed", { text: box.value, caret: caretIn(box) });
  wasOffering = offering;
  const now = Date.now();
  if (!box.value.startsWith("/") && box.value.trim() && now - lastTyping > 4000) {
    lastTyping = now;
    tell("clicked", { act: "typing" });
  }
};
const fill = (text) => {
  const box = draft();
  if (!box) return null;
  box.value = text;
  wasOffering = text.startsWith("/");
  settled(box);
  return box;
};
export const setDraft = (text, caret = text.length) => {
  const box = fill(text);
  box?.focus();
  box?.setSelectionRange(caret, caret);
};
// The tab is in another channel: what was written there is in the box.
export const enterChannel = (channel) => {
  const early = store.entered() ? "" : (draft()?.value ?? "");
  editing = false;
  store.enter(channel);
  fill(early || store.kept());
};
export const editDraft = (text) => {
  editing = true;
  setDraft(text);
};
// What was edited or called is done with, or was dropped.
export const endEditing = () => {
  if (editing) {
    editing = false;
    setDraft(store.kept());
  } else draft()?.focus();
};
// What was sent is posted, or comes back into the box of its channel.
export const settleDraft = (id, taken) => {
  if (store.settle(id, taken) && !editing) setDraft(store.kept());
};
// What was typed after Enter, before Python answered, is kept.
export const replaceDraft = (was, text, caret) => {
  const box = draft();
  if (!box || !box.value.startsWith(was)) return;
  const more = box.value.slice(was.length);
  setDraft(text + more, more || caret === null ? (text + more).length : placeOf(text, caret));
  if (more) draftChanged(box);
};
export const send = () => {
  const box = draft();
  const text = box.value;
  if (text.startsWith("/")) return tell("draft-key", { key: "Enter", text, caret: text.length });
  if (!text.trim() && !one(".files .chip")) return;
  if (!isOnline()) return toast("Not sent: the connection is lost. Your words stay here.");
  const length = lengthOf(text);
  if (length > LONGEST) {
    const [longest, here] = [LONGEST, length].map((number) => number.toLocaleString("en"));
    return toast(`A message takes ${longest} characters at most, and this has ${here}.`);
  }
  const id = store.depart(text);
  setDraft("");
  lastTyping = 0;
  toNewest();
  tell("draft-sent", { text, id });
};
export const draftKey = (event, box) => {
  const plainEnter = event.key === "Enter" && !event.shiftKey;
  // Whether something is offered is asked of the draft: the list itself may not have been drawn yet.
  const offered = isOffering(box) || one(".offers[data-open]");
  const state = { key: event.key, text: box.value, caret: caretIn(box) };
  if (offered && (plainEnter || ["ArrowUp", "ArrowDown", "Tab", "Escape"].includes(event.key))) {
    if (event.key === "Tab" && event.shiftKey) return;
    event.preventDefault();
    tell("draft-key", state);
  } else if (plainEnter) {
    event.preventDefault();
    send();
  } else if (event.key === "Escape" || (event.key === "ArrowUp" && box.value === "")) {
    tell("draft-key", state);
  }
};
export const insert = (text) => {
  const box = draft();
  setDraft(box.value === "" || box.value.endsWith(" ") ? box.value + text : `${box.value} ${text}`);
};

// The line that is marked is in sight, and whoever listens rather than looks is told of it.
const marked = (offers) => {
  const open = offers.hasAttribute("data-open");
  const line = open ? one("[aria-selected=true]", offers) : null;
  line?.scrollIntoView({ block: "nearest" });
  const box = document.activeElement;
  if (!box?.matches(".draft, input[data-option]")) return;
  box.setAttribute("aria-expanded", String(open));
  if (line) box.setAttribute("aria-activedescendant", line.id);
  else box.removeAttribute("aria-activedescendant");
};
const watchOffers = () => {
  const offers = one(".offers");
  if (!offers) return requestAnimationFrame(watchOffers);
  const watched = { childList: true, subtree: true, attributeFilter: ["data-open"] };
  new MutationObserver(() => marked(offers)).observe(offers, watched);
};
watchOffers();
