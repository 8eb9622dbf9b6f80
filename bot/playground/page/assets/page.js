// What clicks and keys do in the browser, and what Python calls. What things mean is decided in Python.
import "./channels.js";
import * as command from "./command.js";
import { all, one, tell } from "./dom.js";
import { caretIn, draft, draftChanged, draftKey, editDraft, endEditing, insert, replaceDraft, send, setDraft, settleDraft } from "./draft.js";
import { dropFile } from "./files.js";
import { closeFinder, finderKey, isOpen, leaveFinder, toggleFinder } from "./finder.js";
import { closeForm, focusForm, keepIn, refused } from "./forms.js";
import { closePalette, openPalette, paletteKey, pickEmoji } from "./emoji.js";
import { closeDrawers, drawer, lightbox, toast } from "./overlays.js";
import { modelActs, modelCounter, modelRefused, modelsListed } from "./model.js";
import { anchorAt, menuKey, popover, shut } from "./popover.js";
import { flash, flashLater, toNewest } from "./scrolling.js";
import { fold, selectKey } from "./selects.js";

// --- clicks
const LOCAL = {
  reveal: (target) => {
    target.classList.add("revealed");
    target.setAttribute("aria-label", "Spoiler");
  },
  "toggle-side": (target) => drawer("side-open", ".side", target),
  "toggle-people": (target) => drawer("people-toggled", ".people", target),
  "close-drawers": () => closeDrawers(),
  copy: async (target) => {
    shut(true);
    await navigator.clipboard.writeText(target.dataset.value);
    toast("Copied");
  },
  send: () => send(),
  offer: (target) => {
    const box = draft();
    tell("clicked", { act: "offer", value: target.dataset.value, text: box.value, caret: caretIn(box) });
  },
  attach: () => one("#file-input")?.click(),
  run: () => command.run(),
  newest: () => toNewest(),
  "show-pins": () => toggleFinder("pins"),
  "show-search": () => toggleFinder("search"),
  "close-finder": () => closeFinder(),
  "drop-file": (target) => dropFile(target),
  "close-modal": () => closeForm(),
  "close-thread-form": () => closeForm(),
  "close-name-form": () => closeForm(),
  "close-model": () => closeForm(),
  ...modelActs,
  palette: (target) => openPalette(target),
  emoji: (target) => (closePalette(true) ? null : openPalette(target)),
  "pick-emoji": (target) => pickEmoji(target),
  picture: (target) => lightbox(target),
  chosen: () => {},
  delete: (target) => {
    if (target.classList.contains("sure")) return tell("clicked", { ...target.dataset });
    const words = one("span", target);
    const said = words?.textContent;
    target.classList.add("sure");
    target.title = "Click again to delete";
    if (words) words.textContent = "Click again to delete";
    setTimeout(() => {
      target.classList.remove("sure");
      if (words) words.textContent = said;
    }, 2500);
  },
};
const act = (target) => {
  const name = target.dataset.act;
  if (!["palette", "emoji", "pick-emoji"].includes(name)) closePalette();
  if (["open", "open-thread", "address"].includes(name)) closeDrawers();
  if (target.matches(".hit")) leaveFinder();
  if (name === "jump" && flash(target.dataset.id)) return;
  if (name === "press") target.setAttribute("aria-busy", "true");
  if (LOCAL[name]) return LOCAL[name](target);
  tell("clicked", { ...target.dataset, on: target.dataset.on === "yes" });
};
document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-act]");
  const link = event.target.closest("a[href^=http]");
  if (link) event.preventDefault();
  if (link && !target) window.open(link.href, "_blank", "noopener,noreferrer");
  else if (target && !target.disabled) act(target);
  else if (!event.target.closest(".palette")) closePalette();
});
addEventListener("resize", () => fold() || shut());

// --- who reacted: asked for once the pointer or the caret rests on a reaction
let resting = 0;
const rest = (event) => {
  clearTimeout(resting);
  const reaction = event.target.closest?.(".reaction");
  if (!reaction) return;
  resting = setTimeout(() => tell("clicked", { act: "reactors", id: reaction.dataset.id }), 250);
};
document.addEventListener("pointerover", rest, { passive: true });
document.addEventListener("focusin", rest);

// --- a message's menu by right click, a long press or the menu key
document.addEventListener("contextmenu", (event) => {
  const message = event.target.closest?.(".log article.msg:not(.alone, .elsewhere)");
  const plain = !event.target.closest?.("a, img, input, textarea, .popover") && !String(getSelection());
  if (!message || !plain) return;
  event.preventDefault();
  const { clientX: x, clientY: y } = event;
  anchorAt(message, x, y);
  tell("clicked", { act: "menu-for", id: message.dataset.id });
});

document.addEventListener("mousedown", (event) => {
  if (event.target.closest(".offers")) event.preventDefault();
});

// --- keys
const KEYS = { r: "reply", e: "edit", "+": "palette", Delete: "delete", ".": "menu-for" };
const messageKey = (event, message) => {
  const messages = all(".log article.msg");
  const at = messages.indexOf(message);
  if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    event.preventDefault();
    const next = messages[at + (event.key === "ArrowUp" ? -1 : 1)];
    (next ?? (event.key === "ArrowDown" ? draft() : null))?.focus();
  } else if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  } else if (event.key === "t" || event.key === "c") {
    event.preventDefault();
    const text = one(".text", message)?.innerText ?? "";
    if (event.key === "t") tell("clicked", { act: "thread-from", id: message.dataset.id });
    else if (text) navigator.clipboard.writeText(text).then(() => toast("Copied"));
  } else if (event.key in KEYS) {
    const button = one(`.tools [data-act=${KEYS[event.key]}]`, message);
    if (button) {
      event.preventDefault();
      button.click();
    }
  }
};
// A button that was pressed keeps the focus; what is typed then is meant for the message all the same.
const isIdle = (target, key) => target === document.body || (target.matches("button") && key !== " " && !one(".veil .modal"));
// Selects, menus and forms come first: what they take goes no further.
document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const select = event.target.closest?.(".select");
  const menu = popover();
  const modal = one(".veil .modal");
  const taken =
    (select && selectKey(event, select)) ||
    (menu && menuKey(event, menu)) ||
    (event.key === "Tab" && modal && keepIn(event, modal));
  if (taken) {
    event.preventDefault();
    event.stopPropagation();
  }
}, true);
document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const target = event.target;
  if (event.key === "Escape") {
    if (closePalette(true)) return;
    if (closeForm() || closeDrawers()) return;
    if (isOpen() && target === document.body) return void closeFinder();
  }
  if (target.closest?.(".palette")) paletteKey(event);
  else if (target.closest?.(".finder")) finderKey(event);
  else if (target.matches(".draft")) draftKey(event, target);
  else if (target.matches("input[data-option]")) command.fieldKey(event, target);
  else if (target.closest?.(".command .upload")) command.uploadKey(event, target.closest(".upload"));
  else if (target.matches(".log article.msg")) messageKey(event, target);
  else if (target.matches(".log") && event.key === "ArrowUp") {
    event.preventDefault();
    all(".log article.msg").at(-1)?.focus();
  } else if (target.matches(".jump, .spoiler, .covered:not(.revealed)") && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    target.click();
  } else if (isIdle(target, event.key) && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
    draft()?.focus();
  }
});
document.addEventListener("input", (event) => {
  if (event.target.matches(".draft")) draftChanged(event.target);
});

// --- what Python calls
const { fields, setField, focusField, focusRun, problems } = command;
window.troupe = {
  setDraft,
  replaceDraft,
  editDraft,
  endEditing,
  settleDraft,
  insert,
  fields,
  setField,
  focusField,
  focusRun,
  problems,
  refused,
  modelCounter,
  modelsListed,
  modelRefused,
  flash: (id) => flashLater(id),
  toast: (words) => toast(words),
  focusDraft: () => draft()?.focus(),
  focusModal: () => focusForm(),
  opened() {
    toNewest();
    if (matchMedia("(hover: hover)").matches) draft()?.focus();
  },
  idle() {
    for (const button of all("[aria-busy=true]")) button.removeAttribute("aria-busy");
  },
  reactors(id, names) {
    all(`.log .msg[data-id="${CSS.escape(id)}"] .reaction`).forEach((reaction, n) => {
      const words = (names[n] ?? []).join(", ");
      if (!words) return;
      reaction.title = words;
      reaction.setAttribute("aria-description", words);
    });
  },
};
