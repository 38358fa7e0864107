// The door's page with script: each press shows at once, is kept sealed on the device, and is sent
// when there is network. Without script the page's forms do the same, one page at a time.
"use strict";

const body = document.body.dataset;
const words = JSON.parse(document.getElementById("words").textContent);
const doorPath = new URL(body.worker, location.href).pathname.replace(/[^/]*$/, "");
const doorNumber = doorPath.match(/(\d+)\/dorren\/$/)[1];
const store = new self.DoorStore(doorPath);
const query = new URLSearchParams(location.search);
const find = (id) => document.getElementById(id);
const ASK_AGAIN = 20_000;

const state = { list: null, people: null, queue: [], occasion: Number(query.get("traff") || body.occasion) || null, group: query.get("grupp") || "", shown: self.doorLimits.MOST_SHOWN, last: null, isOnline: true, isSignedOut: false, number: 0, troubles: [] };

function say(text, { mark = "#", value = "" } = {}) {
  return text.replace(mark, value);
}

function clock(at) {
  const moment = new Date(at);
  const minutes = String(moment.getMinutes()).padStart(2, "0");
  return `${document.documentElement.lang === "sv" ? "kl. " : ""}${moment.getHours()}.${minutes}`;
}

async function readKept() {
  state.queue = await store.queue();
  state.number = Math.max(state.number, ...state.queue.map((item) => item.number), 0);
  if (!state.list) state.list = await store.readList(state.occasion);
  if (state.list) state.occasion = state.list.occasion;
  state.people = state.list && new self.DoorList(state.list, state.queue);
}

async function fetchList() {
  const headers = state.list?.mark ? { "If-None-Match": state.list.mark } : {};
  const answer = await fetch(state.occasion ? `${body.people}?traff=${state.occasion}` : body.people, { headers, cache: "no-store" });
  if (answer.status === 304) {
    await store.touchList(state.list.occasion);
    return;
  }
  if (answer.redirected || answer.status === 403 || answer.status === 404) throw Object.assign(new Error("signed out"), { status: 403 });
  if (!answer.ok) throw new Error("no list");
  const list = { ...(await answer.json()), mark: answer.headers.get("ETag") };
  const former = await store.get("user");
  if (former && former !== list.user) await store.wipeLists();
  await store.put("user", list.user);
  await store.put("csrf", list.csrf);
  await store.saveList(list);
  state.list = list;
}

// Brings the device and the server to one truth: sends what waits, then reads the list anew.
let underway = null;
function meet() {
  underway ??= meetOnce().finally(() => {
    underway = null;
  });
  return underway;
}

// What happens while a meeting is under way is for the next one.
async function meetAnew() {
  await underway?.catch(() => null);
  return meet();
}

async function meetOnce() {
  try {
    await store.wipeOld();
    if (state.queue.length) {
      const results = await sendWaiting();
      tellWhoWasHere(results);
      state.troubles = results.filter((one) => one.outcome === "unknown").map((one) => one.item?.name || "");
    }
    await fetchList();
    Object.assign(state, { isOnline: true, isSignedOut: false });
  } catch (error) {
    await lose(error);
  }
  await readKept();
  await draw();
}

// Another door was first: both presses are kept, and whoever stands here is told.
function tellWhoWasHere(results) {
  for (const { outcome, since, item } of results) {
    const person = outcome === "here" && item?.kind === "in" && state.people?.byId.get(item.person);
    if (person) state.notice = `${person.name}: ${say(words.here, { mark: "@", value: clock(since) })}`;
  }
}

async function sendWaiting() {
  try {
    return await store.send(body.events, await store.get("csrf"));
  } catch (error) {
    if (error.status !== 403) throw error;
    // Signed in anew since: the list brings a new token.
    state.list = null;
    await fetchList();
    return store.send(body.events, await store.get("csrf"));
  }
}

async function lose(error) {
  if (error.status === 403 && navigator.onLine) {
    state.isSignedOut = true;
    state.list = null;
    await store.wipeLists();
    return;
  }
  state.isOnline = false;
  // A page left open is no longer-lived than what is kept.
  if (!(await store.readList(state.occasion))) state.list = null;
  askToBeWoken();
}

// Not waited for: where no service worker could be made, `ready` never comes.
function askToBeWoken() {
  navigator.serviceWorker?.ready.then((registration) => registration.sync?.register("door")).catch(() => null);
}

async function keep(items) {
  for (const item of items) {
    state.number += 1;
    await store.add({ ...item, number: state.number, occasion: state.occasion, at: new Date().toISOString() });
  }
  await readKept();
  await draw();
  meetAnew();
}

function newKey() {
  return crypto.randomUUID();
}

function checkIn(people) {
  state.notice = "";
  state.last = people.length === 1 ? people[0].id : null;
  return keep(people.map((person) => ({ kind: "in", key: newKey(), person: person.id })));
}

function undo(person) {
  state.last = null;
  return keep(person.presses.map((press) => ({ kind: "undo", key: newKey(), undoes: press.key })));
}

function button(text, act, { person, outline = false } = {}) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = outline ? "door-button door-button--outline" : "door-button";
  made.textContent = text;
  if (person) {
    const whom = document.createElement("span");
    whom.className = "visually-hidden";
    whom.textContent = `: ${person.name}`;
    made.append(whom);
  }
  made.addEventListener("click", act);
  return made;
}

function row(person, isCompany, showsCompany) {
  const made = find("row").content.cloneNode(true).querySelector("li");
  const part = (name) => made.querySelector(`.door-row__${name}`);
  made.classList.toggle("door-row--company", isCompany);
  made.querySelector("h3").textContent = person.name;
  part("organisation").textContent = person.organisation || "";
  for (const tag of person.isNew ? [words.new] : person.tags || []) {
    const shown = document.createElement("span");
    shown.className = "door-tag";
    shown.textContent = tag;
    part("tags").append(shown);
  }
  if (person.needs && state.isOnline) part("tags").append(needsForm(person));
  const missing = state.people.company(person).filter((other) => !other.presses.length);
  const link = made.querySelector(".door-link");
  if (missing.length && !showsCompany && String(person.group) !== state.group) {
    link.textContent = say(words.companyMissing, { value: missing.length });
    link.addEventListener("click", () => showGroup(String(person.group)));
  } else link.parentElement.remove();
  made.querySelector(".door-row__do > button").replaceWith(
    person.presses.length
      ? button(words.undo, () => undo(person), { person, outline: true })
      : button(words.in, () => checkIn([person]), { person }),
  );
  if (person.presses.length) part("since").textContent = `✓ ${clock(state.people.since(person))}`;
  else part("since").remove();
  if (!part("tags").childElementCount) part("tags").remove();
  if (!person.organisation) part("organisation").remove();
  return made;
}

function needsForm(person) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = body.needs;
  for (const [name, value] of [["csrfmiddlewaretoken", state.list.csrf], ["traff", state.occasion], ["people", person.id]]) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    form.append(input);
  }
  const shown = button(words.needs, () => {}, { person });
  shown.type = "submit";
  shown.className = "door-tag door-tag--button";
  form.append(shown);
  return form;
}

function showGroup(group) {
  state.group = group;
  find("q").value = "";
  draw().then(() => find("list").focus());
}

async function draw() {
  drawNews();
  if (!state.people) {
    clear();
    return;
  }
  state.isDrawn = true;
  const found = await state.people.find(find("q").value.trim(), state.group, doorNumber);
  const search = find("q").value.trim();
  drawHead();
  drawAll(found);
  const focus = focusInList();
  const seen = new Set();
  const rows = found.slice(0, state.shown).map((person) => {
    const made = row(person, Boolean(search) && seen.has(person.group), Boolean(search) && found.length < self.doorLimits.MOST_SHOWN);
    seen.add(person.group);
    made.dataset.person = person.id;
    made.dataset.here = person.presses.length > 0;
    return made;
  });
  find("list").replaceChildren(...rows);
  restoreFocus(focus);
  drawRest(found);
  drawLast();
}

// Without a list no name stays on the screen; what the server drew itself works by its forms.
function clear() {
  if (!state.isDrawn && !state.isSignedOut) return;
  for (const id of ["list", "last", "empty", "paging", "count"]) find(id).replaceChildren();
  document.querySelector(".door-all")?.remove();
}

// Where the keyboard is; a finger leaves focus behind that nobody sees.
function focusInList() {
  const active = document.activeElement;
  const focused = active?.closest?.("#list .door-row");
  if (!focused || !active.matches(":focus-visible")) return null;
  return { ...focused.dataset, isOnRow: active === focused, index: [...find("list").children].indexOf(focused) };
}

// Keeps the keyboard at its place: on the same button, or, when that person has moved, on the row
// that came in their stead, so that Enter pressed twice checks nobody else in.
function restoreFocus(focus) {
  if (!focus) return;
  const rows = [...find("list").children];
  const same = rows.find((one) => one.dataset.person === focus.person && one.dataset.here === focus.here);
  const button = focus.isOnRow ? same : same?.querySelector("button.door-button");
  const target = button || rows[Math.min(focus.index, rows.length - 1)];
  if (!target) return;
  if (target.matches("li")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

function drawHead() {
  const { here, expected } = state.people;
  const [before, after] = words.count.split("#");
  const number = document.createElement("strong");
  number.textContent = here;
  find("count").replaceChildren(before, number, after.replace("@", expected));
  find("bar").setAttribute("width", expected ? Math.round((1000 * here) / expected) : 0);
  if (state.list.when) document.querySelector(".door-when").textContent = state.list.when;
}

function drawAll(found) {
  document.querySelector(".door-all")?.remove();
  const absent = found.filter((person) => !person.presses.length && !person.absent);
  const groups = new Set(found.map((person) => person.group));
  if (groups.size !== 1 || absent.length < 2) return;
  const box = document.createElement("div");
  box.className = "door-all";
  box.append(button(say(words.all, { value: absent.length }), () => checkIn(absent)));
  find("list").before(box);
}

function drawRest(found) {
  const paging = find("paging");
  paging.replaceChildren();
  if (found.length > state.shown) {
    const more = button(say(words.more, { value: found.length - state.shown }), () => {
      state.shown += self.doorLimits.MOST_SHOWN;
      draw();
    }, { outline: true });
    paging.append(more);
  }
  find("empty").replaceChildren();
  if (!found.length) find("empty").append(Object.assign(document.createElement("p"), { className: "door-empty", textContent: words.nobody }));
}

function drawLast() {
  const person = state.last && state.people.byId.get(state.last);
  const box = find("last");
  box.replaceChildren();
  if (!person?.presses.length) return;
  const text = Object.assign(document.createElement("p"), { textContent: say(words.came, { mark: "@", value: person.name }) });
  text.setAttribute("role", "status");
  box.append(text, button(words.undo, () => undo(person), { person, outline: true }));
}

function drawNews() {
  const lines = [];
  const waiting = state.queue.length;
  if (state.isSignedOut) lines.push(["bad", words.signIn]);
  else if (!state.isOnline) lines.push(["warn", waiting ? `${words.offline} ${waits(waiting)}` : words.offlineEmpty]);
  if (!state.people && !state.isSignedOut) lines.push(["bad", words.noRoster]);
  for (const name of state.troubles) lines.push(["bad", name ? `${name}: ${words.unknown}` : words.unknown]);
  if (state.notice) lines.push(["warn", state.notice]);
  const told = lines.map(([tone, text]) => `${tone}${text}`).join();
  if (find("news").dataset.told === told) return;
  find("news").dataset.told = told;
  find("news").replaceChildren(
    ...lines.map(([tone, text]) => Object.assign(document.createElement("p"), { className: `door-notice door-notice--${tone}`, textContent: text })),
  );
}

function waits(number) {
  return say(number === 1 ? words.waitsOne : words.waitsMany, { value: number });
}

function listen() {
  const redraw = () => {
    Object.assign(state, { group: "", shown: self.doorLimits.MOST_SHOWN, notice: "" });
    draw();
  };
  find("q").addEventListener("input", redraw);
  find("search").addEventListener("submit", (event) => {
    if (!state.people) return;
    event.preventDefault();
    redraw();
  });
  find("new").addEventListener("submit", addNewcomer);
  find("open-new").addEventListener("click", () => {
    find("ny").open = true;
    setTimeout(() => find("ny-name").focus(), 0);
  });
  find("leave").addEventListener("click", sendThenLeave);
  addEventListener("online", meetAnew);
  addEventListener("offline", meetAnew);
  document.addEventListener("visibilitychange", () => document.hidden || meet());
  navigator.serviceWorker?.addEventListener("message", meet);
  setInterval(() => document.hidden || meet(), ASK_AGAIN);
}

function addNewcomer(event) {
  if (!state.people) return;
  event.preventDefault();
  const form = event.target;
  const [name, organisation] = ["name", "organisation"].map((field) => form.elements[field].value.replace(/\s+/g, " ").trim());
  if (!name) return;
  const key = newKey();
  form.reset();
  find("ny").open = false;
  find("q").value = "";
  Object.assign(state, { group: "", last: null, notice: say(words.came, { mark: "@", value: name }) });
  keep([{ kind: "new", key, name, organisation }]);
}

// At sign-out all is wiped, so what waits is sent first; with nothing to send it on, one stays.
async function sendThenLeave(event) {
  event.preventDefault();
  await meetAnew();
  if (state.queue.length && !state.isSignedOut) return;
  location.assign(event.target.href);
}

function readTickets() {
  if (!self.Scanner.isPossible()) return;
  const scanner = new self.Scanner({ section: find("scanner"), video: find("video"), decoder: body.decoder });
  find("scan").hidden = false;
  find("scan-stop").addEventListener("click", () => scanner.stop());
  find("scan").addEventListener("click", async () => {
    find("scan-words").textContent = words.scanning;
    find("scanner").scrollIntoView({ block: "center" });
    try {
      await scanner.start((text) => showTicket(text));
    } catch {
      scanner.stop();
      state.notice = words.noCamera;
      drawNews();
      find("q").focus();
    }
  });
}

async function showTicket(text) {
  const code = self.codeIn(text);
  const people = code && (await state.people?.byCode(code, doorNumber));
  if (!people) {
    find("scan-words").textContent = words.notTicket;
    return false;
  }
  find("q").value = code;
  Object.assign(state, { group: "", notice: "" });
  await draw();
  find("list").querySelector("button.door-button")?.focus();
  return true;
}

async function begin() {
  listen();
  readTickets();
  if (query.get("kod")) find("q").value = query.get("kod");
  await navigator.serviceWorker?.register(body.worker, { scope: doorPath }).catch(() => null);
  await readKept();
  if (state.people) await draw();
  await meet();
  document.body.dataset.ready = "yes";
}

if (self.isSecureContext && self.indexedDB && self.crypto?.subtle) begin();
