// Finding elements, telling Python, and saying under a field what is wrong with it.
export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
export const tell = (name, detail) => emitEvent(name, detail);

// How few and how many may be chosen.
export const limits = (element) => ({ least: Number(element.dataset.min), most: Number(element.dataset.max) });
export const walk = (items, from, by) => items[(items.indexOf(from) + by + items.length) % items.length]?.focus();

export const say = (input, words) => {
  const field = input.closest(".field");
  const place = field && one(".problem", field);
  if (place) place.textContent = words;
  input.toggleAttribute("aria-invalid", Boolean(words));
};

const EDGE = 8;
// Puts a fixed box below (or, where there is no room, above) what it belongs to, inside the window.
export const place = (box, anchor, { wide = false } = {}) => {
  const at = anchor.getBoundingClientRect();
  if (wide) box.style.width = `${at.width}px`;
  box.style.maxHeight = "";
  const below = innerHeight - at.bottom - EDGE * 2;
  const above = at.top - EDGE * 2;
  const under = box.offsetHeight <= below || below >= above;
  box.style.maxHeight = `${Math.max(120, Math.min(box.matches(".card") ? 620 : 380, under ? below : above))}px`;
  box.style.top = under ? `${at.bottom + 5}px` : `${Math.max(EDGE, at.top - box.offsetHeight - 5)}px`;
  box.style.left = `${Math.max(EDGE, Math.min(at.left, innerWidth - box.offsetWidth - EDGE))}px`;
};
