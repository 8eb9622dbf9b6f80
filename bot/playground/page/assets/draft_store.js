// What was written and not sent, for each channel. It lies in the tab's own storage, so that neither a reload nor a lost
// connection takes it; a message under way lies there too, until Python says that it was taken.
const KEY = "troupe.drafts";
let here = "";
let serial = 0;
const stored = () => {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
};
const { drafts = {}, sending = {} } = stored();
const store = () => sessionStorage.setItem(KEY, JSON.stringify({ drafts, sending }));

export const enter = (channel) => (here = channel);
export const entered = () => here;
export const kept = () => drafts[here] ?? "";
export const keep = (text) => {
  if (text) drafts[here] = text;
  else delete drafts[here];
  store();
};
// A message leaves the box; what is returned names it until it is settled.
export const depart = (text) => {
  const id = `${Date.now()}-${(serial += 1)}`;
  sending[id] = { channel: here, text };
  store();
  return id;
};
// Whether the box is to be drawn anew, because what was not taken came back into it.
export const settle = (id, taken) => {
  const message = sending[id];
  if (!message) return false;
  delete sending[id];
  if (!taken) drafts[message.channel] = [message.text, drafts[message.channel]].filter(Boolean).join("\n");
  store();
  return !taken && message.channel === here;
};
// The page was loaded anew before these were settled: whoever wrote them sees them again and decides.
for (const id of Object.keys(sending)) settle(id, false);
