// What a door's device keeps: the list and what was pressed, sealed, and wiped when its time is
// over. Shared by the page and its service worker.
"use strict";

const DAY = 24 * 60 * 60 * 1000;

class DoorStore {
  constructor(door) {
    this.name = `door:${door}`;
    this.opened = null;
  }

  open() {
    this.opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open(this.name, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("kept");
        asked.result.createObjectStore("queue");
      };
      asked.onsuccess = () => {
        asked.result.onversionchange = () => this.close();
        resolve(asked.result);
      };
      asked.onerror = () => reject(asked.error);
    });
    return this.opened;
  }

  async close() {
    const opened = this.opened;
    this.opened = null;
    if (opened) (await opened).close();
  }

  async run(store, mode, work) {
    const database = await this.open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode);
      const asked = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  }

  get(name) {
    return this.run("kept", "readonly", (store) => store.get(name));
  }

  put(name, value) {
    return this.run("kept", "readwrite", (store) => store.put(value, name));
  }

  // The key cannot be read out of the browser, not even by our own script.
  async key() {
    const kept = await this.get("key");
    if (kept) return kept;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const database = await this.open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction("kept", "readwrite");
      const store = transaction.objectStore("kept");
      const asked = store.get("key");
      let key = made;
      asked.onsuccess = () => {
        // Another tab may have made one in the meantime.
        if (asked.result) key = asked.result;
        else store.put(made, "key");
      };
      transaction.oncomplete = () => resolve(key);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  async seal(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(value));
    return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.key(), text) };
  }

  async unseal(row) {
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, await this.key(), row.sealed);
    return JSON.parse(new TextDecoder().decode(text));
  }

  async saveList(list) {
    await this.put(`list:${list.occasion}`, { ...(await this.seal(list)), at: Date.now() });
    await this.put("latest", list.occasion);
  }

  // The server has said that nothing has changed: the day begins anew.
  async touchList(occasion) {
    const row = await this.get(`list:${occasion}`);
    if (row) await this.put(`list:${occasion}`, { ...row, at: Date.now() });
  }

  async readList(occasion) {
    await this.wipeOld();
    const row = await this.get(`list:${occasion || (await this.get("latest"))}`);
    return row ? this.unseal(row) : null;
  }

  async names() {
    return this.run("kept", "readonly", (store) => store.getAllKeys());
  }

  async forget(names) {
    for (const name of names) await this.run("kept", "readwrite", (store) => store.delete(name));
  }

  // After a day nothing that names a person is left; presses, which name nobody, wait to be sent.
  async wipeOld() {
    for (const name of await this.names()) {
      if (!name.startsWith("list:")) continue;
      const row = await this.get(name);
      if (row && Date.now() - row.at > DAY) await this.forget([name]);
    }
    for (const item of await this.queue()) {
      if (item.kind === "new" && Date.now() - Date.parse(item.at) > DAY) await this.settle([item.key]);
    }
  }

  async wipeLists() {
    await this.forget((await this.names()).filter((name) => name.startsWith("list:")));
  }

  async add(item) {
    const row = await this.seal(item);
    await this.run("queue", "readwrite", (store) => store.put(row, item.key));
  }

  async queue() {
    const rows = await this.run("queue", "readonly", (store) => store.getAll());
    const items = await Promise.all(rows.map((row) => this.unseal(row)));
    return items.sort((one, other) => one.number - other.number);
  }

  async settle(keys) {
    for (const key of keys) await this.run("queue", "readwrite", (store) => store.delete(key));
  }

  async device() {
    const kept = await this.get("device");
    if (kept) return kept;
    const letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    const picked = crypto.getRandomValues(new Uint8Array(4));
    const name = [...picked].map((number) => letters[number % letters.length]).join("");
    await this.put("device", name);
    return name;
  }

  // Sends what waits for one occasion after another; what was answered is forgotten here.
  async send(url, csrf) {
    const waiting = await this.queue();
    const results = [];
    for (const occasion of new Set(waiting.map((item) => item.occasion))) {
      const items = waiting.filter((item) => item.occasion === occasion).slice(0, 500);
      const body = { sent_at: new Date().toISOString(), device: await this.device(), events: items };
      const answer = await fetch(`${url}?traff=${occasion}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrf || "" },
        body: JSON.stringify(body),
        redirect: "manual",
      });
      if (!answer.ok) throw Object.assign(new Error("refused"), { status: answer.type === "opaqueredirect" ? 403 : answer.status });
      const known = new Map(items.map((item) => [item.key, item]));
      for (const result of (await answer.json()).results) results.push({ ...result, item: known.get(result.key) });
      await this.settle(items.map((item) => item.key));
    }
    return results;
  }
}

self.DoorStore = DoorStore;
