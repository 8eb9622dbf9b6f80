// The panel that finds messages: what is pinned here, or what was said anywhere.
import { all, one, tell, walk } from "./dom.js";
import { draft } from "./draft.js";

const REST = 200; // milliseconds without a key after which is searched
const NARROW = matchMedia("(max-width: 760px)");
let waiting = 0;
const words = () => one(".finder-words");
export const isOpen = () => document.body.dataset.finder ?? "";
const search = () => {
  clearTimeout(waiting);
  tell("clicked", { act: "search", text: words().value });
};
export const openFinder = (kind) => {
  document.body.dataset.finder = kind;
  if (kind === "pins") {
    tell("clicked", { act: "pins" });
    one("[data-act=close-finder]").focus();
  } else {
    words().focus();
    words().select();
    search();
  }
};
export const toggleFinder = (kind) => (isOpen() === kind ? closeFinder() : openFinder(kind));
export const closeFinder = () => {
  if (!isOpen()) return false;
  delete document.body.dataset.finder;
  draft()?.focus();
  return true;
};
// Somebody went to what was found: where the panel lies over it, it makes room.
export const leaveFinder = () => {
  if (NARROW.matches) delete document.body.dataset.finder;
};
// Another channel is shown.
export const finderMoved = () => {
  if (isOpen() === "pins") tell("clicked", { act: "pins" });
};
export const finderKey = (event) => {
  const hits = all(".finder .hit");
  const at = document.activeElement;
  if (event.key === "Escape") closeFinder();
  else if (event.key === "Enter" && at === words()) search();
  else if (event.key === "ArrowDown" && hits.length) at.matches(".hit") ? walk(hits, at, 1) : hits[0].focus();
  else if (event.key === "ArrowUp" && at.matches(".hit")) at === hits[0] ? words().focus() : walk(hits, at, -1);
  else return;
  event.preventDefault();
};
document.addEventListener("input", (event) => {
  if (!event.target.matches(".finder-words")) return;
  clearTimeout(waiting);
  waiting = setTimeout(search, REST);
});
// A second time it is the browser's own.
document.addEventListener("keydown", (event) => {
  const isFind = event.key.toLowerCase() === "f" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  if (!isFind || one(".veil .modal") || document.activeElement === words()) return;
  event.preventDefault();
  openFinder("search");
});
