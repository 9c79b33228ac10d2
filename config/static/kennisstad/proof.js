// Has the proof of work of a form made by a worker while one types; sending the form waits for it, and goes on by itself
// for who pressed the button too early. Without this script a code by mail does.
"use strict";
const part = document.querySelector("[data-challenge]");
if (part) {
  const form = part.closest("form");
  const bar = part.querySelector("progress");
  const status = part.querySelector("[role=status]");
  const tell = (what) => { status.textContent = part.dataset[what]; };
  let state = "busy";
  let pressed = null;

  const fail = () => {
    state = "failed";
    bar.hidden = true;
    tell(state);
  };
  const finish = (solution) => {
    state = "done";
    bar.value = 1;
    form.elements.proof.value = btoa(JSON.stringify({ challenge: JSON.parse(part.dataset.challenge), solution }));
    tell(state);
    if (pressed) form.requestSubmit ? form.requestSubmit(pressed) : form.submit();
  };

  form.addEventListener("submit", (event) => {
    if (state !== "busy" || (event.submitter && event.submitter.name === "mail_code")) return;
    event.preventDefault();
    pressed = event.submitter;
    tell("waiting");
  });
  part.querySelector("[data-script]").hidden = false;
  if (!window.Worker || !window.crypto || !window.crypto.subtle) {
    fail(); // an old browser, or a page without TLS
  } else {
    tell(state);
    const worker = new Worker(part.dataset.worker);
    worker.addEventListener("error", fail);
    worker.addEventListener("message", ({ data }) => {
      if (data.failed) fail();
      else if (data.solution) finish(data.solution);
      else bar.value = data.share;
    });
    worker.postMessage(JSON.parse(part.dataset.challenge).parameters);
  }
}
