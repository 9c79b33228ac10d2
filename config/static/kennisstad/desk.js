// The desk's live parts: [data-live] is asked for anew every two seconds, or [data-every], while it says [data-goes-on].
"use strict";
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
for (const place of document.querySelectorAll("[data-live]")) {
  const pause = 1000 * (place.dataset.every || 2);
  let shown = "";
  const refresh = async () => {
    try {
      const answer = await fetch(place.dataset.live, { headers: { Accept: "text/html" }, credentials: "same-origin" });
      const text = await answer.text();
      // Not under the hands of who is on a link in it: the focus would be gone.
      // And what says the same stays, so that an alarm is read aloud once.
      if (answer.ok && !answer.redirected && text !== shown && !place.contains(document.activeElement)) {
        place.innerHTML = text;
        shown = text;
      }
    } catch {
      // The network is away for a moment; the numbers stay until it is back.
    }
    if (place.querySelector("[data-goes-on]")) setTimeout(refresh, pause);
  };
  if (place.querySelector("[data-goes-on]")) setTimeout(refresh, pause);
}
