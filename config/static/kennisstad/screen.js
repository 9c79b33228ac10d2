// The screen of a venue asks anew each minute; while there is no network it goes on showing what it has.
"use strict";
setInterval(async () => {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (answer && answer.ok) location.reload();
}, 60_000);
