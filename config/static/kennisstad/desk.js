// The desk's live parts: [data-live] is asked for anew every two seconds while it says [data-goes-on].
"use strict";
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
for (const place of document.querySelectorAll("[data-live]")) {
  const refresh = async () => {
    try {
      const answer = await fetch(place.dataset.live, { headers: { Accept: "text/html" }, credentials: "same-origin" });
      const text = await answer.text();
      // Not under the hands of who is on a link in it: the focus would be gone.
      if (answer.ok && !answer.redirected && !place.contains(document.activeElement)) place.innerHTML = text;
    } catch {
      // The network is away for a moment; the numbers stay until it is back.
    }
    if (place.querySelector("[data-goes-on]")) setTimeout(refresh, 2000);
  };
  if (place.querySelector("[data-goes-on]")) setTimeout(refresh, 2000);
}
