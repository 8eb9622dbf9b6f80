// Selects, forms and what pops up beside a click: the widgets a browser does not have in the shape we need.
(() => {
  "use strict";
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const tell = (name, detail) => emitEvent(name, detail);
  const EDGE = 8;

  // Puts a fixed box below (or, where there is no room, above) what it belongs to, inside the window.
  const place = (box, anchor, { wide = false } = {}) => {
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

  // --- selects ------------------------------------------------------------------------------------------------
  const options = (select) => all("[role=option]", select).filter((o) => !o.hidden);
  const chosen = (select) => all("[role=option][aria-selected=true]", select);
  const values = (select) => chosen(select).map((o) => o.dataset.value);
  const limits = (element) => ({ least: Number(element.dataset.min), most: Number(element.dataset.max) });
  const openSelect = () => one(".select.open");

  const showChosen = (select) => {
    const shown = one(".select-shown", select);
    const labels = chosen(select).map((o) => o.dataset.label);
    shown.textContent = labels.length ? labels.join(", ") : shown.dataset.asked;
    shown.classList.toggle("empty", !labels.length);
    const { least, most } = limits(select);
    const button = one("[data-act=chosen]", select);
    if (button) button.disabled = labels.length < least || labels.length > most;
  };
  const unfold = (select) => {
    fold();
    select.classList.add("open");
    const list = one(".select-list", select);
    list.hidden = false;
    one(".select-box", select).setAttribute("aria-expanded", "true");
    place(list, one(".select-box", select), { wide: true });
    showChosen(select);
    const search = one(".select-search", select);
    const first = search && matchMedia("(hover: hover)").matches ? search : (chosen(select)[0] ?? options(select)[0]);
    first?.focus({ preventScroll: first === search });
  };
  const fold = (focus = false) => {
    const select = openSelect();
    if (!select) return false;
    select.classList.remove("open");
    one(".select-list", select).hidden = true;
    const box = one(".select-box", select);
    box.setAttribute("aria-expanded", "false");
    const search = one(".select-search", select);
    if (search?.value) {
      search.value = "";
      narrow(select);
    }
    if (focus) box.focus();
    return true;
  };
  const narrow = (select) => {
    const wanted = (one(".select-search", select)?.value ?? "").trim().toLowerCase();
    for (const o of all("[role=option]", select)) o.hidden = !o.textContent.toLowerCase().includes(wanted);
  };
  const send = (select) => {
    const { id, part, type } = select.dataset;
    if (id) tell("clicked", { act: "choose", id, part, type: Number(type), values: values(select) });
  };
  const pick = (option) => {
    const select = option.closest(".select");
    const { least, most } = limits(select);
    const was = option.getAttribute("aria-selected") === "true";
    if (most === 1) {
      if (was && least > 0 && !select.dataset.id) return fold(true);
      for (const o of chosen(select)) o.setAttribute("aria-selected", "false");
      option.setAttribute("aria-selected", was && least === 0 ? "false" : "true");
      showChosen(select);
      fold(true);
      return send(select);
    }
    if (!was && chosen(select).length >= most) return;
    option.setAttribute("aria-selected", was ? "false" : "true");
    showChosen(select);
  };
  const finish = (select) => {
    fold(true);
    send(select);
  };
  const walk = (items, from, by) => items[(items.indexOf(from) + by + items.length) % items.length]?.focus();
  let sought = "";
  let soughtAt = 0;
  const selectKey = (event, select) => {
    const target = event.target;
    const open = select.classList.contains("open");
    const list = options(select);
    const onOption = target.matches("[role=option]");
    if (target.matches(".select-box")) {
      if (!open && ["ArrowDown", "ArrowUp"].includes(event.key)) return unfold(select) || true;
      return false;
    }
    switch (event.key) {
      case "Escape": return fold(true);
      case "Tab": fold(true); return false;
      case "ArrowDown": walk(list, target, 1); return true;
      case "ArrowUp": onOption ? walk(list, target, -1) : list.at(-1)?.focus(); return true;
      case "Home": if (onOption) list[0]?.focus(); return onOption;
      case "End": if (onOption) list.at(-1)?.focus(); return onOption;
      case "Enter":
        if (onOption) pick(target);
        else if (target.matches(".select-search") && list[0]) pick(list[0]);
        else return false;
        return true;
      case " ": if (onOption) pick(target); return onOption;
    }
    if (onOption && event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
      const now = performance.now();
      sought = (now - soughtAt < 700 ? sought : "") + event.key.toLowerCase();
      soughtAt = now;
      list.find((o) => o.dataset.label.toLowerCase().startsWith(sought))?.focus();
      return true;
    }
    return false;
  };

  // --- menus and cards ----------------------------------------------------------------------------------------
  let anchor = null;
  const popover = () => one(".popover > :not([hidden])");
  const shut = (focus = false) => {
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
  // A form that closes gives the focus back to where it was before.
  let before = null;
  const watchForms = () => {
    const veils = all(".veil");
    if (!veils.length) return requestAnimationFrame(watchForms);
    let shown = false;
    const look = () => {
      const open = Boolean(one(".veil .modal"));
      if (open && !shown && !document.activeElement?.closest(".veil")) before = document.activeElement;
      else if (!open && shown && document.activeElement === document.body) {
        const back = before?.isConnected && before !== document.body ? before : one(".draft");
        back?.focus();
      }
      shown = open;
    };
    for (const veil of veils) new MutationObserver(look).observe(veil, { childList: true, subtree: true });
  };
  const menuKey = (event, box) => {
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

  // --- forms --------------------------------------------------------------------------------------------------
  const entered = (input) => {
    switch (Number(input.dataset.type)) {
      case 4: return [input.value];
      case 19: return all("[data-file]", input).map((chip) => chip.dataset.file);
      case 21: case 22: return all("input:checked", input).map((box) => box.value);
      case 23: return input.checked ? ["yes"] : [];
      default: return values(input);
    }
  };
  const wrong = (input) => {
    const given = entered(input);
    const needed = input.dataset.needed === "yes";
    if (input.dataset.type === "23") return "";
    if (input.dataset.type === "4") {
      if (needed && !given[0].trim()) return "This is needed.";
      if (given[0] && given[0].length < input.minLength) return `At least ${input.minLength} characters.`;
      return "";
    }
    if (!given.length) return needed ? "Choose something." : "";
    const { least, most } = limits(input);
    if (input.dataset.type !== "21" && given.length < least) return `Choose at least ${least}.`;
    if (input.dataset.type !== "21" && given.length > most) return `Choose at most ${most}.`;
    return "";
  };
  const say = (input, words) => {
    const field = input.closest(".field");
    const place = field && one(".problem", field);
    if (place) place.textContent = words;
    input.toggleAttribute("aria-invalid", Boolean(words));
  };
  const submitThread = (form) => {
    const input = one("input", form);
    if (!input.value.trim()) {
      one(".problem", form).textContent = "A thread needs a name.";
      return input.focus();
    }
    tell("clicked", { act: "start-thread", text: input.value });
  };
  const submit = (form) => {
    const inputs = all("[data-input]", form);
    let first = null;
    for (const input of inputs) {
      const words = wrong(input);
      say(input, words);
      if (words) first ??= input;
    }
    if (first) return (one("input, textarea, button", first) ?? first).focus();
    one("[type=submit]", form).disabled = true;
    one(".problem.whole", form).textContent = "";
    const sent = inputs.map((i) => ({ custom_id: i.dataset.input, type: Number(i.dataset.type), values: entered(i) }));
    tell("modal-sent", { inputs: sent });
  };
  const addFiles = async (box, files) => {
    const { most } = limits(box);
    const list = one(".files", box);
    const room = most - list.childElementCount;
    const taken = most === 1 ? files.slice(0, 1) : files.slice(0, room);
    if (!taken.length) return;
    const ids = await troupe.upload(taken);
    if (!ids) return say(box, "That file is larger than the 10 MiB Discord takes.");
    if (most === 1) list.replaceChildren();
    taken.forEach((file, n) => list.append(chip(file.name, ids[n])));
    say(box, files.length > room && most > 1 ? `At most ${most} files.` : "");
  };
  const chip = (name, id) => {
    const made = document.createElement("span");
    made.className = "chip";
    made.dataset.file = id;
    const words = document.createElement("span");
    words.textContent = name;
    const drop = document.createElement("button");
    Object.assign(drop, { type: "button", className: "iconic", textContent: "×" });
    drop.setAttribute("aria-label", `Remove ${name}`);
    drop.addEventListener("click", () => made.remove());
    made.append(words, drop);
    return made;
  };
  // Tab stays within the form, as it lies over everything.
  const keepIn = (event, dialog) => {
    const stops = all("button, input, textarea, a[href], [tabindex='0']", dialog).filter(
      (e) => !e.disabled && e.offsetParent !== null,
    );
    const [first, last] = [stops[0], stops.at(-1)];
    const outside = !dialog.contains(document.activeElement);
    if (event.shiftKey && (document.activeElement === first || outside)) last?.focus();
    else if (!event.shiftKey && (document.activeElement === last || outside)) first?.focus();
    else return false;
    return true;
  };

  // --- listening ----------------------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const target = event.target;
    const box = target.closest(".select-box");
    const option = target.closest(".select [role=option]");
    const done = target.closest("[data-act=chosen]");
    const opener = target.closest("[aria-haspopup=menu], [aria-haspopup=dialog], [data-act=card]");
    if (box) box.getAttribute("aria-expanded") === "true" ? fold(true) : unfold(box.closest(".select"));
    else if (option) pick(option);
    else if (done) finish(done.closest(".select"));
    else if (!target.closest(".select-list")) fold();
    if (!target.closest(".popover")) shut();
    if (opener) anchor = opener;
    const pressed = target.closest("[data-act=press]");
    if (pressed) pressed.setAttribute("aria-busy", "true");
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const select = event.target.closest?.(".select");
    const menu = popover();
    const modal = one(".veil .modal");
    const taken =
      (select && selectKey(event, select)) ||
      (menu && menuKey(event, menu)) ||
      (event.key === "Tab" && modal && keepIn(event, modal));
    if (taken) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);
  document.addEventListener("input", (event) => {
    const field = event.target.closest(".modal .field");
    if (event.target.matches(".select-search")) narrow(event.target.closest(".select"));
    const count = field && one(".count", field);
    if (count) count.textContent = `${event.target.value.length}/${event.target.maxLength}`;
    if (field) {
      const problem = one(".problem", field);
      if (problem) problem.textContent = "";
    }
  });
  document.addEventListener("change", (event) => {
    const box = event.target.closest(".upload");
    if (!box) return;
    addFiles(box, [...event.target.files]).then(() => (event.target.value = ""));
  });
  document.addEventListener("drop", (event) => {
    const box = event.target.closest?.(".upload");
    if (!box || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    event.stopPropagation();
    addFiles(box, [...event.dataTransfer.files]);
  }, true);
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-form]");
    if (!form) return;
    event.preventDefault();
    if (form.dataset.form === "thread") submitThread(form);
    else submit(form);
  });
  document.addEventListener("scroll", (event) => {
    if (event.target.closest?.(".select-list, .popover")) return;
    const select = openSelect();
    if (select) place(one(".select-list", select), one(".select-box", select), { wide: true });
    if (event.target.matches?.(".scroll")) shut();
  }, { capture: true, passive: true });
  addEventListener("resize", () => fold() || shut());

  window.widgets = {
    shut,
    // What pops up next stands at this point and belongs to this message; without a point, at the message.
    anchorAt(message, x, y) {
      const at = message.getBoundingClientRect();
      const inside = x > at.left && x < at.right && y > at.top && y < at.bottom;
      const rect = inside ? new DOMRect(x, y, 0, 0) : new DOMRect(at.left + 60, at.top, 0, 24);
      anchor = { getBoundingClientRect: () => rect, focus: () => message.focus(), get isConnected() { return message.isConnected; } };
    },
    idle() {
      for (const button of all("[aria-busy=true]")) button.removeAttribute("aria-busy");
    },
    refused(words) {
      const form = one("[data-form=modal]");
      if (!form) return;
      one("[type=submit]", form).disabled = false;
      one(".problem.whole", form).textContent = words;
    },
  };
  watchPopover();
  watchForms();
})();
