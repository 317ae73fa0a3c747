// Small upgrades; without them everything still works.

// Addresses stay short: fields without a value, and a radius or order that changes nothing, are left out.
document.addEventListener("formdata", ({ formData, target }) => {
  if (target.method !== "get") return;
  for (const [name, value] of [...formData]) {
    if (value === "" || value === target.elements[name]?.dataset?.default) formData.delete(name);
  }
  if (!formData.has("near")) formData.delete("radius");
});

// The button at the foot of the filters closes the drawer and leads to the hits.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-close]");
  if (!button) return;
  document.getElementById(button.dataset.close)?.removeAttribute("open");
  document.getElementById("count")?.scrollIntoView({ block: "start" });
});

// A radius alone asks for nothing new.
document.addEventListener("htmx:confirm", (event) => {
  const changed = event.detail.triggeringEvent?.target;
  if (changed?.name === "radius" && !changed.form.elements.near.value) event.preventDefault();
});

// The same question twice is one step back.
document.addEventListener("htmx:beforeHistoryUpdate", ({ detail: { history } }) => {
  if (history.path === location.pathname + location.search) history.type = "replace";
});

// When new numbers arrive, what was opened among the filters stays open. A field in which somebody
// is typing is never taken away: its browser would send what stands there, half a word. The numbers
// wait for the answer to that.
let sent = new FormData();
document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
  if (elt.closest("form")) sent = new FormData(elt.closest("form"));
});
document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  const { target, fragment } = detail;
  for (const open of target.querySelectorAll("details[id][open]")) {
    fragment.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
  }
  const field = document.activeElement;
  if (target.contains(field) && field.matches("input:not([type=checkbox])")) {
    detail.shouldSwap = field.value === (sent.get(field.name) ?? "") && !field.validity.badInput;
  }
});

// An answer that is no page of hits (an error, a lost connection): ask again the plain way. What
// somebody is typing stays where it is, with a word that it is not saved.
for (const name of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(name, ({ detail: { elt } }) => {
    if (!elt.matches("[data-autosave]")) elt.submit?.();
    else document.getElementById("listing-unsaved")?.removeAttribute("hidden");
  });
}

// “Print” and “Share” need script, so they are hidden in the page and shown here.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.share({ title: document.title, url: location.href.split("#")[0] });
    } catch (reason) {
      if (reason.name !== "AbortError") button.hidden = true;
    }
  });
}
