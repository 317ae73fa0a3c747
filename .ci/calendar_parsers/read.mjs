// Reads a calendar with ical.js and node-ical: node read.mjs PARSER FILE FROM UNTIL; see check.py.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [parser, file, from, until] = process.argv.slice(2);
const require = createRequire(`${process.cwd()}/`);
const text = readFileSync(file, "utf8");
const begin = new Date(from), end = new Date(until);
const inside = (moment) => begin <= moment && moment < end;
const day = (moment) => moment.toISOString().slice(0, 10);

function icalJs() {
  const ICAL = require("ical.js").default ?? require("ical.js");
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const all = calendar.getAllSubcomponents("vevent");
  const written = (time) => (time.isDate ? time.toString() : time.toJSDate().toISOString());
  const dates = [];
  for (const component of all) {
    if (component.hasProperty("recurrence-id")) continue;
    const event = new ICAL.Event(component, { exceptions: [] });
    for (const other of all) {
      const belongs = other.getFirstPropertyValue("uid") === event.uid;
      if (belongs && other.hasProperty("recurrence-id")) event.relateException(other);
    }
    const note = (item, start) => {
      if (!inside(start.toJSDate())) return;
      const status = item.component.getFirstPropertyValue("status");
      dates.push([event.uid, written(start), status === "CANCELLED"]);
    };
    if (!event.isRecurring()) { note(event, event.startDate); continue; }
    const iterator = event.iterator();
    for (let next; (next = iterator.next()); ) {
      if (next.toJSDate() >= end) break;
      const details = event.getOccurrenceDetails(next);
      note(details.item, details.startDate);
    }
  }
  return { components: all.length, dates };
}

function nodeIcal() {
  const ical = require("node-ical");
  const events = Object.values(ical.sync.parseICS(text)).filter((e) => e.type === "VEVENT");
  let components = 0;
  const dates = [];
  const written = (e, start) => {
    if (e.datetype !== "date") return new Date(start).toISOString();
    const local = new Date(start);
    return day(new Date(Date.UTC(local.getFullYear(), local.getMonth(), local.getDate())));
  };
  for (const event of events) {
    const changed = new Set(Object.values(event.recurrences ?? {}));
    components += 1 + changed.size;
    for (const one of ical.expandRecurringEvent(event, { from: begin, to: end })) {
      const source = one.event ?? event;
      if (!inside(one.start)) continue;
      dates.push([event.uid, written(source, one.start), source.status === "CANCELLED"]);
    }
  }
  return { components, dates };
}

console.log(JSON.stringify(parser === "ical.js" ? icalJs() : nodeIcal()));
