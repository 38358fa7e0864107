// The attendee list, quicker: ranges with shift, arrows between the ticks, and how many are chosen.
// Without this file every tick, filter and button works by itself.
(function () {
  "use strict";

  const table = document.querySelector("[data-people]");
  const filters = document.querySelector("[data-drop-empty]");

  if (filters) {
    // An address without what was left empty is one to read and to share.
    filters.addEventListener("formdata", (event) => {
      for (const [key, value] of [...event.formData.entries()]) {
        if (value === "") event.formData.delete(key);
      }
    });
    for (const select of filters.querySelectorAll(":scope > .ws-filter select")) {
      select.addEventListener("keydown", (event) => {
        if (event.key === "Enter") {
          event.preventDefault();
          filters.requestSubmit();
        }
      });
    }
  }
  if (!table) return;

  const form = table.closest("form");
  const ticks = [...table.querySelectorAll("input[name=tick]")];
  const all = form.querySelector("input[name=all_matching]");
  const words = form.querySelector("[data-chosen]");
  const idle = words ? words.textContent : "";
  let last = null;

  function tell() {
    if (!words) return;
    const number = all && all.checked ? Number(all.dataset.number) : ticks.filter((one) => one.checked).length;
    words.textContent = number ? `${number} ${words.dataset.chosen}` : idle;
  }

  function choose(from, to, isChecked) {
    const [first, second] = [ticks.indexOf(from), ticks.indexOf(to)].sort((a, b) => a - b);
    for (const one of ticks.slice(first, second + 1)) one.checked = isChecked;
  }

  function addPageTick() {
    const cell = table.querySelector("thead .ws-tick");
    if (!cell || !ticks.length) return null;
    const tick = document.createElement("input");
    tick.type = "checkbox";
    tick.setAttribute("aria-label", table.dataset.page);
    tick.addEventListener("change", () => {
      for (const one of ticks) one.checked = tick.checked;
      tell();
    });
    cell.append(tick);
    return tick;
  }

  const page = addPageTick();

  function settle() {
    const number = ticks.filter((one) => one.checked).length;
    if (page) {
      page.checked = number === ticks.length;
      page.indeterminate = number > 0 && number < ticks.length;
    }
    if (all && number < ticks.length) all.checked = false;
    tell();
  }

  for (const one of ticks) {
    one.addEventListener("click", (event) => {
      if (event.shiftKey && last && last !== one) choose(last, one, one.checked);
      last = one;
      settle();
    });
    one.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        const next = ticks[ticks.indexOf(one) + step];
        event.preventDefault();
        if (!next) return;
        if (event.shiftKey) {
          one.checked = true;
          next.checked = true;
          settle();
        }
        last = one;
        next.focus();
      } else if (event.key === "a" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        for (const other of ticks) other.checked = true;
        settle();
      } else if (event.key === "Escape") {
        for (const other of ticks) other.checked = false;
        settle();
      }
    });
  }
  if (all) {
    all.addEventListener("change", () => {
      for (const one of ticks) one.checked = all.checked;
      if (page) {
        page.checked = all.checked;
        page.indeterminate = false;
      }
      tell();
    });
  }
  tell();
})();
