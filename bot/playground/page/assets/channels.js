// The list of channels, which is drawn anew whenever something in it changes. It stays where the reader left it; where
// one went is in sight, in the address (so that a reload comes back to it), and its draft is in the box.
import { one, all } from "./dom.js";
import { enterChannel } from "./draft.js";
import { finderMoved } from "./finder.js";
import { begin, unseen } from "./scrolling.js";

let listTop = 0;
let shown = "";
const title = () => {
  const unread = all(".side [data-unread]").reduce((sum, line) => sum + Number(line.dataset.unread), unseen());
  const name = one(".side .here span")?.textContent ?? "";
  const guild = one(".side .guild > span:last-child")?.textContent ?? "Playground";
  document.title = `${unread ? `(${unread}) ` : ""}${name ? `#${name} · ` : ""}${guild}`;
};
const address = (channel) => {
  const url = new URL(location.href);
  url.searchParams.set("channel", channel);
  history.replaceState(history.state, "", url);
};
const drawn = () => {
  const side = one(".side");
  const list = one("nav", side);
  if (list) list.scrollTop = listTop;
  const here = one(".here", side);
  const channel = here?.dataset.channel ?? "";
  if (channel && channel !== shown) {
    here.scrollIntoView({ block: "nearest" });
    shown = channel;
    address(channel);
    begin();
    enterChannel(channel);
    finderMoved();
  }
  title();
};
const watchChannels = () => {
  const side = one(".side");
  if (!side) return requestAnimationFrame(watchChannels);
  document.addEventListener("scroll", (event) => {
    if (event.target.matches?.(".side nav")) listTop = event.target.scrollTop;
  }, { capture: true, passive: true });
  new MutationObserver(drawn).observe(side, { childList: true, subtree: true });
  drawn();
};
document.addEventListener("unseen", title);
watchChannels();
