// The people at the door as this device knows them: the list from the server, and on top of it
// what was pressed here and waits to be sent.
"use strict";

const MOST_SHOWN = 60;
const MOST_WITH_COMPANY = 12;
const CODE = /^[23456789ABCDEFGHJKMNPQRSTUVWXYZ]{9}$/;

// "Åsa Öberg" is found by "asa oberg" and by "åsa".
function fold(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/[øö]/g, "o").replace(/æ/g, "a");
}

// The letters of a ticket's code, as typed or as its address holds them; else nothing.
function codeIn(text) {
  let letters = text;
  if (text.includes("://")) {
    try {
      letters = new URL(text).searchParams.get("kod") || "";
    } catch {
      return "";
    }
  }
  letters = letters.replace(/[\s-]/g, "").toUpperCase();
  return CODE.test(letters) ? letters : "";
}

class DoorList {
  constructor(list, queue) {
    this.people = list.people.map((person) => ({
      ...person,
      folded: fold(`${person.name} ${person.organisation}`),
      presses: person.here.map(([key, at]) => ({ key, at })),
    }));
    this.byId = new Map(this.people.map((person) => [person.id, person]));
    for (const item of queue) if (item.occasion === list.occasion) this.apply(item);
  }

  apply(item) {
    if (item.kind === "in") this.byId.get(item.person)?.presses.push({ key: item.key, at: item.at });
    if (item.kind === "new") this.addNewcomer(item);
    if (item.kind === "undo") {
      for (const person of this.people) {
        person.presses = person.presses.filter((press) => press.key !== item.undoes);
      }
    }
  }

  addNewcomer(item) {
    // Already on the server's list when only the answer was lost on its way here.
    if (this.people.some((person) => person.presses.some((press) => press.key === item.key))) return;
    this.people.push({
      id: item.key,
      name: item.name,
      organisation: item.organisation,
      group: item.key,
      isNew: true,
      folded: fold(`${item.name} ${item.organisation}`),
      presses: [{ key: item.key, at: item.at }],
    });
  }

  get here() {
    return this.people.filter((person) => person.presses.length).length;
  }

  get expected() {
    return this.people.filter((person) => !person.absent || person.presses.length).length;
  }

  since(person) {
    return person.presses.map((press) => press.at).reduce((one, other) => (Date.parse(other) < Date.parse(one) ? other : one));
  }

  company(person) {
    return this.people.filter((other) => other.group === person.group && other !== person && !other.absent);
  }

  async find(words, group, door) {
    if (group) return this.inOrder(this.people.filter((person) => String(person.group) === group));
    if (!words) return this.inOrder(this.people.filter((person) => !person.absent || person.presses.length));
    const found = this.inOrder((await this.byCode(words, door)) || this.byWords(words));
    if (found.length > MOST_WITH_COMPANY) return found;
    const shown = new Set();
    for (const person of found) for (const one of [person, ...this.company(person)]) shown.add(one);
    return [...shown];
  }

  byWords(words) {
    const parts = fold(words).split(/\s+/).filter(Boolean).slice(0, 8);
    return this.people.filter((person) => parts.every((part) => person.folded.includes(part)));
  }

  // The device keeps marks of codes, not codes.
  async byCode(words, door) {
    const code = codeIn(words);
    if (!code) return null;
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${door}:${code}`));
    const mark = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 20);
    const found = this.people.filter((person) => person.ticket === mark);
    return found.length ? found : null;
  }

  inOrder(people) {
    const absent = people.filter((person) => !person.presses.length);
    const present = people.filter((person) => person.presses.length);
    present.sort((one, other) => Date.parse(this.since(other)) - Date.parse(this.since(one)));
    return [...absent, ...present];
  }
}

self.DoorList = DoorList;
self.doorLimits = { MOST_SHOWN };
self.codeIn = codeIn;
