// What pops up beside a click: a message's menu, somebody's card.
import { all, one, place, tell, walk } from "./dom.js";

let anchor = null;
export const popover = () => one(".popover > :not([hidden])");
export const shut = (focus = false) => {
  const open = popover();
  if (!open) return false;
  open.hidden = true;
  tell("clicked", { act: "close-menu" });
  if (focus && anchor?.isConnected) anchor.focus();
  return true;
};
const watchPopover = () => {
  const box = one(".popover");
  if (!box) return requestAnimationFrame(watchPopover);
  new MutationObserver(() => {
    const drawn = one(".popover > *");
    if (!drawn || drawn.dataset.placed) return;
    drawn.dataset.placed = "yes";
    if (anchor?.isConnected) place(drawn, anchor);
    one("button, [tabindex]", drawn)?.focus({ preventScroll: true });
  }).observe(box, { childList: true, subtree: true });
};
export const menuKey = (event, box) => {
  const lines = all("button, a", box);
  switch (event.key) {
    case "ArrowDown": walk(lines, document.activeElement, 1); return true;
    case "ArrowUp": walk(lines, document.activeElement, -1); return true;
    case "Home": lines[0]?.focus(); return true;
    case "End": lines.at(-1)?.focus(); return true;
    case "Escape": return shut(true);
    case "Tab": if (box.matches("[role=menu]")) shut(true); return false;
  }
  return false;
};
// What pops up next stands at this point and belongs to this message; without a point, at the message.
export const anchorAt = (message, x, y) => {
  const at = message.getBoundingClientRect();
  const inside = x > at.left && x < at.right && y > at.top && y < at.bottom;
  const rect = inside ? new DOMRect(x, y, 0, 0) : new DOMRect(at.left + 60, at.top, 0, 24);
  anchor = { getBoundingClientRect: () => rect, focus: () => message.focus(), get isConnected() { return message.isConnected; } };
};

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[aria-haspopup=menu], [aria-haspopup=dialog], [data-act=card]");
  if (!event.target.closest(".popover")) shut();
  if (opener) anchor = opener;
}, true);
document.addEventListener("scroll", (event) => {
  if (event.target.matches?.(".scroll")) shut();
}, { capture: true, passive: true });
watchPopover();
