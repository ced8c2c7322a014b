// Sends chosen files in parts, three at a time, and goes on where it was after whatever happened.
// Without script, or where a page may not compute checksums, the form around the field sends them.

const LANES = 3;
const BATCH = 6;
const LONGEST_WAIT = 30_000;
const ASKING = 30_000;
const POLL = 1_000;
const TRIES_TO_END = 3;
const MOST_REFUSALS = 20;

const language = document.documentElement.lang;
const sleep = (ms) => new Promise((wake) => setTimeout(wake, ms));
const backOnline = () =>
  navigator.onLine ? null : new Promise((wake) => addEventListener("online", wake, { once: true }));
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function amount(number, unit, digits = 0) {
  const style = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: digits };
  return new Intl.NumberFormat(language, style).format(number);
}

function bytes(count) {
  if (count >= 1e9) return amount(count / 1e9, "gigabyte", 2);
  return count >= 1e6 ? amount(count / 1e6, "megabyte", 1) : amount(count / 1e3, "kilobyte");
}

function span(seconds) {
  if (seconds >= 5400) return amount(seconds / 3600, "hour", 1);
  return seconds >= 90 ? amount(seconds / 60, "minute") : amount(Math.max(1, seconds), "second");
}

async function digest(blob) {
  const sum = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A refusal with the service's own sentence; `status` is 0 when nothing answered.
class Refused extends Error {
  constructor(status, problem) {
    super(problem ?? "");
    this.status = status;
  }
}

class Stopped extends Error {}

class Field {
  constructor(root) {
    this.root = root;
    this.words = root.dataset;
    this.form = root.querySelector("form");
    this.input = root.querySelector("input[type=file]");
    this.list = root.querySelector("[data-uploads]");
    this.live = root.querySelector("[data-live]");
    this.waiting = [];
    this.active = null;
    this.left = new Map();
    this.form.querySelector("[type=submit]").hidden = true;
    root.querySelector("[data-drop]").hidden = false;
    this.input.addEventListener("change", () => {
      this.choose(this.input.files);
      this.input.value = "";
    });
    this.form.addEventListener("submit", (event) => event.preventDefault());
    for (const kind of ["dragover", "dragenter"]) {
      root.addEventListener(kind, (event) => {
        event.preventDefault();
        root.classList.add("is-over");
      });
    }
    root.addEventListener("dragleave", (event) => {
      if (!root.contains(event.relatedTarget)) root.classList.remove("is-over");
    });
    root.addEventListener("drop", (event) => {
      event.preventDefault();
      root.classList.remove("is-over");
      this.choose(event.dataTransfer.files);
    });
    addEventListener("beforeunload", (event) => {
      if (this.active) event.preventDefault();
    });
    this.showLeft();
  }

  async ask(path, fields) {
    let answer;
    try {
      answer = await fetch(this.words.home + path, {
        method: fields ? "POST" : "GET",
        headers: { Accept: "application/json", "X-CSRF-Token": this.words.csrf },
        body: fields && new URLSearchParams(fields),
        signal: AbortSignal.timeout(ASKING),
      });
    } catch {
      throw new Refused(0);
    }
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refused(answer.status, told.problem);
    return told;
  }

  // What was begun and not put to use, here or in another browser: the same file goes on with it.
  async showLeft() {
    const { uploads } = await this.askForLeft();
    for (const upload of uploads.filter(({ purpose }) => purpose === this.words.purpose)) {
      // What needs no more sending says nothing before its file is chosen again.
      if (upload.state !== "sending") {
        this.left.set(upload.id, { upload });
        continue;
      }
      const row = new Row(this, upload.filename);
      row.say(fill(this.words.unfinished, { size: bytes(upload.size) }));
      row.show({ cancel: () => this.ask(`/${upload.id}/avbryt`, {}).finally(() => row.remove()) });
      this.left.set(upload.id, { upload, row });
    }
    this.root.dataset.isReady = "";
  }

  async askForLeft() {
    for (let wait = 500; wait < LONGEST_WAIT; wait *= 2) {
      try {
        return await this.ask("");
      } catch (error) {
        if (error.status !== 0 && error.status < 500) break;
        await sleep(wait);
      }
    }
    return { uploads: [] };
  }

  choose(files) {
    const several = this.input.multiple ? [...files] : [...files].slice(0, 1);
    for (const file of several) this.queue(new Sending(this, file));
  }

  queue(sending) {
    this.waiting.push(sending);
    this.next();
  }

  async next() {
    if (this.active || !this.waiting.length) return;
    this.active = this.waiting.shift();
    await this.active.run();
    this.active = null;
    this.next();
  }

  announce(text) {
    this.live.textContent = text;
  }
}

class Row {
  constructor(field, name) {
    this.field = field;
    this.name = name;
    const template = field.root.querySelector("template");
    this.item = template.content.firstElementChild.cloneNode(true);
    this.item.querySelector("[data-name]").textContent = name;
    this.text = this.item.querySelector("[data-text]");
    this.bar = this.item.querySelector("progress");
    this.bar.setAttribute("aria-label", name);
    field.list.append(this.item);
  }

  // The buttons that there is something to do for.
  show(actions) {
    const focused = document.activeElement;
    for (const button of this.item.querySelectorAll("button")) {
      const action = actions[button.dataset.act];
      button.hidden = !action;
      button.onclick = action ?? null;
    }
    // A button that goes away must not take the place on the page with it.
    if (this.item.contains(focused) && focused.hidden) this.focus();
  }

  focus() {
    (this.item.querySelector("button:not([hidden])") ?? this.field.input).focus();
  }

  say(text, { aloud = false, isWrong = false } = {}) {
    this.text.textContent = text;
    this.item.classList.toggle("is-wrong", isWrong);
    if (aloud) this.field.announce(`${this.name}: ${text}`);
  }

  progress(fraction) {
    this.bar.hidden = fraction === null;
    this.bar.value = fraction ?? 0;
  }

  remove() {
    this.item.remove();
  }
}

class Sending {
  constructor(field, file) {
    this.field = field;
    this.file = file;
    this.words = field.words;
    this.memory = `upload:${this.words.purpose}:${file.name}:${file.size}:${file.lastModified}`;
    this.row = new Row(field, file.name);
    this.row.item.dataset.underWay = "";
    this.row.say(this.words.waiting);
    this.row.show({ cancel: () => this.cancel() });
    this.upload = null;
    this.stop = null;
    this.announced = 0;
  }

  async run() {
    if (this.isCancelled) return;
    this.stop = new AbortController();
    this.row.show({ pause: () => this.pause(), cancel: () => this.cancel() });
    try {
      await this.find();
      for (let tries = 0; !(await this.sendAndEnd()); tries += 1) {
        if (tries === TRIES_TO_END) throw new Refused(0, this.words.failed);
      }
    } catch (error) {
      this.fail(error);
    }
  }

  // The upload to go on with: remembered here, begun elsewhere, or a new one.
  async find() {
    const others = [...this.field.left.values()].map(({ upload }) => upload);
    const same = others.filter(
      ({ filename, size }) => filename === this.file.name && size === this.file.size,
    );
    const known = [this.upload?.id, localStorage.getItem(this.memory), ...same.map(({ id }) => id)];
    for (const id of known.filter(Boolean)) {
      const told = await this.insist(`/${id}`).catch((error) => {
        if (error.status === 404) return null;
        throw error;
      });
      if (told && told.state !== "failed" && !told.taken && (await this.isOf(told))) {
        this.upload = told;
        this.field.left.get(id)?.row?.remove();
        this.field.left.delete(id);
        localStorage.setItem(this.memory, id);
        return;
      }
    }
    const { name, size } = this.file;
    const asked = { filename: name, size, purpose: this.words.purpose };
    this.upload = { ...(await this.insist("", asked)), parts: {} };
    localStorage.setItem(this.memory, this.upload.id);
  }

  // Whether what has been sent is of this very file: one part tells, for the end is checked. What
  // has been checked is used as it is, so there all of them are asked.
  async isOf(told) {
    if (told.size !== this.file.size) return false;
    const isBegun = told.state === "sending";
    const numbers = Object.keys(told.parts).slice(0, isBegun ? 1 : undefined);
    if (!isBegun) this.row.say(this.words.checking);
    for (const number of numbers) {
      if ((await digest(this.part(number, told))) !== told.parts[number]) return false;
      this.check();
    }
    return isBegun || numbers.length > 0;
  }

  part(number, { part_bytes: length } = this.upload) {
    return this.file.slice((number - 1) * length, number * length);
  }

  // True when the file is ready; false when the store says that parts are missing after all.
  async sendAndEnd() {
    if (this.upload.state === "sending") {
      await this.send();
      this.upload = await this.insist(`/${this.upload.id}/klar`, {});
    }
    this.row.show({ cancel: () => this.cancel() });
    this.row.progress(null);
    this.row.say(this.words.checking, { aloud: true });
    while (this.upload.state === "sent") {
      await sleep(POLL);
      this.check();
      this.upload = await this.insist(`/${this.upload.id}`);
    }
    if (this.upload.state === "failed") throw new Refused(422, this.upload.failure);
    if (this.upload.state === "ready") this.end();
    return this.upload.state === "ready";
  }

  async send() {
    const count = Math.ceil(this.file.size / this.upload.part_bytes);
    const all = Array.from({ length: count }, (_, place) => place + 1);
    this.missing = all.filter((number) => !(number in this.upload.parts));
    this.linked = [];
    this.sentNow = new Map();
    this.refusals = 0;
    const missed = this.missing.reduce((sum, number) => sum + this.part(number).size, 0);
    this.before = this.file.size - missed;
    this.startedAt = performance.now();
    const lanes = Array.from({ length: LANES }, () => this.lane());
    try {
      await Promise.all(lanes);
    } catch (error) {
      if (!this.stop.signal.aborted) this.stop.abort();
      await Promise.allSettled(lanes);
      throw error;
    }
  }

  async lane() {
    for (let next = await this.nextPart(); next; next = await this.nextPart()) {
      const [number, url] = next;
      await this.put(number, url);
    }
  }

  async nextPart() {
    while (!this.linked.length) {
      this.check();
      if (!this.missing.length && !this.supplying) return null;
      await this.fetchLinks();
    }
    const next = this.linked.shift();
    // The next ones are computed and asked for while these are on their way.
    if (this.linked.length < LANES && this.missing.length) this.fetchLinks().catch(() => null);
    return next;
  }

  fetchLinks() {
    this.supplying ??= this.supply().finally(() => (this.supplying = null));
    return this.supplying;
  }

  async supply() {
    const numbers = this.missing.splice(0, BATCH);
    if (!numbers.length) return;
    let links;
    try {
      const sums = await Promise.all(numbers.map((number) => digest(this.part(number))));
      const parts = Object.fromEntries(numbers.map((number, place) => [number, sums[place]]));
      const path = `/${this.upload.id}/delar`;
      ({ links } = await this.insist(path, { parts: JSON.stringify(parts) }));
    } catch (error) {
      this.missing.push(...numbers); // so that whoever comes next meets it too
      throw error;
    }
    this.linked.push(...numbers.map((number) => [number, links[number]]));
  }

  async put(number, url) {
    for (let wait = 1_000; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      const status = await this.putOnce(number, url);
      this.check();
      if (status >= 200 && status < 300) return;
      this.sentNow.delete(number);
      if (status === 403 || status === 410) {
        this.refusals += 1;
        if (this.refusals > MOST_REFUSALS) throw new Refused(status, this.words.failed);
        this.missing.push(number); // its link has ended: a new one is asked for
        await sleep(wait);
        return;
      }
      if (status && status < 500 && status !== 408 && status !== 429) {
        throw new Refused(status, this.words.failed);
      }
      await this.pauseFor(wait);
    }
  }

  // Not fetch, which does not tell how much of a body has gone.
  putOnce(number, url) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const cut = () => request.abort();
      this.stop.signal.addEventListener("abort", cut);
      request.upload.onprogress = ({ loaded }) => this.moved(number, loaded);
      request.onloadend = () => {
        this.stop.signal.removeEventListener("abort", cut);
        if (request.status === 200) this.moved(number, this.part(number).size);
        resolve(request.status);
      };
      request.open("PUT", url);
      request.send(this.part(number));
    });
  }

  moved(number, loaded) {
    this.sentNow.set(number, loaded);
    if (performance.now() - (this.shownAt ?? 0) < 250) return;
    this.shownAt = performance.now();
    const now = [...this.sentNow.values()].reduce((sum, size) => sum + size, 0);
    const done = Math.min(this.before + now, this.file.size);
    const speed = now / ((performance.now() - this.startedAt) / 1000) || 1;
    const left = span((this.file.size - done) / speed);
    const values = { done: bytes(done), size: bytes(this.file.size), speed: bytes(speed), left };
    const quarter = Math.floor((4 * done) / this.file.size);
    this.row.progress(done / this.file.size);
    this.row.say(fill(this.words.sending, values), { aloud: quarter > this.announced });
    this.announced = quarter;
  }

  // Ask until something answers: a network that is gone comes back.
  async insist(path, fields) {
    for (let wait = 1_000; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      try {
        return await this.field.ask(path, fields);
      } catch (error) {
        if (error.status !== 0 && error.status < 500 && error.status !== 429) throw error;
        await this.pauseFor(wait);
      }
      this.check();
    }
  }

  async pauseFor(wait) {
    this.check();
    this.row.say(this.words.lost, { aloud: true });
    await Promise.race([sleep(wait), this.stopped()]);
    await Promise.race([backOnline(), this.stopped()]);
    this.check();
  }

  stopped() {
    const { signal } = this.stop;
    return new Promise((wake) => signal.addEventListener("abort", wake, { once: true }));
  }

  check() {
    if (this.stop.signal.aborted) throw new Stopped();
  }

  pause() {
    this.stop.abort();
    this.row.say(this.words.paused, { aloud: true });
    this.row.show({
      resume: () => {
        this.row.say(this.words.waiting);
        this.field.queue(this);
      },
      cancel: () => this.cancel(),
    });
  }

  async cancel() {
    this.isCancelled = true;
    this.stop ??= new AbortController();
    this.stop.abort();
    localStorage.removeItem(this.memory);
    if (this.upload) await this.field.ask(`/${this.upload.id}/avbryt`, {}).catch(() => null);
    this.hidden?.remove();
    this.row.remove();
    this.field.announce(fill(this.words.cancelled, { name: this.file.name }));
  }

  fail(error) {
    if (error instanceof Stopped || this.isCancelled) return;
    const isUnreadable = error instanceof DOMException;
    if (isUnreadable) {
      this.row.say(this.words.unreadable, { aloud: true, isWrong: true });
    } else {
      this.row.say(error.message || this.words.failed, { aloud: true, isWrong: true });
    }
    this.row.progress(null);
    const retry = () => {
      if (this.upload?.state === "failed") this.forget();
      this.row.say(this.words.waiting);
      this.field.queue(this);
    };
    // Tried again, a file that cannot be used is refused again.
    const isOfFile = error.status === 422 && !this.upload?.may_retry;
    const cancel = () => this.cancel();
    this.row.show(isOfFile || isUnreadable ? { choose: () => this.choose(), cancel } : { retry, cancel });
    if (!(error instanceof Refused) && !isUnreadable) throw error;
  }

  choose() {
    this.field.input.focus();
    this.field.input.click();
    this.cancel();
  }

  forget() {
    localStorage.removeItem(this.memory);
    this.upload = null;
  }

  end() {
    localStorage.removeItem(this.memory);
    delete this.row.item.dataset.underWay;
    this.row.say(fill(this.words.ready, { size: bytes(this.file.size) }), { aloud: true });
    this.row.show({ cancel: () => this.cancel() });
    this.hidden = document.createElement("input");
    Object.assign(this.hidden, { type: "hidden", name: this.words.name, value: this.upload.id });
    if (this.words.form) this.hidden.setAttribute("form", this.words.form);
    this.row.item.append(this.hidden);
    const { id: upload, media, filename } = this.upload;
    const detail = { upload, media, filename };
    this.field.root.dispatchEvent(new CustomEvent("upload:ready", { bubbles: true, detail }));
  }
}

if (crypto.subtle) {
  for (const root of document.querySelectorAll("[data-upload]")) new Field(root);
}
