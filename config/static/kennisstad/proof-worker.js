// Derives keys from one number after another until one begins as the challenge says: the proof of work of ALTCHA,
// version 2, with PBKDF2. Tells how far it is, then the solution.
"use strict";
const AT_ONCE = 16; // derivations that the browser may share among its threads
const bytes = (hex) => Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function derive(asked, counter) {
  const nonce = bytes(asked.nonce);
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  new DataView(password.buffer).setUint32(nonce.length, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const hash = asked.algorithm.split("/")[1];
  const how = { name: "PBKDF2", hash, salt: bytes(asked.salt), iterations: asked.cost };
  return hex(await crypto.subtle.deriveBits(how, key, asked.keyLength * 8));
}

async function solve(asked) {
  for (let first = 0; first < asked.data.most; first += AT_ONCE) {
    const tries = Array.from({ length: AT_ONCE }, (_, step) => derive(asked, first + step));
    const keys = await Promise.all(tries);
    const found = keys.findIndex((key) => key.startsWith(asked.keyPrefix));
    if (found >= 0) return { solution: { counter: first + found, derivedKey: keys[found] } };
    self.postMessage({ share: first / asked.data.most });
  }
  return { failed: true };
}

self.addEventListener("message", ({ data }) => {
  solve(data).then((answer) => self.postMessage(answer), () => self.postMessage({ failed: true }));
});
