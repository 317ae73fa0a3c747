// The hits of a result page on a map. Before a visitor agrees, nothing is asked of the server of the
// map pictures and Leaflet is not even loaded; the answer is kept for this tab and can be taken back.

const MOST = 500; // hits that are drawn
const APART = 34; // pixels between markers; closer ones become one with a number
const LIST = 8; // entries that a popup lists before the map rather goes closer

const panel = document.getElementById("map");
const toggle = document.querySelector("[data-map=toggle]");
const words = panel.dataset;
const consent = panel.querySelector(".map-consent");
const shown = panel.querySelector(".map-shown");
const canvas = panel.querySelector(".map-canvas");
const status = panel.querySelector("[role=status]");
const stillness = matchMedia("(prefers-reduced-motion: reduce)").matches;
let map = null;
let markers = null;
let features = [];
let request = null;

// --- What the visitor wants -------------------------------------------------------------------

const kept = (name) => sessionStorage.getItem(`map-${name}`);
const keep = (name, value) => sessionStorage.setItem(`map-${name}`, value);

function open(isOpen) {
  panel.hidden = !isOpen;
  toggle.setAttribute("aria-expanded", isOpen);
  keep("open", isOpen ? "yes" : "");
  if (isOpen && kept("consent") === words.host) load();
}

async function load() {
  keep("consent", words.host);
  consent.hidden = true;
  shown.hidden = false;
  try {
    await leaflet();
    map ??= create();
    map.invalidateSize();
    await refresh();
  } catch (reason) {
    if (reason.name !== "AbortError") status.textContent = words.failed;
  }
}

function revoke() {
  keep("consent", "");
  request?.abort();
  map?.remove();
  map = null;
  shown.hidden = true;
  consent.hidden = false;
  consent.querySelector("button").focus();
}

// --- Leaflet ----------------------------------------------------------------------------------

let loading = null;

function leaflet() {
  loading ??= Promise.all([
    arrival("link", { rel: "stylesheet", href: words.style }),
    arrival("script", { src: words.script }),
  ]);
  return loading;
}

function arrival(tag, attributes) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.addEventListener("load", resolve);
    element.addEventListener("error", () => { loading = null; reject(new Error(tag)); });
    document.head.append(element);
  });
}

function create() {
  const created = L.map(canvas, {
    zoomControl: false, scrollWheelZoom: false, maxZoom: 18,
    zoomAnimation: !stillness, fadeAnimation: !stillness, markerZoomAnimation: !stillness,
  });
  created.attributionControl.setPrefix('<a href="https://leafletjs.com">Leaflet</a>');
  L.control.zoom({ position: "bottomleft", zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(created);
  L.tileLayer(words.tiles, { attribution: words.attribution, maxZoom: 19 }).addTo(created);
  markers = L.layerGroup().addTo(created);
  created.on("focus", () => created.scrollWheelZoom.enable()); // else a page could not be scrolled past it
  created.on("blur", () => created.scrollWheelZoom.disable());
  created.on("zoomend", draw);
  created.on("popupopen", ({ popup }) => {
    const box = popup.getElement();
    box.querySelector(".leaflet-popup-close-button").setAttribute("aria-label", words.close);
    box.querySelector("li a").focus({ preventScroll: true });
  });
  canvas.addEventListener("keydown", (event) => {
    if (event.key === "Escape") created.closePopup();
  });
  return created;
}

// --- The hits ---------------------------------------------------------------------------------

async function refresh() {
  request?.abort();
  request = new AbortController();
  const params = new URLSearchParams(location.search);
  params.delete("page");
  params.set("count", MOST);
  params.set("count", MOST);
  const answer = await fetch(`${words.features}?${params}`, { signal: request.signal });
  if (!answer.ok) throw new Error(answer.status);
  const collection = await answer.json();
  features = collection.features;
  for (const feature of features) {
    const [longitude, latitude] = feature.geometry.coordinates;
    feature.place = L.latLng(latitude, longitude);
  }
  map.closePopup();
  const area = L.latLngBounds(features.map((feature) => feature.place));
  if (area.isValid()) map.fitBounds(area.pad(0.1), { maxZoom: 13, animate: false });
  else map.setView([51.3, 9.5], 8);
  draw();
  const without = collection.total - features.length;
  const told = [[words.shown, features.length], ...(without ? [[words.without, without]] : [])];
  status.textContent = told.map(([text, count]) => text.replace("{count}", count)).join(" ");
}

function draw() {
  markers.clearLayers();
  for (const group of grouped()) {
    const [first] = group;
    const many = group.length > 1;
    const kind = group.every((hit) => hit.properties.type === first.properties.type)
      ? `is-${first.properties.type}` : "is-mixed";
    const name = many ? words.many.replace("{count}", group.length) : first.properties.title;
    const icon = L.divIcon({ className: `pin ${kind}`, html: many ? String(group.length) : "", iconSize: [30, 30] });
    const marker = L.marker(first.place, { icon, title: name });
    marker.on("add", () => marker.getElement().setAttribute("aria-label", name));
    const area = L.latLngBounds(group.map((hit) => hit.place));
    if (group.length > LIST && map.getZoom() < 15 && !area.getSouthWest().equals(area.getNorthEast())) {
      marker.on("click", () => map.fitBounds(area.pad(0.2), { animate: !stillness }));
    } else {
      marker.bindPopup(() => listed(group), { maxHeight: 230, maxWidth: Math.min(320, canvas.clientWidth - 90) });
      marker.on("popupclose", () => marker.getElement()?.focus({ preventScroll: true }));
    }
    markers.addLayer(marker);
  }
}

function grouped() {
  const groups = [];
  for (const feature of features) {
    const point = map.project(feature.place);
    const near = groups.find((group) => group.point.distanceTo(point) < APART);
    if (near) near.hits.push(feature);
    else groups.push({ point, hits: [feature] });
  }
  return groups.map((group) => group.hits);
}

function listed(group) {
  const list = document.createElement("ul");
  for (const { properties } of group) {
    const link = document.createElement("a");
    link.href = new URL(properties.url).pathname;
    link.textContent = properties.title;
    const item = document.createElement("li");
    item.className = `is-${properties.type}`;
    item.append(link, properties.place ? ` ${properties.place}` : "");
    list.append(item);
  }
  return list;
}

// --- Wiring -----------------------------------------------------------------------------------

toggle.hidden = false;
toggle.addEventListener("click", () => open(panel.hidden));
panel.querySelector("[data-map=load]").addEventListener("click", load);
panel.querySelector("[data-map=revoke]").addEventListener("click", revoke);
document.addEventListener("htmx:pushedIntoHistory", () => { if (map && !panel.hidden) load(); });
if (kept("open")) open(true);
