/** Answers on their way: kept in this phone until the class has them, sent once by their id. */

const NAME = "learning-passport";
const PATIENCE = 15000;
const IMPATIENCE = 3000;
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60000;
/** Refused for good: the lesson has changed, too long, unreadable. */
const REFUSED = new Set([409, 413, 422]);
/** Of no use to try the next entry now: not reached, not signed in, too many, just starting. */
const CLOSED = new Set([0, 401, 403, 429, 502, 503, 504]);

/** An RFC 4122 UUID; `crypto.randomUUID` is not there on plain http. */
export function uuid4() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** What this browser keeps: IndexedDB, or the page's memory where that is not to be had. */
export class Store {
  /** Open it; never fails, but `durable` says whether it survives the page. */
  static async open() {
    try {
      return new Store(await soon(opened()));
    } catch {
      return new Store(null);
    }
  }

  constructor(db) {
    this.db = db;
    this.memory = { outbox: new Map(), drafts: new Map() };
  }

  get durable() {
    return this.db !== null;
  }

  all(store) {
    if (!this.db) return Promise.resolve([...this.memory[store].values()]);
    return this.run(store, "readonly", (s) => s.getAll());
  }

  get(store, id) {
    if (!this.db) return Promise.resolve(this.memory[store].get(id));
    return this.run(store, "readonly", (s) => s.get(id));
  }

  /** Keep a value; resolves when it is on disk, not when it is only promised. */
  async put(store, value) {
    if (this.db) {
      try {
        return await this.run(store, "readwrite", (s) => s.put(value));
      } catch {
        this.db = null; // the phone is full, or the database was taken away: memory is left
      }
    }
    this.memory[store].set(value.id, value);
  }

  delete(store, id) {
    this.memory[store].delete(id);
    if (!this.db) return Promise.resolve();
    return this.run(store, "readwrite", (s) => s.delete(id));
  }

  run(store, mode, work) {
    return new Promise((resolve, reject) => {
      const act = this.db.transaction([store], mode, { durability: "strict" });
      const asked = work(act.objectStore(store));
      act.oncomplete = () => resolve(asked.result);
      act.onerror = act.onabort = () => reject(act.error || asked.error);
    });
  }

  /** Take everything off this phone. */
  destroy() {
    if (this.db) this.db.close();
    this.db = null;
    for (const kept of Object.values(this.memory)) kept.clear();
    return new Promise((resolve) => {
      if (!self.indexedDB) return resolve(undefined);
      const asked = indexedDB.deleteDatabase(NAME);
      // Another tab that holds it open closes on `versionchange`; deletion then goes on by itself.
      asked.onsuccess = asked.onerror = () => resolve(undefined);
    });
  }
}

/** What `work` gives; raises when it takes too long, as a browser's database may. */
function soon(work) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the database does not answer")), IMPATIENCE);
    work.then(resolve, reject).then(() => clearTimeout(timer));
  });
}

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const store of ["outbox", "drafts"]) {
        asked.result.createObjectStore(store, { keyPath: "id" });
      }
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
    asked.onerror = asked.onblocked = () => reject(asked.error);
  });
}

/**
 * The queue of one account. Emits through callbacks:
 * `marked(entry, mark)`, `refused(entry, sentence, status)`, `waiting(entry)`, `changed(state)`.
 */
export class Outbox {
  /** @param {{store: Store, account: string, api: string, on: Record<string, Function>}} options */
  constructor({ store, account, api, on }) {
    this.store = store;
    this.account = account;
    this.api = api;
    this.on = on;
    /** @type {Map<string, any>} entries of this page, in order; another tab may send them first */
    this.entries = new Map();
    this.wait = FIRST_WAIT;
    this.timer = 0;
    /** @type {Promise<void> | null} */
    this.busy = null;
    this.said = "";
    this.reach = "unknown"; // "yes", "no", "stranger": somebody else signed in, "signed-out"
    this.token = cookie("_xsrf");
  }

  /** Read what earlier pages left, and begin to listen for the Wi-Fi. */
  async start() {
    await this.gather();
    const now = () => this.entries.size && this.flush();
    addEventListener("online", now);
    addEventListener("offline", () => this.tell("no"));
    addEventListener("pageshow", now);
    document.addEventListener("visibilitychange", () => document.hidden || now());
    if (this.entries.size) this.flush();
    return [...this.entries.values()];
  }

  async gather() {
    const kept = (await this.store.all("outbox")).filter((e) => e.account === this.account);
    kept.sort((a, b) => a.made - b.made);
    for (const entry of kept) if (!this.entries.has(entry.id)) this.entries.set(entry.id, entry);
  }

  /** Hand in, as the one who is signed in; the class answers with a receipt. */
  async hand(body) {
    if (!(await this.isOurs())) return { status: this.reach === "no" ? 0 : 403, json: null };
    return post(this.api + "hand-ins", body);
  }

  /** How many answers of this account are not with the class yet. */
  get size() {
    return this.entries.size;
  }

  /** Keep a response in this phone, then send it. Resolves with the entry when it is kept. */
  async add(body) {
    const entry = { ...body, id: uuid4(), account: this.account, made: Date.now() };
    this.entries.set(entry.id, entry);
    // A database that does not answer must not keep an answer from the class.
    await soon(this.store.put("outbox", entry)).catch(() => {});
    this.wait = FIRST_WAIT;
    this.flush();
    return entry;
  }

  /** Send all that waits; returns when there is nothing left or nothing more can be done now. */
  flush() {
    if (!this.busy) {
      clearTimeout(this.timer);
      this.busy = this.send().finally(() => {
        this.busy = null;
        if (this.entries.size) this.again();
      });
    }
    return this.busy;
  }

  again() {
    if (this.reach === "stranger" || this.reach === "signed-out") return;
    // Entries that were added while the last ones were sent have not waited yet.
    const pause = this.reach === "yes" ? 50 : this.wait * (0.75 + Math.random() / 2);
    if (this.reach !== "yes") this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), pause);
  }

  async send() {
    for (const entry of [...this.entries.values()]) {
      if (!(await this.isOurs())) return;
      const answer = await post(this.api + "responses", bodyOf(entry));
      if (answer.status === 200 && answer.json && answer.json.id === entry.id) {
        this.wait = FIRST_WAIT;
        await this.drop(entry);
        this.tell("yes");
        this.on.marked(entry, answer.json);
      } else if (REFUSED.has(answer.status)) {
        await this.drop(entry);
        this.tell("yes");
        this.on.refused(entry, (answer.json && answer.json.message) || "", answer.status);
      } else {
        const out = answer.status === 401 || answer.status === 403;
        this.tell(out ? "signed-out" : "no", (answer.json && answer.json.message) || "");
        if (!CLOSED.has(answer.status)) {
          this.on.waiting(entry); // one answer that the class stumbles over must not stop the rest
          continue;
        }
        for (const waiting of this.entries.values()) this.on.waiting(waiting);
        return;
      }
    }
  }

  /** Forget an entry that the class has; a phone that cannot forget would only send it again. */
  async drop(entry) {
    this.entries.delete(entry.id);
    await this.store.delete("outbox", entry.id).catch(() => {});
  }

  /**
   * Whether the browser is still signed in as the account of this page. On a shared phone another
   * tab may have changed it; JupyterHub then gave another XSRF cookie.
   */
  async isOurs() {
    const token = cookie("_xsrf");
    if (token === this.token) return true;
    const answer = await ask(this.api + "alive");
    if (answer.status === 200 && answer.json && answer.json.account === this.account) {
      this.token = token;
      return true;
    }
    const known = answer.status === 200 && answer.json && answer.json.account;
    const out = answer.status === 401 || answer.status === 403;
    this.tell(known ? "stranger" : out ? "signed-out" : "no");
    for (const waiting of this.entries.values()) this.on.waiting(waiting);
    return false;
  }

  /** `said` is the class's own sentence, when it was reached and could not keep the answer. */
  tell(reach, said = "") {
    this.reach = reach;
    this.said = said;
    this.on.changed({ reach, size: this.entries.size });
  }
}

/** The account goes along so that the class can refuse an answer of whoever was here before. */
function bodyOf({ id, account, course, lesson, question, version, locale, response, hints }) {
  return { id, account, course, lesson, question, version, locale, response, hints };
}

/** Send a value to the class; see `ask` for what comes back. */
export function post(url, body) {
  const headers = { "Content-Type": "application/json", "X-XSRFToken": cookie("_xsrf") };
  return ask(url, { method: "POST", headers, body: JSON.stringify(body) });
}

/** Ask the class; status 0 means that it was not reached, 401 also that it wants a sign-in. */
export async function ask(url, options = {}) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const answer = await fetch(url, {
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual",
      signal: patience.signal,
      ...options,
    });
    if (answer.type === "opaqueredirect") return { status: 401, json: null };
    const json = await answer.json().catch(() => null);
    return { status: answer.status, json };
  } catch {
    return { status: 0, json: null };
  } finally {
    clearTimeout(timer);
  }
}

function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}
