// Files on their way to a message, a form or a command: chosen, dropped or pasted, and uploaded at once.
import { all, limits, one, say, tell } from "./dom.js";

// What is kept of each: its id, and how it is shown until it is sent.
const upload = async (files) => {
  const form = new FormData();
  for (const file of files) form.append("files", file);
  const answer = await fetch("/upload", { method: "POST", body: form });
  return answer.ok ? answer.json() : null;
};
const attach = async (files) => {
  if (!files.length) return;
  const kept = await upload(files);
  if (kept) tell("files-added", { ids: kept.map((file) => file.id) });
  else tell("clicked", { act: "too-large" });
};

// --- the boxes of a form or a command that take files
const addTo = async (box, files) => {
  const { most } = limits(box);
  const room = most - one(".files", box).childElementCount;
  const taken = files.slice(0, most === 1 ? 1 : room);
  if (!taken.length) return say(box, `At most ${most} files.`);
  const kept = await upload(taken);
  if (!kept) return say(box, "That file is larger than the 10 MiB Discord takes.");
  const there = box.isConnected ? box : one(`.upload[data-option="${CSS.escape(box.dataset.option ?? "")}"]`);
  if (!there) return kept.forEach((file) => forget({ dataset: { file: file.id } })); // closed meanwhile
  const list = one(".files", there);
  if (most === 1) all(".chip", list).forEach(remove);
  list.insertAdjacentHTML("beforeend", kept.map((file) => file.chip).join(""));
  say(there, files.length > room && most > 1 ? `At most ${most} files.` : "");
  changed(there);
};
export const forget = (chip) => tell("clicked", { act: "drop-file", value: chip.dataset.file });
const remove = (chip) => {
  forget(chip);
  chip.remove();
};
const changed = (box) => {
  const name = box.dataset.option;
  if (name) tell("field-filed", { name, file: one(".chip", box)?.dataset.file ?? "" });
};
// The files of a message are drawn by Python, those of a box are not.
export const dropFile = (button) => {
  const chip = button.closest(".chip");
  const box = button.closest(".upload");
  if (!box) return forget(chip);
  remove(chip);
  say(box, "");
  changed(box);
  one("input", box).focus();
};

// --- how they come
const boxFor = (target) => {
  const form = one(".veil .modal, .command[data-open]");
  const boxes = form ? all(".upload", form) : [];
  return target.closest?.(".upload") ?? boxes.find((box) => !one(".chip", box)) ?? boxes[0] ?? null;
};
const give = (files, target) => {
  const box = boxFor(target);
  if (box) return addTo(box, files);
  if (!one(".veil .modal, .command[data-open]")) return attach(files);
};
document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.type !== "file") return;
  const box = input.closest(".upload");
  const files = [...input.files];
  (box ? addTo(box, files) : attach(files)).then(() => (input.value = ""));
});
document.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length || !event.target.matches(".draft, .command input, .modal input, .modal textarea")) return;
  event.preventDefault();
  give(files, event.target);
});
let dragging = 0;
document.addEventListener("dragover", (event) => {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  if (!one(".veil .modal")) document.body.classList.add("dragging");
  clearTimeout(dragging);
  dragging = setTimeout(() => document.body.classList.remove("dragging"), 160);
});
document.addEventListener("drop", (event) => {
  if (!event.dataTransfer?.files.length) return;
  event.preventDefault();
  give([...event.dataTransfer.files], event.target);
});
