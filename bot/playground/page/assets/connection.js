// Whether the page is connected. While it is not, that is to be seen, and nothing leaves the box.
export const isOnline = () => Boolean(window.socket?.connected);
const show = () => document.documentElement.toggleAttribute("data-offline", !isOnline());
const watch = () => {
  if (!window.socket) return setTimeout(watch, 100);
  window.socket.on("connect", show);
  window.socket.on("disconnect", show);
};
watch();
