// The conversation scrolls: it stays at the newest message unless the reader went up.
import { one, tell } from "./dom.js";

const NEAR = 90;
let stuck = true;
let heightBeforeOlder = null;

const scroller = () => one(".scroll");
const settle = () => {
  const box = scroller();
  if (!box) return;
  if (heightBeforeOlder !== null && box.scrollHeight !== heightBeforeOlder) {
    box.scrollTop += box.scrollHeight - heightBeforeOlder;
    heightBeforeOlder = null;
  } else if (stuck) box.scrollTop = box.scrollHeight;
  showNewest();
};
// What only the reader sees answers what they did just now: it comes into sight, however far up they are.
const toldAlone = (row) => row.matches?.(".row-of-log:last-child") && one(".msg.alone", row);
const drawn = (changes) => {
  if (changes.some((change) => [...change.addedNodes].some(toldAlone))) stuck = true;
  settle();
};
const showNewest = () => {
  const pill = one(".newest");
  if (pill) pill.hidden = stuck;
};
const watchScrolling = () => {
  const box = scroller();
  if (!box) return requestAnimationFrame(watchScrolling);
  box.addEventListener("scroll", () => {
    stuck = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    showNewest();
    if (box.scrollTop < 40 && heightBeforeOlder === null && one(".older")) {
      heightBeforeOlder = box.scrollHeight;
      tell("clicked", { act: "older" });
      setTimeout(() => (heightBeforeOlder = null), 4000);
    }
  }, { passive: true });
  new MutationObserver(drawn).observe(one(".log"), { childList: true, subtree: true });
  new ResizeObserver(settle).observe(box);
  box.addEventListener("load", settle, true);
  box.addEventListener("error", faceless, true);
  settle();
};
const faceless = (event) => {
  const image = event.target;
  if (image.matches?.("img.face")) image.classList.add("broken");
};

export const toNewest = () => {
  stuck = true;
  settle();
};
// The messages of another channel are about to be drawn.
export const begin = () => {
  heightBeforeOlder = null;
  toNewest();
};
export const flash = (id) => {
  const message = id && one(`.log .msg[data-id="${CSS.escape(id)}"]`);
  if (!message) return false;
  stuck = false;
  message.scrollIntoView({ block: "center", behavior: "smooth" });
  message.classList.remove("flash");
  void message.offsetWidth;
  message.classList.add("flash");
  return true;
};
// The same once it is drawn, which may take a few frames.
export const flashLater = (id, tries = 60) =>
  flash(id) || (tries && requestAnimationFrame(() => flashLater(id, tries - 1)));

// The list of channels is drawn anew whenever something in it changes; it stays where the reader left it, and where
// one went is in sight.
let listTop = 0;
let shown = "";
const watchChannels = () => {
  const side = one(".side");
  if (!side) return requestAnimationFrame(watchChannels);
  document.addEventListener("scroll", (event) => {
    if (event.target.matches?.(".side nav")) listTop = event.target.scrollTop;
  }, { capture: true, passive: true });
  const drawn = () => {
    const list = one("nav", side);
    if (list) list.scrollTop = listTop;
    const here = one(".here", side);
    if (here && here.dataset.channel !== shown) here.scrollIntoView({ block: "nearest" });
    shown = here?.dataset.channel ?? "";
  };
  new MutationObserver(drawn).observe(side, { childList: true, subtree: true });
};

watchScrolling();
watchChannels();
