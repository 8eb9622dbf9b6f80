// The browser's own part: keys, scrolling, small pop-ups. What things mean is decided in Python.
(() => {
  "use strict";
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const tell = (name, detail) => emitEvent(name, detail);
  const NEAR = 90;
  let stuck = true;
  let heightBeforeOlder = null;

  // --- scrolling: stay at the newest message unless the reader went up -----------------------------------
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
    new MutationObserver(settle).observe(one(".log"), { childList: true, subtree: true });
    const offers = one(".offers");
    const watched = { childList: true, subtree: true, attributeFilter: ["data-open"] };
    new MutationObserver(() => marked(offers)).observe(offers, watched);
    new ResizeObserver(settle).observe(box);
    box.addEventListener("load", settle, true);
    box.addEventListener("error", faceless, true);
    settle();
  };
  // The line that is marked is in sight, and whoever listens rather than looks is told of it.
  const marked = (offers) => {
    const open = offers.hasAttribute("data-open");
    const line = open ? one("[aria-selected=true]", offers) : null;
    line?.scrollIntoView({ block: "nearest" });
    const box = document.activeElement;
    if (!box?.matches(".draft, input[data-option]")) return;
    box.setAttribute("aria-expanded", String(open));
    if (line) box.setAttribute("aria-activedescendant", line.id);
    else box.removeAttribute("aria-activedescendant");
  };
  const faceless = (event) => {
    const image = event.target;
    if (image.matches?.("img.face")) image.classList.add("broken");
  };

  // --- the draft --------------------------------------------------------------------------------------------
  const draft = () => one(".draft");
  const grow = (box) => {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  };
  const NAMING = /(^|\s)@[^\s@]{0,40}$/u;
  const isOffering = (box) => box.value.startsWith("/") || NAMING.test(box.value.slice(0, box.selectionStart));
  let lastTyping = 0;
  let wasOffering = false;
  const draftChanged = (box) => {
    grow(box);
    one(".send")?.toggleAttribute("data-ready", box.value.trim() !== "");
    const offering = isOffering(box);
    if (offering || wasOffering) tell("draft-typed", { text: box.value, caret: box.selectionStart });
    wasOffering = offering;
    const now = Date.now();
    if (!box.value.startsWith("/") && box.value.trim() && now - lastTyping > 4000) {
      lastTyping = now;
      tell("clicked", { act: "typing" });
    }
  };
  const setDraft = (text, caret = text.length) => {
    const box = draft();
    if (!box) return;
    box.value = text;
    box.focus();
    box.setSelectionRange(caret, caret);
    wasOffering = text.startsWith("/");
    grow(box);
    one(".send")?.toggleAttribute("data-ready", text.trim() !== "");
  };
  // What was typed after Enter, before Python answered, is kept.
  const replaceDraft = (was, text, caret) => {
    const box = draft();
    if (!box || !box.value.startsWith(was)) return;
    const more = box.value.slice(was.length);
    setDraft(text + more, more || caret === null ? (text + more).length : caret);
  };
  const send = () => {
    const box = draft();
    const text = box.value;
    if (text.startsWith("/")) return tell("draft-key", { key: "Enter", text, caret: text.length });
    if (!text.trim() && !one(".files .chip")) return;
    setDraft("");
    wasOffering = false;
    lastTyping = 0;
    stuck = true;
    tell("draft-sent", { text });
  };
  const draftKey = (event, box) => {
    const plainEnter = event.key === "Enter" && !event.shiftKey;
    // Whether something is offered is asked of the draft: the list itself may not have been drawn yet.
    const offered = isOffering(box) || one(".offers[data-open]");
    const state = { key: event.key, text: box.value, caret: box.selectionStart };
    if (offered && (plainEnter || ["ArrowUp", "ArrowDown", "Tab", "Escape"].includes(event.key))) {
      if (event.key === "Tab" && event.shiftKey) return;
      event.preventDefault();
      tell("draft-key", state);
    } else if (plainEnter) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" || (event.key === "ArrowUp" && box.value === "")) {
      tell("draft-key", state);
    }
  };

  // --- a command's fields -----------------------------------------------------------------------------------
  const texts = () => Object.fromEntries(all("input[data-option]").map((i) => [i.dataset.option, i.value]));
  const fieldKey = (event, input) => {
    const mine = ["Enter", "ArrowUp", "ArrowDown", "Escape"].includes(event.key);
    if (!mine && !(event.key === "Tab" && !event.shiftKey)) return;
    event.preventDefault();
    tell("field-key", { name: input.dataset.option, key: event.key, texts: texts() });
  };

  // --- clicks -----------------------------------------------------------------------------------------------
  const LOCAL = {
    reveal: (target) => {
      target.classList.add("revealed");
      target.setAttribute("aria-label", "Spoiler");
    },
    "toggle-side": (target) => drawer("side-open", ".side", target),
    "toggle-people": (target) => drawer("people-toggled", ".people", target),
    "close-drawers": () => closeDrawers(),
    copy: async (target) => {
      widgets.shut(true);
      await navigator.clipboard.writeText(target.dataset.value);
      toast("Copied");
    },
    send: () => send(),
    offer: (target) => {
      const box = draft();
      tell("clicked", { act: "offer", value: target.dataset.value, text: box.value, caret: box.selectionStart });
    },
    attach: () => one("#file-input")?.click(),
    run: () => {
      const first = one("input[data-option]");
      tell("field-key", { name: first?.dataset.option ?? "", key: "Run", texts: texts() });
    },
    newest: () => {
      stuck = true;
      settle();
    },
    palette: (target) => openPalette(target),
    picture: (target) => lightbox(target),
    chosen: () => {},
    delete: (target) => {
      if (target.classList.contains("sure")) return tell("clicked", { ...target.dataset });
      const words = one("span", target);
      const said = words?.textContent;
      target.classList.add("sure");
      target.title = "Click again to delete";
      if (words) words.textContent = "Click again to delete";
      setTimeout(() => {
        target.classList.remove("sure");
        if (words) words.textContent = said;
      }, 2500);
    },
  };
  const act = (target) => {
    const name = target.dataset.act;
    if (name !== "palette") closePalette();
    if (["open", "open-thread", "address"].includes(name)) closeDrawers();
    if (name === "jump" && flash(target.dataset.id)) return;
    if (LOCAL[name]) return LOCAL[name](target);
    tell("clicked", { ...target.dataset, on: target.dataset.on === "yes" });
  };
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-act]");
    const link = event.target.closest("a[href^=http]");
    if (link) event.preventDefault();
    if (link && !target) window.open(link.href, "_blank", "noopener,noreferrer");
    else if (target && !target.disabled) act(target);
    else {
      closePalette();
    }
  });

  // --- drawers: on a narrow window the side panels lie over the conversation --------------------------------
  const OVERLAID = matchMedia("(max-width: 1120px)");
  let drawerOpener = null;
  const drawer = (mark, panel, opener) => {
    const open = document.body.classList.toggle(mark);
    opener.setAttribute("aria-expanded", String(open));
    drawerOpener = open ? opener : null;
    if (!open || !OVERLAID.matches) return;
    const enter = () => (one(`${panel} .here`) ?? one(`${panel} button`))?.focus({ preventScroll: true });
    requestAnimationFrame(() => requestAnimationFrame(enter)); // until then it is not visible, and takes no focus
  };
  const closeDrawers = () => {
    const { classList } = document.body;
    const open = classList.contains("side-open") || (OVERLAID.matches && classList.contains("people-toggled"));
    if (!open) return false;
    classList.remove("side-open");
    if (OVERLAID.matches) classList.remove("people-toggled");
    drawerOpener?.setAttribute("aria-expanded", "false");
    drawerOpener?.focus();
    drawerOpener = null;
    return true;
  };

  // --- a word that passes ---------------------------------------------------------------------------------------
  let toasting = 0;
  const toast = (words) => {
    const box = one(".toast");
    box.textContent = words;
    clearTimeout(toasting);
    toasting = setTimeout(() => (box.textContent = ""), 1800);
  };

  // --- who reacted: asked for once the pointer or the caret rests on a reaction ----------------------------------
  let resting = 0;
  const rest = (event) => {
    clearTimeout(resting);
    const reaction = event.target.closest?.(".reaction");
    if (!reaction) return;
    resting = setTimeout(() => tell("clicked", { act: "reactors", id: reaction.dataset.id }), 250);
  };
  document.addEventListener("pointerover", rest, { passive: true });
  document.addEventListener("focusin", rest);

  // --- a message's menu by right click, a long press or the menu key ---------------------------------------------
  document.addEventListener("contextmenu", (event) => {
    const message = event.target.closest?.(".log article.msg:not(.alone, .elsewhere)");
    const plain = !event.target.closest?.("a, img, input, textarea, .popover") && !String(getSelection());
    if (!message || !plain) return;
    event.preventDefault();
    const { clientX: x, clientY: y } = event;
    widgets.anchorAt(message, x, y);
    tell("clicked", { act: "menu-for", id: message.dataset.id });
  });

  document.addEventListener("mousedown", (event) => {
    if (event.target.closest(".offers")) event.preventDefault();
  });
  document.addEventListener("change", (event) => {
    if (event.target.id === "file-input") attach([...event.target.files]).then(() => (event.target.value = ""));
  });
  // --- keys ---------------------------------------------------------------------------------------------------
  const KEYS = { r: "reply", e: "edit", "+": "palette", Delete: "delete", ".": "menu-for" };
  const messageKey = (event, message) => {
    const messages = all(".log article.msg");
    const at = messages.indexOf(message);
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      const next = messages[at + (event.key === "ArrowUp" ? -1 : 1)];
      (next ?? (event.key === "ArrowDown" ? draft() : null))?.focus();
    } else if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    } else if (event.key === "t" || event.key === "c") {
      event.preventDefault();
      const text = one(".text", message)?.innerText ?? "";
      if (event.key === "t") tell("clicked", { act: "thread-from", id: message.dataset.id });
      else if (text) navigator.clipboard.writeText(text).then(() => toast("Copied"));
    } else if (event.key in KEYS) {
      const button = one(`.tools [data-act=${KEYS[event.key]}]`, message);
      if (button) {
        event.preventDefault();
        button.click();
      }
    }
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const target = event.target;
    if (event.key === "Escape") {
      if (closePalette(true)) return;
      const form = one(".veil .modal");
      if (form) return tell("clicked", { act: form.dataset.form === "thread" ? "close-thread-form" : "close-modal" });
      if (closeDrawers()) return;
    }
    if (target.closest?.(".palette")) paletteKey(event);
    else if (target.matches(".draft")) draftKey(event, target);
    else if (target.matches("input[data-option]")) fieldKey(event, target);
    else if (target.matches(".log article.msg")) messageKey(event, target);
    else if (target.matches(".log") && event.key === "ArrowUp") {
      event.preventDefault();
      all(".log article.msg").at(-1)?.focus();
    } else if (target.matches(".jump, .spoiler, .covered:not(.revealed)") && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      target.click();
    } else if (target === document.body && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      draft()?.focus();
    }
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches(".draft")) draftChanged(event.target);
    if (event.target.matches("input[data-option]"))
      tell("field-typed", { name: event.target.dataset.option, texts: texts() });
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("input[data-option]"))
      tell("field-typed", { name: event.target.dataset.option, texts: texts() });
  });

  // --- files --------------------------------------------------------------------------------------------------
  const upload = async (files) => {
    const form = new FormData();
    for (const file of files) form.append("files", file);
    const answer = await fetch("/upload", { method: "POST", body: form });
    return answer.ok ? answer.json() : null;
  };
  const attach = async (files) => {
    if (!files.length) return;
    const ids = await upload(files);
    if (ids) tell("files-added", { ids });
    else tell("clicked", { act: "too-large" });
  };
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length && event.target.matches(".draft")) {
      event.preventDefault();
      attach(files);
    }
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
    attach([...event.dataTransfer.files]);
  });

  // --- a picture, large -----------------------------------------------------------------------------------------
  const lightbox = (link) => {
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

  // --- reactions, jumps ---------------------------------------------------------------------------------------
  const openPalette = (button) => {
    const palette = one(".palette");
    if (!palette) return;
    palette.hidden = false;
    for (const emoji of all("button", palette)) emoji.dataset.id = button.dataset.id;
    const at = button.getBoundingClientRect();
    const top = at.bottom + palette.offsetHeight + 8 > innerHeight ? at.top - palette.offsetHeight - 6 : at.bottom + 6;
    palette.style.top = `${top}px`;
    palette.style.left = `${Math.max(8, Math.min(at.right - palette.offsetWidth, innerWidth - palette.offsetWidth - 8))}px`;
    one("button", palette).focus();
    widgets.shut();
  };
  const closePalette = (back = false) => {
    const palette = one(".palette");
    if (!palette || palette.hidden) return false;
    palette.hidden = true;
    if (back) one(`.log .msg[data-id="${CSS.escape(one("button", palette).dataset.id)}"]`)?.focus();
    return true;
  };
  const ACROSS = 6;
  const paletteKey = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: ACROSS, ArrowUp: -ACROSS }[event.key];
    if (event.key === "Tab") closePalette(true);
    else if (step) {
      const emoji = all(".palette button");
      emoji[emoji.indexOf(document.activeElement) + step]?.focus();
    } else return;
    event.preventDefault();
  };
  const flash = (id) => {
    const message = id && one(`.log .msg[data-id="${CSS.escape(id)}"]`);
    if (!message) return false;
    stuck = false;
    message.scrollIntoView({ block: "center", behavior: "smooth" });
    message.classList.remove("flash");
    void message.offsetWidth;
    message.classList.add("flash");
    return true;
  };

  // --- what Python calls ----------------------------------------------------------------------------------------
  window.troupe = {
    setDraft,
    replaceDraft,
    upload,
    reactors(id, names) {
      all(`.log .msg[data-id="${CSS.escape(id)}"] .reaction`).forEach((reaction, n) => {
        const words = (names[n] ?? []).join(", ");
        if (!words) return;
        reaction.title = words;
        reaction.setAttribute("aria-description", words);
      });
    },
    idle: () => widgets.idle(),
    refused: (words) => widgets.refused(words),
    flash(id) {
      const later = (tries) => flash(id) || (tries && requestAnimationFrame(() => later(tries - 1)));
      later(60);
    },
    opened() {
      stuck = true;
      heightBeforeOlder = null;
      settle();
      if (matchMedia("(hover: hover)").matches) draft()?.focus();
    },
    focusDraft: () => draft()?.focus(),
    focusModal() {
      const later = (tries) => {
        const input = one(".modal :is(input, textarea, .select-box):not([type=file])") ?? one(".modal [type=submit]");
        if (input) input.focus();
        else if (tries) requestAnimationFrame(() => later(tries - 1));
      };
      later(30);
    },
    insert(text) {
      const box = draft();
      setDraft(box.value === "" || box.value.endsWith(" ") ? box.value + text : `${box.value} ${text}`);
    },
    fields(names, texts, focus) {
      const later = (tries) => {
        const inputs = all("input[data-option]");
        const drawn = inputs.map((i) => i.dataset.option).join() === names.join();
        if (!drawn && tries) return requestAnimationFrame(() => later(tries - 1));
        for (const input of inputs) input.value = texts[input.dataset.option] ?? "";
        const ahead = draft().value; // typed before the fields were drawn
        const first = inputs.find((i) => i.dataset.option === focus);
        if (ahead && first) {
          first.value += ahead;
          setDraft("");
        }
        this.focusField(focus);
      };
      later(60);
    },
    setField(name, text) {
      const input = one(`input[data-option="${CSS.escape(name)}"]`);
      if (input) input.value = text;
    },
    focusField(name) {
      const input = one(`input[data-option="${CSS.escape(name)}"]`);
      if (input === document.activeElement) tell("field-typed", { name, texts: texts() });
      else input?.focus();
    },
    focusRun: () => one("[data-act=run]")?.focus(),
    problems(words) {
      for (const field of all(".field[data-field]")) {
        const said = words[field.dataset.field] ?? "";
        one(".problem", field).textContent = said;
        one("input", field).setAttribute("aria-invalid", said ? "true" : "false");
      }
    },
  };
  watchScrolling();
})();
