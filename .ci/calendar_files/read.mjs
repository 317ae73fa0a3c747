// Reads calendar files with ical.js: node read.mjs FILE...; see check.py.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const ICAL = require("ical.js").default ?? require("ical.js");
const DATES = 12;
const written = (time) => (time.isDate ? time.toString() : time.toJSDate().toISOString());

function endOf(component, event) {
  return component.hasProperty("dtend") || component.hasProperty("duration") ? written(event.endDate) : null;
}

function datesOf(component, event, all) {
  const recurs = ["rrule", "rdate", "exdate"].some((name) => component.hasProperty(name));
  if (!recurs || component.hasProperty("recurrence-id")) return null;
  try {
    for (const other of all) {
      const isOurs = other.getFirstPropertyValue("uid") === event.uid;
      if (isOurs && other.hasProperty("recurrence-id")) event.relateException(other);
    }
    const iterator = event.iterator();
    const dates = [];
    for (let next; dates.length < DATES && (next = iterator.next()); ) {
      dates.push(written(event.getOccurrenceDetails(next).startDate));
    }
    return dates.sort();
  } catch {
    return null; // RDATEs beside overrides, for example: the events are compared all the same
  }
}

function seen(component, all) {
  const event = new ICAL.Event(component, { exceptions: [] });
  const text = (name) => String(component.getFirstPropertyValue(name) ?? "");
  const named = component.getFirstPropertyValue("recurrence-id");
  return {
    uid: text("uid"),
    recurrence: named ? written(named) : "",
    sequence: Number(text("sequence")) || 0,
    start: written(event.startDate),
    end: endOf(component, event),
    dates: datesOf(component, event, all),
    summary: text("summary"),
    location: text("location"),
    description: text("description"),
    status: text("status"),
  };
}

function read(path) {
  const parsed = ICAL.parse(readFileSync(path, "utf8"));
  const roots = Array.isArray(parsed[0]) ? parsed : [parsed];
  const events = [], failed = [];
  for (const calendar of roots.map((root) => new ICAL.Component(root))) {
    for (const zone of calendar.getAllSubcomponents("vtimezone")) {
      try { ICAL.TimezoneService.register(zone); } catch { /* one without a name */ }
    }
    const all = calendar.getAllSubcomponents("vevent");
    for (const component of all) {
      try { events.push(seen(component, all)); } catch (problem) { failed.push(`${problem}`.slice(0, 100)); }
    }
    ICAL.TimezoneService.reset();
  }
  return { events, failed };
}

const answer = {};
for (const path of process.argv.slice(2)) {
  try {
    answer[path] = read(path);
  } catch (problem) {
    answer[path] = { events: [], failed: [`${problem}`.slice(0, 200)] };
  }
}
console.log(JSON.stringify(answer));
