// A text field that offers how to go on, after the combobox pattern of the ARIA Authoring Practices.
// The server draws the options: data-href leads somewhere, data-value fills the field.
// Without this file the field is an ordinary one.

const PAUSE = 120; // milliseconds without a key before the server is asked
const LEAST = 2; // letters
let number = 0;

class Combobox {
  constructor(input) {
    this.input = input;
    this.active = -1;
    this.box = document.createElement("div");
    this.box.className = "suggestions";
    this.box.id = `suggestions-${(number += 1)}`;
    this.box.hidden = true;
    this.status = document.createElement("div");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    (input.closest(".ask-row") ?? input).after(this.box, this.status);
    for (const [name, value] of Object.entries({
      type: "text", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", autocomplete: "off",
    })) input.setAttribute(name, value);

    input.addEventListener("input", () => this.askSoon());
    input.addEventListener("keydown", (event) => this.press(event));
    input.addEventListener("blur", () => this.close());
    input.form?.addEventListener("submit", () => this.close());
    this.box.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus
    this.box.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(option, event.pointerType === "touch");
    });
  }

  get isOpen() { return !this.box.hidden; }

  get options() { return [...this.box.querySelectorAll("[role=option]")]; }

  askSoon() {
    this.stop();
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  stop() {
    clearTimeout(this.timer);
    this.request?.abort();
  }

  async ask() {
    const text = this.input.value.trim();
    if (text.length < LEAST) return this.close();
    this.request = new AbortController();
    const address = `${this.input.dataset.complete}?${new URLSearchParams({ q: text })}`;
    try {
      const answer = await fetch(address, { signal: this.request.signal });
      this.show(answer.ok ? await answer.text() : "");
    } catch (reason) {
      if (reason.name !== "AbortError") this.close(); // no connection: an ordinary field
    }
  }

  show(html) {
    if (document.activeElement !== this.input) return;
    this.box.innerHTML = html;
    const list = this.box.querySelector("[role=listbox]");
    if (list) list.id = `${this.box.id}-list`;
    this.options.forEach((option, place) => { option.id = `${this.box.id}-${place}`; });
    this.status.textContent = this.box.firstElementChild?.dataset.status ?? "";
    this.activate(-1);
    this.open(Boolean(list));
  }

  open(isOpen) {
    this.box.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", isOpen);
    if (isOpen) this.input.setAttribute("aria-controls", `${this.box.id}-list`);
    else this.input.removeAttribute("aria-controls");
  }

  close() {
    this.stop();
    this.activate(-1);
    this.open(false);
    this.status.textContent = "";
  }

  activate(place) {
    const { options } = this;
    options[this.active]?.setAttribute("aria-selected", "false");
    this.active = place;
    const option = options[place];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  press(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const { options, active } = this;
    const option = this.isOpen ? options[active] : null;
    const last = options.length - 1;
    const turn = (place) => { event.preventDefault(); this.activate(place); };
    if (event.key === "ArrowDown" && !this.isOpen) { event.preventDefault(); this.ask(); }
    else if (!this.isOpen) return;
    else if (event.key === "ArrowDown") turn(active < last ? active + 1 : -1); // past the end: the field
    else if (event.key === "ArrowUp") turn(active < 0 ? last : active - 1);
    else if (event.key === "Home" && option) turn(0);
    else if (event.key === "End" && option) turn(last);
    else if (event.key === "Enter" && option) { event.preventDefault(); this.choose(option); }
    else if (event.key === "Escape") { event.preventDefault(); this.close(); }
    else if (event.key === "Tab" && option && !option.dataset.href) this.fill(option); // leaving tells the form
    else if (event.key.length === 1 || event.key.startsWith("Arrow")) this.activate(-1);
  }

  choose(option, byTouch = false) {
    const { href, submit } = option.dataset;
    if (href) {
      this.close();
      location.assign(new URL(href, this.input.form.action));
      return;
    }
    this.fill(option);
    this.input.blur(); // so the browser itself says once that the value changed
    if (!byTouch) this.input.focus(); // else the keyboard of a phone would cover the hits
    if (submit !== undefined) this.input.form.requestSubmit();
  }

  fill(option) {
    this.close();
    this.input.value = option.dataset.value;
  }
}

function enhance(root) {
  for (const input of root.querySelectorAll("input[data-complete]:not([role])")) new Combobox(input);
}

enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.target));
