// The conversation scrolls: it stays at the newest message unless the reader went up.
import { all, one, tell } from "./dom.js";

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
// What came while the reader was further up, or looked at another window: counted on the way back, and in the title.
let lastSeen = "";
let count = 0;
export const unseen = () => count;
const isNewer = (id, than) => id.length > than.length || (id.length === than.length && id > than);
const showNewest = () => {
  const ids = all(".log article.msg:not(.mine)").map((message) => message.dataset.id);
  const newest = ids.at(-1) ?? "";
  if ((stuck && !document.hidden) || !lastSeen) lastSeen = newest;
  const before = count;
  count = ids.filter((id) => isNewer(id, lastSeen)).length;
  const pill = one(".newest");
  if (pill) {
    pill.hidden = stuck;
    one("span", pill).textContent = count ? `${count} new message${count > 1 ? "s" : ""}` : "Newest";
  }
  if (count !== before) document.dispatchEvent(new Event("unseen"));
};
document.addEventListener("visibilitychange", () => showNewest());
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
  lastSeen = "";
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

watchScrolling();
