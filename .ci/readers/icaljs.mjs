// What ical.js (the parser of Thunderbird, Nextcloud and many more) reads in calendar files.
// usage: node .ci/readers/icaljs.mjs MODULE FOLDER > seen.json      MODULE = path of the ical.js package's main file
// Gives {file: {uid: {start, end, status, sequence}}}; moments in UTC, whole days as dates.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modulePath, folder] = process.argv.slice(2);
const { default: ICAL } = await import(pathToFileURL(modulePath));

const said = (time) =>
  time.isDate ? time.toString() : new Date(time.toUnixTime() * 1000).toISOString().replace(".000Z", "Z");

function read(text) {
  const seen = {};
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const component of calendar.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(component);
    seen[event.uid] = {
      start: said(event.startDate),
      end: said(event.endDate),
      status: component.getFirstPropertyValue("status") ?? "",
      sequence: event.sequence ?? 0,
    };
  }
  return seen;
}

const files = readdirSync(folder).filter((name) => name.endsWith(".ics")).sort();
const all = Object.fromEntries(files.map((name) => [name, read(readFileSync(join(folder, name), "utf8"))]));
process.stdout.write(JSON.stringify(all));
