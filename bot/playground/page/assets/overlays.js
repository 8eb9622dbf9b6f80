// What lies over the conversation for a while: the drawers of a narrow window, a large picture, a passing word.
import { one } from "./dom.js";

// --- drawers
const OVERLAID = matchMedia("(max-width: 1120px)");
let drawerOpener = null;
let redrawing = null;
export const drawer = (mark, panel, opener) => {
  const open = document.body.classList.toggle(mark);
  opener.setAttribute("aria-expanded", String(open));
  drawerOpener = open ? opener : null;
  redrawing?.disconnect();
  if (!open || !OVERLAID.matches) return;
  const enter = () => (one(`${panel} .here`) ?? one(`${panel} button`))?.focus({ preventScroll: true });
  requestAnimationFrame(() => requestAnimationFrame(enter)); // until then it is not visible, and takes no focus
  redrawing = new MutationObserver(() => {
    if (document.activeElement === document.body) enter(); // what had the focus was drawn anew
  });
  redrawing.observe(one(panel), { childList: true, subtree: true });
};
export const closeDrawers = () => {
  const { classList } = document.body;
  const open = classList.contains("side-open") || (OVERLAID.matches && classList.contains("people-toggled"));
  if (!open) return false;
  classList.remove("side-open");
  if (OVERLAID.matches) classList.remove("people-toggled");
  redrawing?.disconnect();
  drawerOpener?.setAttribute("aria-expanded", "false");
  drawerOpener?.focus();
  drawerOpener = null;
  return true;
};

// --- a passing word
let toasting = 0;
export const toast = (words) => {
  const box = one(".toast");
  box.textContent = words;
  clearTimeout(toasting);
  toasting = setTimeout(() => (box.textContent = ""), Math.max(1800, words.length * 70)); // long enough to be read
};

// --- a picture, large
export const lightbox = (link) => {
  const veil = document.createElement("dialog");
  veil.className = "lightbox";
  const image = document.createElement("img");
  image.src = link.dataset.value;
  image.alt = one("img", link).alt;
  veil.append(image);
  veil.addEventListener("click", () => veil.close());
  veil.addEventListener("close", () => {
    veil.remove();
    link.focus();
  });
  document.body.append(veil);
  veil.showModal();
};
