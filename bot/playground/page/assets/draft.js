// The draft: how it grows, what its keys do, what is offered for it.
import { one, tell } from "./dom.js";
import { toNewest } from "./scrolling.js";

export const draft = () => one(".draft");
const grow = (box) => {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
};
const NAMING = /(^|\s)@[^\s@]{0,40}$/u;
const isOffering = (box) => box.value.startsWith("/") || NAMING.test(box.value.slice(0, box.selectionStart));
let lastTyping = 0;
let wasOffering = false;
export const draftChanged = (box) => {
  grow(box);
  one(".send")?.toggleAttribute("data-ready", box.value.trim() !== "");
  const offering = isOffering(box);
  if (offering || wasOffering) tell("draft-typed", { text: box.value, caret: box.selectionStart });
  wasOffering = offering;
  const now = Date.now();
  if (!box.value.startsWith("/") && box.value.trim() && now - lastTyping > 4000) {
    lastTyping = now;
    tell("clicked", { act: "typing" });
  }
};
export const setDraft = (text, caret = text.length) => {
  const box = draft();
  if (!box) return;
  box.value = text;
  box.focus();
  box.setSelectionRange(caret, caret);
  wasOffering = text.startsWith("/");
  grow(box);
  one(".send")?.toggleAttribute("data-ready", text.trim() !== "");
};
// What was typed after Enter, before Python answered, is kept.
export const replaceDraft = (was, text, caret) => {
  const box = draft();
  if (!box || !box.value.startsWith(was)) return;
  const more = box.value.slice(was.length);
  setDraft(text + more, more || caret === null ? (text + more).length : caret);
};
export const send = () => {
  const box = draft();
  const text = box.value;
  if (text.startsWith("/")) return tell("draft-key", { key: "Enter", text, caret: text.length });
  if (!text.trim() && !one(".files .chip")) return;
  setDraft("");
  wasOffering = false;
  lastTyping = 0;
  toNewest();
  tell("draft-sent", { text });
};
export const draftKey = (event, box) => {
  const plainEnter = event.key === "Enter" && !event.shiftKey;
  // Whether something is offered is asked of the draft: the list itself may not have been drawn yet.
  const offered = isOffering(box) || one(".offers[data-open]");
  const state = { key: event.key, text: box.value, caret: box.selectionStart };
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
