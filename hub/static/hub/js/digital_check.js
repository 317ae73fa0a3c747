// The Digital-Check without the server: answers stay in this tab, the result is computed here. The
// sums are those of advisory/maturity.py, the text that of answers.summary (a browser test compares).
// Only two things are ever sent, both by a button: names of topics with a postcode, for offers; and
// the text of a request, as somebody left it in its field.

const MOST = 3, NOT_OURS = -1, WEAK_BELOW = 75, MOST_WEAK = 3, LOW = 1, MOST_BEGINNINGS = 2;
const FROM = [[75, "leading"], [50, "advanced"], [25, "under_way"], [0, "beginning"]];
const KEPT = "digital-check";

const rounded = (sum, count) => Math.floor((2 * sum + count) / (2 * count));

export function assess(questions, answers) {
  const standings = [...new Set(questions.map(([, dimension]) => dimension))].map((dimension) => {
    const keys = questions.filter((question) => question[1] === dimension).map(([key]) => key);
    const given = keys.filter((key) => key in answers);
    const rated = given.filter((key) => answers[key] !== NOT_OURS);
    const concerning = keys.length - (given.length - rated.length);
    const sum = rated.reduce((all, key) => all + answers[key], 0);
    const isEnough = rated.length > 0 && 2 * rated.length >= concerning;
    const points = isEnough ? rounded(100 * sum, MOST * rated.length) : null;
    const low = rated.filter((key) => answers[key] <= LOW).sort((a, b) => answers[a] - answers[b]);
    return {
      dimension,
      points,
      stage: isEnough ? FROM.find(([least]) => points >= least)[1] : null,
      beginnings: low.slice(0, MOST_BEGINNINGS),
    };
  });
  const known = standings.filter(({ points }) => points !== null);
  const weak = known.filter(({ points }) => points < WEAK_BELOW).sort((a, b) => a.points - b.points);
  const sum = known.reduce((all, { points }) => all + points, 0);
  return {
    standings,
    points: known.length && known.length === standings.length ? rounded(sum, known.length) : null,
    weakest: weak.slice(0, MOST_WEAK).map(({ dimension }) => dimension),
    open: questions.filter(([key]) => !(key in answers)).length,
  };
}

const root = document.getElementById("digital-check");
if (root) begin(document.getElementById("check"));

function begin(form) {
  const places = [...root.querySelectorAll("[data-screen]")].map(({ dataset }) => dataset.screen);
  const questions = [...form.querySelectorAll("[data-question]")].map((field) => [
    field.dataset.question,
    field.closest("[data-screen]").dataset.screen,
  ]);
  const version = form.elements.version.value;
  let kept = { version, answers: {}, at: places[0] };
  try {
    kept = JSON.parse(sessionStorage.getItem(KEPT)) ?? kept;
  } catch { /* nothing kept, or nothing can be */ }
  if (kept.version !== version) {
    const isBegun = Object.keys(kept.answers).length > 0;
    if (isBegun && !location.search.includes("version=")) {
      location.replace(`?version=${encodeURIComponent(kept.version)}${location.hash}`);
      return;
    }
    kept.version = version;
  }
  for (const [key, value] of Object.entries(kept.answers)) {
    const box = form.querySelector(`input[name="answer-${CSS.escape(key)}"][value="${CSS.escape(value)}"]`);
    if (box) box.checked = true;
    else delete kept.answers[key];
  }
  for (const element of root.querySelectorAll("[data-with-script]")) element.hidden = false;
  for (const element of root.querySelectorAll("[data-without-script]")) element.hidden = true;
  for (const element of root.querySelectorAll("[data-own-form]")) {
    element.removeAttribute("form"); // the answers are in that one, and stay here
    element.removeAttribute("formaction");
  }

  const keep = () => {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(kept));
    } catch { /* the answers live as long as the page */ }
  };
  const show = (at, { isFirst = false } = {}) => {
    kept.at = places.includes(at) ? at : places[0];
    keep();
    if (kept.at === "result") fill(assess(questions, kept.answers), form, kept.answers);
    turn(kept.at, places, form);
    if (!isFirst) {
      const heading = root.querySelector(`[data-screen="${kept.at}"] h2`);
      heading.focus({ preventScroll: true });
      heading.scrollIntoView({ block: "start" });
    }
  };

  form.addEventListener("change", ({ target }) => {
    if (!target.name.startsWith("answer-")) return;
    kept.answers[target.name.slice("answer-".length)] = Number(target.value);
    keep();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault(); // with script this form is never sent
    const go = event.submitter?.value ?? form.querySelector("[data-after]").value;
    if (go === "offers") {
      askForOffers(form);
      return;
    }
    history.pushState(null, "", `#${go}`);
    show(go);
  });
  addEventListener("popstate", () => show(location.hash.slice(1)));
  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-clear]");
    if (!link) return;
    event.preventDefault();
    sessionStorage.removeItem(KEPT);
    form.reset();
    location.assign(link.pathname);
  });
  root.querySelector("#text")?.addEventListener("input", ({ target }) => {
    target.dataset.edited = "";
  });
  show(location.hash.slice(1) || kept.at, { isFirst: true });
}

function turn(at, places, form) {
  const index = places.indexOf(at);
  for (const screen of root.querySelectorAll("[data-screen]")) screen.hidden = screen.dataset.screen !== at;
  for (const part of root.querySelectorAll("[data-except]")) part.hidden = part.dataset.except === at;
  for (const button of form.querySelectorAll("[data-after]")) button.value = places[index + 1] ?? "offers";
  for (const button of form.querySelectorAll("[data-before]")) button.value = places[Math.max(0, index - 1)];
  for (const button of form.querySelectorAll(".steps button")) {
    if (button.value === at) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
  }
  const step = form.querySelector(".steps [aria-current]")?.textContent;
  const site = document.title.slice(document.title.indexOf(" – "));
  document.title = `${root.dataset.title}${step ? `: ${step}` : ""}${site}`;
}

const words = (element) => element.textContent.replace(/\s+/g, " ").trim();

function when(parent, name, holds) {
  for (const part of parent.querySelectorAll(`[data-if="${name}"]`)) part.hidden = !holds;
}

function fill(result, form, answers) {
  when(root, "total", result.points !== null);
  when(root, "open", result.open > 0);
  root.querySelector("[data-total]").textContent = result.points ?? "";
  root.querySelector("[data-open]").textContent = result.open;
  for (const { dimension, points, stage, beginnings } of result.standings) {
    const row = root.querySelector(`[data-standing="${dimension}"]`);
    const meaning = root.querySelector(`[data-meaning="${dimension}"]`);
    row.querySelector(".bar-points").setAttribute("width", points ?? 0);
    row.querySelector("[data-points]").textContent = points ?? "";
    when(meaning, "beginnings", beginnings.length > 0);
    for (const part of [row, meaning]) {
      when(part, "points", points !== null);
      when(part, "no-points", points === null);
      for (const word of part.querySelectorAll("[data-stage]")) word.hidden = word.dataset.stage !== stage;
    }
    for (const item of meaning.querySelectorAll("[data-beginning]")) {
      item.hidden = !beginnings.includes(item.dataset.beginning);
    }
  }
  if (!root.querySelector("#offers .hits")) {
    for (const box of document.querySelectorAll("#offers [name=dimension]")) {
      box.checked = result.weakest.includes(box.value);
    }
  }
  const text = root.querySelector("#text");
  if (text && !("edited" in text.dataset)) text.value = summary(text.dataset, result, form, answers);
}

function summary({ lead, gaps, end }, { standings, weakest }, form, answers) {
  const lines = [lead];
  for (const { dimension, points, stage } of standings) {
    const row = root.querySelector(`[data-standing="${dimension}"]`);
    const standing = points === null
      ? words(row.querySelector("[data-if=no-points]"))
      : `${words(row.querySelector("[data-if=points]"))} (${words(row.querySelector(`[data-stage="${stage}"]`))})`;
    lines.push(`- ${words(row.querySelector("th"))}: ${standing}`);
  }
  const keys = standings.filter(({ dimension }) => weakest.includes(dimension)).flatMap(({ beginnings }) => {
    const order = (key) => [...form.querySelectorAll("[data-question]")].findIndex((f) => f.dataset.question === key);
    return [...beginnings].sort((a, b) => order(a) - order(b));
  });
  if (keys.length) lines.push("", gaps);
  for (const key of keys) {
    const field = form.querySelector(`[data-question="${CSS.escape(key)}"]`);
    const chosen = field.querySelector(`input[value="${answers[key]}"]`).parentElement;
    lines.push(`- ${words(field.querySelector("legend"))} (${words(chosen)})`);
  }
  return [...lines, "", end, ""].join("\n");
}

async function askForOffers(form) {
  const asked = document.getElementById("offers");
  const button = asked.querySelector("button[value=offers]");
  const failed = asked.querySelector("[data-failed]");
  const body = new URLSearchParams({
    csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
    go: "offers",
    postcode: asked.querySelector("[name=postcode]").value,
  });
  for (const box of asked.querySelectorAll("[name=dimension]:checked")) body.append("dimension", box.value);
  button.disabled = true;
  failed.hidden = true;
  try {
    const response = await fetch(form.action, { method: "POST", body });
    if (!response.ok) throw new Error(response.statusText);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = document.importNode(page.getElementById("offers"), true);
    for (const element of found.querySelectorAll("[data-with-script]")) element.hidden = false;
    for (const element of found.querySelectorAll("[data-without-script]")) element.hidden = true;
    asked.replaceWith(found);
    (found.querySelector("[aria-invalid=true]") ?? found.querySelector("h2")).focus();
  } catch {
    failed.hidden = false;
    button.disabled = false;
  }
}
