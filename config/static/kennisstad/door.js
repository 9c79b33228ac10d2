// The page of a phone at the door. Everything is judged and written here first, and sent when there is a network: a scan
// is a fact that is kept, strictly, before its result is shown, and is only let go once the server says it has it.
"use strict";
const WORDS = JSON.parse(document.getElementById("door-words").textContent);
const LOAD = crypto.randomUUID ? crypto.randomUUID() : uuid();
const SAME_READING = 10_000; // ms in which the same code on this phone is the same reading
const EARLY = 60 * 60_000; // ms before its beginning that one may come in
const EVERY = 20_000; // ms between two looks at the server
const BATCH = 500;
const FRAME = 256; // pixels, as events.door.phone.frames has it
const LETTERS = "[a-hjkmnp-z2-9]";
const CODE = new RegExp(`(?:^|/d/)(${LETTERS}{12}|${LETTERS}{8})/?$`);
const KINDS = { in: "good", out: "good", "walk-in": "good", undo: "warn", ask: "warn", waiting: "warn", unconfirmed: "warn",
  "other-hour": "warn", elsewhere: "warn" };
const $ = (id) => document.getElementById(id);

let base = null; // the database
let door = null; // { key, phone, venue, day, until, offset, since }
let list = null; // as the server gave it, with an index by hash
let language = "nl";
let own = new Map(); // nonce → scan of this phone
let news = new Map(); // nonce → scan of others
let isReady = false;
let isSending = false;
let keyUnknown = false;
let asking = null; // what a party is being asked about
let camera = null;

// --- the database ------------------------------------------------------------------------------------------------
function openBase() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("kennisstad-door", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("settings");
      asked.result.createObjectStore("scans", { keyPath: "nonce" });
      asked.result.createObjectStore("news", { keyPath: "nonce" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

// Resolves when it lies on the disk, and not before.
function write(stores, work) {
  return new Promise((resolve, reject) => {
    const change = base.transaction(stores, "readwrite", { durability: "strict" });
    const made = work(...stores.map((name) => change.objectStore(name)));
    change.oncomplete = () => resolve(made);
    change.onabort = change.onerror = () => reject(change.error);
  });
}

function read(store, key) {
  return new Promise((resolve, reject) => {
    const rows = base.transaction(store).objectStore(store);
    const asked = key === undefined ? rows.getAll() : rows.get(key);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

const keepDoor = () => write(["settings"], (settings) => settings.put(door, "door"));

// --- words and moments -------------------------------------------------------------------------------------------
function say(name, values = {}) {
  const words = WORDS[language][name] || "";
  return words.replace(/%\((\w+)\)s/g, (_, key) => (values[key] === undefined ? "" : values[key]));
}

const now = () => Date.now() + ((door && door.offset) || 0);
const clock = (at) => new Date(at).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Amsterdam" });
const day = (at) => new Date(at).toLocaleDateString(language, { weekday: "long", day: "numeric", month: "long", timeZone: "Europe/Amsterdam" });
const people = (n) => (n === 1 ? say("people-one") : say("people-many", { n }));
const seats = (n) => (n === 1 ? say("seat") : say("seats", { n }));

function speak() {
  document.documentElement.lang = language;
  for (const part of document.querySelectorAll("[data-word]")) part.textContent = say(part.dataset.word);
  $("language").textContent = say("other-language");
  $("language").lang = language === "nl" ? "en" : "nl";
  $("camera").textContent = say(camera ? "stop-camera" : "start-camera");
  $("video").setAttribute("aria-label", say("camera-view"));
  if (door) {
    $("venue").textContent = door.venue[language];
    $("evening").textContent = `${day(`${door.day}T12:00:00Z`)} · ${door.phone}`;
  }
  showStanding();
  fillMoments();
}

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// As events.door.phone.names folds them.
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

async function hashOf(text) {
  const raw = Uint8Array.from(list.hashKey.match(/../g), (pair) => parseInt(pair, 16));
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const made = new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(text)));
  return Array.from(made.slice(0, 6), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// --- sums over scans, the same as the server's (events.door.sums) ------------------------------------------------
function* counted() {
  const all = new Map([...news, ...own]);
  const undone = new Set(Array.from(all.values(), (scan) => scan.undoes).filter(Boolean));
  for (const scan of all.values()) if (scan.kind !== "undo" && !undone.has(scan.nonce)) yield scan;
}

function sum(fits) {
  let inside = 0;
  for (const scan of counted()) if (fits(scan)) inside += scan.kind === "out" ? -scan.people : scan.people;
  return inside;
}

const insideOf = (hash) => sum((scan) => scan.hash === hash);
const insideAt = (occurrence) => sum((scan) => scan.occurrence === occurrence);

function firstIn(hash) {
  const times = Array.from(counted()).filter((scan) => scan.hash === hash && scan.kind === "in" && scan.people > 0);
  times.sort((one, other) => one.at.localeCompare(other.at));
  return times[0];
}

// --- scans -------------------------------------------------------------------------------------------------------
async function record(values) {
  const scan = {
    nonce: uuid(), kind: "in", people: 1, hash: "", occurrence: null, undoes: null,
    wall: new Date().toISOString(), load: LOAD, ms: Math.round(performance.now()), at: new Date(now()).toISOString(),
    sent: 0, key: door.key, phone: say("this-phone"), ...values,
  };
  await write(["settings", "scans"], (settings, scans) => {
    const asked = settings.get("number"); // one count for all tabs of this phone
    asked.onsuccess = () => {
      scan.number = (asked.result || 0) + 1;
      settings.put(scan.number, "number");
      scans.put(scan);
    };
  });
  own.set(scan.nonce, scan);
  showStanding();
  send();
  return scan;
}

function codeIn(text) {
  const found = CODE.exec(text.trim().toLowerCase()) || CODE.exec(text.toLowerCase().replace(/[\s-]/g, ""));
  return found && found[1];
}

async function handle(text) {
  const code = codeIn(text);
  if (!list) return undefined;
  if (!code) return show("unreadable");
  const hash = await hashOf(code);
  if (asking && asking.hash === hash) return undefined;
  own = byNonce(await read("scans")); // another tab of this phone may have read it a moment ago
  const last = Array.from(own.values()).filter((scan) => scan.hash === hash && scan.kind === "in");
  last.sort((one, other) => one.number - other.number);
  const before = last[last.length - 1];
  const isUndone = before && Array.from(own.values()).some((scan) => scan.undoes === before.nonce);
  if (before && !isUndone && Math.abs(Date.now() - Date.parse(before.wall)) < SAME_READING && before.shown !== "unknown") {
    return showScan(before);
  }
  return judge(hash, code);
}

const byNonce = (rows) => new Map(rows.map((row) => [row.nonce, row]));

// What the list says of a hash, with the moment it is for; undefined for one that is not on it.
function party(hash) {
  const row = list.byHash.get(hash);
  return row && { hash, moment: list.moments[row[1]], seats: row[2], standing: row[3], initials: row[4] || "" };
}

async function judge(hash, code, given) {
  const found = party(hash) || given;
  if (!found) return judgeUnknown(hash, code);
  const about = { hash, occurrence: found.moment && found.moment.id };
  const shown = found.standing === "in" ? shownNow(found) : found.standing;
  if (shown === "ask") return askParty(found);
  if (shown !== "in") {
    const scan = await record({ ...about, shown, people: 0 });
    return show(shown, { scan, found });
  }
  const scan = await record({ ...about, shown: "in", people: 1 });
  return show("in", { scan, found });
}

function shownNow(found) {
  const { moment } = found;
  if (!moment || !moment.here) return "elsewhere";
  if (insideOf(found.hash) >= found.seats) return "again";
  if (now() < Date.parse(moment.startsAt) - EARLY || now() > Date.parse(moment.endsAt)) return "other-hour";
  return found.seats > 1 ? "ask" : "in";
}

async function judgeUnknown(hash, code) {
  const scan = await record({ hash, shown: "unknown", people: 0 });
  show("unknown", { scan });
  if (!code || !navigator.onLine) return;
  const answer = await ask("code", { code });
  if (!answer || !answer.found || $("result").dataset.nonce !== scan.nonce) return;
  const { found } = answer;
  const what = { name: found.name, title: found[language].title, place: found[language].place, time: `${day(found.startsAt)} ${clock(found.startsAt)}` };
  if (!found.tonight) return show("other-hour", { scan, values: what, plain: true });
  show(found.standing === "in" && !found.here ? "elsewhere" : found.standing === "in" ? "unknown" : found.standing, {
    scan, values: what, who: say("server-says", what), found: found.here && fromServer(found),
  });
}

const fromServer = (found) => ({
  hash: found.hash, seats: found.seats, standing: found.standing, initials: "",
  moment: list.moments.find((moment) => moment.id === found.moment),
});

function askParty(found) {
  asking = found;
  const inside = Math.max(0, insideOf(found.hash));
  const left = found.seats - inside;
  const buttons = Array.from({ length: left }, (_, index) => {
    const n = index + 1;
    return [n === left && n > 1 ? say("everybody", { n }) : String(n), () => letIn(found, n)];
  });
  show("ask", { found, values: { seats: found.seats, inside }, buttons: buttons.reverse() });
}

async function letIn(found, n, shown = "in") {
  asking = null;
  const scan = await record({ hash: found.hash, occurrence: found.moment && found.moment.id, shown, people: n });
  show("in", { scan, found });
}

async function letOut(found) {
  const n = Math.max(1, insideOf(found.hash));
  const scan = await record({ kind: "out", shown: "out", hash: found.hash, occurrence: found.moment && found.moment.id, people: n });
  show("out", { scan, found });
}

async function undo(scan) {
  await record({ kind: "undo", shown: "undo", hash: scan.hash, occurrence: scan.occurrence, people: scan.people, undoes: scan.nonce });
  show("undo");
}

async function walk(kind) {
  const occurrence = $("moment").value;
  if (!occurrence) return;
  const scan = await record({ kind, shown: kind === "out" ? "out" : "walk-in", occurrence });
  showInside();
  show("walk-in", { scan, values: { inside: insideAt(occurrence) }, quiet: true });
}

// --- showing -----------------------------------------------------------------------------------------------------
function show(name, { scan, found, values = {}, buttons = [], who = "", plain = false } = {}) {
  if (name !== "ask") asking = null;
  const moment = found && found.moment;
  const first = found && name === "again" ? firstIn(found.hash) : null;
  const told = {
    people: scan ? people(scan.people) : "",
    ...(moment ? { title: moment[language].title, place: moment[language].place, time: clock(moment.startsAt) } : {}),
    ...(first ? { time: clock(first.at), phone: first.phone } : {}),
    ...values,
  };
  const panel = $("result");
  panel.hidden = false;
  panel.dataset.kind = KINDS[name] || "bad";
  panel.dataset.shown = name;
  panel.dataset.nonce = scan ? scan.nonce : "";
  $("word").textContent = say(`shown-${name}`);
  $("why").textContent = say(`shown-${name}-why`, told);
  $("who").textContent = who || (found && moment && name !== "ask" ? `${found.initials} ${seats(found.seats)}, ${moment[language].title}` : "");
  const more = [...buttons];
  if (name === "again" && found && insideOf(found.hash) > 0) more.push([say("goes-out"), () => letOut(found)]);
  const mayAnyway = ["other-hour", "elsewhere", "unconfirmed", "unknown"].includes(name) && found && !plain;
  if (mayAnyway) more.push([say("let-in-anyway"), () => letIn(found, found.seats - Math.max(0, insideOf(found.hash)) || 1, name)]);
  if (scan && scan.people > 0 && name !== "undo") more.push([say("take-back"), () => undo(scan)]);
  $("choices").replaceChildren(...more.map(([words, act]) => button(words, act)));
  if (buttons.length) $("choices").firstChild.focus();
  signal(panel.dataset.kind);
}

function showScan(scan) {
  const found = party(scan.hash);
  show(scan.people > 0 ? "in" : scan.shown, { scan, found });
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", () => act());
  return made;
}

let sounds = null;
function signal(kind) {
  if (!navigator.userActivation || !navigator.userActivation.hasBeenActive) return; // browsers ask for a tap first
  if (navigator.vibrate) navigator.vibrate(kind === "good" ? 80 : [120, 80, 120]);
  try {
    sounds = sounds || new AudioContext();
    const tone = sounds.createOscillator();
    tone.frequency.value = kind === "good" ? 880 : kind === "warn" ? 440 : 220;
    tone.connect(sounds.destination);
    tone.start();
    tone.stop(sounds.currentTime + (kind === "good" ? 0.12 : 0.35));
  } catch {
    // A phone without sound shows the same.
  }
}

const unsent = () => Array.from(own.values()).filter((scan) => !scan.sent);

function showStanding() {
  const waiting = unsent();
  const stuck = waiting.filter((scan) => scan.stuck).length;
  const parts = [
    door ? say(isReady === null ? "not-ready" : isReady ? "ready" : "getting-ready") : "",
    say(navigator.onLine ? "online" : "offline"),
    waiting.length ? say("unsent", { n: waiting.length }) : say("all-sent"),
    stuck ? say("unreadable-scans", { n: stuck }) : "",
    keyUnknown ? say("no-key") : "",
  ];
  $("standing").textContent = parts.filter(Boolean).join(" · ");
  $("standing").className = isReady ? "standing-ready" : "";
  $("standing").hidden = !door && !waiting.length;
}

function trouble(name) {
  $("trouble").hidden = !name;
  $("trouble").textContent = name ? say(name) : "";
}

function fillMoments() {
  if (!list) return;
  const here = list.moments.filter((moment) => moment.here && moment.status === "scheduled");
  const chosen = $("moment").value || (here.find((moment) => Date.parse(moment.endsAt) > now()) || here[0] || {}).id;
  $("moment").replaceChildren(...here.map((moment) => {
    const option = document.createElement("option");
    option.value = moment.id;
    option.textContent = `${clock(moment.startsAt)} ${moment[language].title}`;
    option.selected = moment.id === chosen;
    return option;
  }));
  showInside();
}

function showInside() {
  const moment = list && list.moments.find((one) => one.id === $("moment").value);
  if (!moment) return;
  const values = { inside: insideAt(moment.id), capacity: moment.capacity };
  $("inside").textContent = say(moment.capacity === null ? "inside" : "inside-of", values);
}

function openWay(way) {
  for (const part of document.querySelectorAll("[data-way]")) part.setAttribute("aria-pressed", String(part.dataset.way === way));
  for (const name of ["scan", "type", "search", "walk-in"]) $(`way-${name}`).hidden = name !== way;
  if (way !== "scan") stopCamera();
  if (way === "type") $("code").focus();
  if (way === "search") $("name").focus();
  if (way === "walk-in") fillMoments();
}

// --- searching ---------------------------------------------------------------------------------------------------
async function search(words) {
  const answer = navigator.onLine ? await ask("zoek", { words }) : null;
  const found = answer && answer.found ? answer.found.map(namedRow) : await searchHere(words);
  $("found-told").textContent = found.length ? say("found", { n: found.length }) : say("found-none");
  $("found").replaceChildren(...found.map(([words_, act]) => {
    const item = document.createElement("li");
    item.append(button(words_, act));
    return item;
  }));
}

const namedRow = (found) => [
  `${found.name}, ${seats(found.seats)}: ${found[language].title}, ${clock(found.startsAt)}`,
  () => judge(found.hash, "", { ...fromServer(found), moment: fromServer(found).moment || { ...found, id: found.moment, here: false } }),
];

async function searchHere(words) {
  const wanted = await hashOf(`name:${fold(words)}`);
  const rows = list.people.filter((row) => row[5] && row[5].includes(wanted));
  return rows.map((row) => {
    const moment = list.moments[row[1]];
    return [`${row[4]} ${seats(row[2])}: ${moment[language].title}, ${clock(moment.startsAt)}`, () => judge(row[0])];
  });
}

// --- the server --------------------------------------------------------------------------------------------------
async function ask(path, data, { isRaw = false, key = door ? door.key : "" } = {}) {
  const given = { "X-Door-Key": key };
  if (data && !isRaw) given["Content-Type"] = "application/json";
  const asked = Date.now();
  try {
    const answer = await fetch(`/d/${path}`, {
      method: data ? "POST" : "GET", headers: given, cache: "no-store", credentials: "omit", redirect: "error",
      body: data ? (isRaw ? data : JSON.stringify(data)) : undefined,
    });
    const told = await answer.json();
    // Our clock read it half way, as near as can be told.
    const offset = told.now ? Math.round(Date.parse(told.now) - (asked + Date.now()) / 2) : 0;
    return { ...told, status: answer.status, offset };
  } catch {
    return null; // no network, or a server that is away: it is asked again later
  }
}

const clocks = () => ({ wall: new Date().toISOString(), load: LOAD, ms: Math.round(performance.now()) });

async function send() {
  if (isSending || !door) return;
  isSending = true;
  try {
    let more = true;
    while (more) {
      const all = unsent().filter((scan) => !scan.stuck);
      const key = all.length ? all[0].key : door.key; // of the door that it was made at
      const waiting = all.filter((scan) => scan.key === key).slice(0, BATCH);
      const bare = waiting.map(({ key: _, ...scan }) => scan);
      const told = await ask("scans", { clock: clocks(), since: door.since || null, scans: bare }, { key });
      if (!told) break;
      keyUnknown = told.status === 401;
      if (told.status !== 200) break;
      await take(told, waiting, key === door.key);
      more = waiting.length < all.length || (key !== door.key && all.length > 0);
    }
  } finally {
    isSending = false;
    showStanding();
    showInside();
  }
  if (now() >= Date.parse(door.until)) await close();
}

async function take(told, waiting, isOurs) {
  const kept = new Set(told.kept);
  const unreadable = new Set(told.unreadable);
  const changed = waiting.filter((scan) => kept.has(scan.nonce) || unreadable.has(scan.nonce));
  for (const scan of changed) {
    if (kept.has(scan.nonce)) scan.sent = 1;
    else scan.stuck = 1;
  }
  door.offset = told.offset;
  if (isOurs && told.over) door.until = told.now;
  if (isOurs && !told.over) {
    door.until = told.until;
    door.since = told.now;
  }
  await write(["scans", "news", "settings"], (scans, others, settings) => {
    for (const scan of changed) scans.put(scan);
    for (const scan of told.news || []) others.put(scan);
    settings.put(door, "door");
  });
  for (const scan of told.news || []) news.set(scan.nonce, scan);
  if (isOurs && told.version && (!list || told.version !== list.version)) await fetchList();
}

async function fetchList() {
  const told = await ask("lijst");
  if (!told || told.status !== 200) return;
  door.offset = told.offset;
  door.until = told.until;
  await write(["settings"], (settings) => { settings.put(told, "list"); settings.put(door, "door"); });
  useList(told);
}

function useList(told) {
  list = told;
  list.byHash = new Map(told.people.map((row) => [row[0], row]));
  fillMoments();
}

// --- the end of the evening: what is about people goes at once, what is not sent never ---------------------------
async function close() {
  const waiting = unsent();
  list = null;
  news = new Map();
  own = byNonce(waiting);
  await write(["settings", "scans", "news"], (settings, scans, others) => {
    settings.delete("list");
    others.clear();
    if (!waiting.length) {
      settings.clear();
      scans.clear();
    }
  });
  stopCamera();
  $("working").hidden = true;
  $("result").hidden = true;
  trouble("over");
  if (!waiting.length) {
    door = null;
    const worker = await (navigator.serviceWorker && navigator.serviceWorker.getRegistration("/d/"));
    if (worker) await worker.unregister();
  }
  showStanding();
}

// --- tried, not assumed ------------------------------------------------------------------------------------------
async function getReady() {
  try {
    await navigator.serviceWorker.register("/d/sw.js", { scope: "/d/", updateViaCache: "none" });
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((resolve, reject) => {
        navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
        setTimeout(reject, 20_000);
      });
    }
    const parts = ["/d/", ...Array.from(document.querySelectorAll("link[rel=stylesheet], script[src]"), (part) => part.href || part.src)];
    for (const part of parts) {
      const answer = await fetch(part, { headers: { "X-Door-Trial": "1" } });
      if (!answer.ok || !answer.headers.get("X-Door-Worker")) throw new Error(part);
    }
    const mark = uuid();
    await write(["settings"], (settings) => settings.put(mark, "trial"));
    if ((await read("settings", "trial")) !== mark || !list) throw new Error("storage");
    const known = list.people[0];
    if (known && !party(known[0])) throw new Error("list");
    await hashOf("trial");
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    isReady = true;
  } catch {
    isReady = null;
  }
  showStanding();
}

// --- the camera --------------------------------------------------------------------------------------------------
async function startCamera() {
  try {
    camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    $("camera-told").textContent = say("camera-refused");
    return;
  }
  $("video").srcObject = camera;
  $("video").hidden = false;
  await $("video").play();
  $("camera").textContent = say("stop-camera");
  const reader = "BarcodeDetector" in window ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
  let last = "";
  let lastAt = 0;
  while (camera) {
    const texts = await look(reader);
    for (const text of texts) {
      if (text === last && Date.now() - lastAt < 3_000) continue;
      last = text;
      lastAt = Date.now();
      await handle(text);
    }
    await new Promise((resolve) => setTimeout(resolve, reader ? 120 : 300));
  }
}

async function look(reader) {
  const video = $("video");
  if (document.hidden || video.readyState < 2) return [];
  if (reader) return (await reader.detect(video).catch(() => [])).map((found) => found.rawValue);
  $("camera-told").textContent = navigator.onLine ? "" : say("camera-needs-network");
  if (!navigator.onLine) return [];
  const answer = await ask("beeld", grey(video), { isRaw: true });
  return (answer && answer.texts) || [];
}

function grey(video) {
  const side = Math.min(video.videoWidth, video.videoHeight);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = FRAME;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, 0, 0, FRAME, FRAME);
  const { data } = pen.getImageData(0, 0, FRAME, FRAME);
  return Uint8Array.from({ length: FRAME * FRAME }, (_, n) => (data[4 * n] * 3 + data[4 * n + 1] * 6 + data[4 * n + 2]) / 10);
}

function stopCamera() {
  if (!camera) return;
  for (const track of camera.getTracks()) track.stop();
  camera = null;
  $("video").hidden = true;
  $("camera").textContent = say("start-camera");
}

// --- beginning ---------------------------------------------------------------------------------------------------
async function trade(secret) {
  const told = await ask("sleutel", { secret, label: $("label").value });
  if (!told) return trouble("no-answer");
  if (told.status !== 201) return showClosed();
  if (door) await close();
  trouble("");
  door = { key: told.key, phone: told.phone, venue: told.venue, day: told.day, until: told.until, offset: 0 };
  await keepDoor();
  await fetchList();
  return work();
}

function showClosed() {
  $("opening").hidden = true;
  $("closed").hidden = false;
}

async function work() {
  $("opening").hidden = true;
  $("closed").hidden = true;
  if (now() >= Date.parse(door.until)) {
    await send();
    return door && close();
  }
  if (!list) return trouble("no-answer");
  $("working").hidden = false;
  speak();
  send();
  return getReady();
}

async function begin() {
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  for (const name of ["online", "offline"]) window.addEventListener(name, () => { showStanding(); send(); });
  setInterval(() => { if (!document.hidden) send(); }, EVERY);
  $("language").addEventListener("click", () => {
    language = language === "nl" ? "en" : "nl";
    speak();
    if (base) write(["settings"], (settings) => settings.put(language, "language"));
  });
  for (const part of document.querySelectorAll("[data-way]")) part.addEventListener("click", () => openWay(part.dataset.way));
  $("way-type").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = $("code").value;
    $("code").value = "";
    if (text.trim()) handle(text);
  });
  $("search").addEventListener("submit", (event) => { event.preventDefault(); search($("name").value); });
  $("camera").addEventListener("click", () => (camera ? stopCamera() : startCamera()));
  $("moment").addEventListener("change", showInside);
  $("more").addEventListener("click", () => walk("walk-in"));
  $("less").addEventListener("click", () => walk("out"));
  listenToScanner();
  try {
    base = await openBase();
    [door, language] = [await read("settings", "door"), (await read("settings", "language")) || "nl"];
    [own, news] = [byNonce(await read("scans")), byNonce(await read("news"))];
    const told = await read("settings", "list");
    if (told) useList(told);
  } catch {
    speak();
    return trouble("not-here");
  }
  speak();
  const secret = location.hash.slice(1);
  if (secret) return beginAnew(secret);
  if (!door) return showClosed();
  await work();
  return takeAddress();
}

// The secret of a door stands behind the #, which no server and no log sees.
function beginAnew(secret) {
  history.replaceState(null, "", "/d/");
  $("opening").hidden = false;
  $("label").focus();
  $("opening").addEventListener("submit", (event) => { event.preventDefault(); trade(secret); });
}

// A code that the camera app opened. A page that is loaded is not yet a scan: only once somebody sees it.
function takeAddress() {
  const code = codeIn(location.pathname);
  if (!code || !list) return;
  const take_ = () => {
    if (document.hidden || document.prerendering) return;
    document.removeEventListener("visibilitychange", take_);
    history.replaceState(null, "", "/d/");
    handle(code);
  };
  document.addEventListener("visibilitychange", take_);
  document.addEventListener("prerenderingchange", take_);
  take_();
}

// A hand scanner types fast and ends with Enter, wherever one is on the page.
function listenToScanner() {
  let typed = "";
  let lastAt = 0;
  document.addEventListener("keydown", (event) => {
    if (/^(INPUT|SELECT)$/.test(event.target.tagName) || $("working").hidden) return;
    if (event.timeStamp - lastAt > 100) typed = "";
    lastAt = event.timeStamp;
    if (event.key.length === 1) typed += event.key;
    if (event.key === "Enter" && codeIn(typed)) {
      event.preventDefault();
      handle(typed);
      typed = "";
    }
  });
}

begin();
