// Only improvements: every page is whole without this file.
"use strict";

// The wire moves: newer headlines arrive at its head, until the reader stops it.
const EVERY = 45000, MOST = 96;
for (const wire of document.querySelectorAll("[data-wire]:not([data-still])")) {
  const list = wire.querySelector("ol"), button = wire.querySelector("[data-pause]");
  if (!list || !button || !window.fetch) continue;
  const words = [button.textContent, button.dataset.resume];
  let paused = sessionStorage.getItem("wire") === "paused";
  const show = () => { button.textContent = words[+paused]; button.setAttribute("aria-pressed", paused); };
  const last = () => Math.max(0, ...[...list.children].map((item) => +item.dataset.n || 0));
  const poll = async () => {
    if (paused || document.hidden || list.contains(document.activeElement)) return;
    const answer = await fetch(`${wire.dataset.wire}?since=${last()}`).catch(() => null);
    if (!answer || answer.status !== 200) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("li");
    for (const item of fresh) item.classList.add("new");
    list.prepend(...fresh);
    while (list.children.length > MOST) list.lastElementChild.remove();
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    paused = !paused;
    sessionStorage.setItem("wire", paused ? "paused" : "");
    show();
    poll();
  });
  show();
  setInterval(poll, EVERY);
}

// j and k walk through headlines, o opens (on an article: its source), / goes to the search box.
const items = [...document.querySelectorAll("[data-item], .titles a, .wire li a")].filter((a) => a.offsetParent);
const step = (by) => {
  const at = items.indexOf(document.activeElement);
  const next = items[at < 0 ? (by > 0 ? 0 : items.length - 1) : at + by];
  if (next) { next.focus(); next.scrollIntoView({ block: "center" }); }
};
const keys = {
  j: () => step(1),
  k: () => step(-1),
  o: () => (items.includes(document.activeElement) ? document.activeElement : document.querySelector("[data-open]"))?.click(),
  "/": () => document.getElementById("q")?.focus(),
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});

// Words of the archive are proposed while one types.
const box = document.getElementById("q"), offers = document.createElement("datalist");
if (box && window.fetch) {
  let asked = box.value, timer = 0;
  offers.id = "offers";
  box.after(offers);
  box.setAttribute("list", offers.id);
  const propose = async () => {
    const text = box.value;
    if (text === asked || [...offers.children].some((option) => option.value === text)) return;
    asked = text;
    const answer = await fetch(`${box.form.action}/suggest?q=${encodeURIComponent(text)}`).then((r) => (r.ok ? r.json() : null)).catch(() => null);
    if (!answer || answer[0] !== box.value) return;
    offers.replaceChildren(...answer[1].map((words) => Object.assign(document.createElement("option"), { value: words })));
  };
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(propose, 150); });
}

// A report is sent without leaving the page; its answer takes the form's place.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-report]");
  if (!form || !window.fetch) return;
  event.preventDefault();
  const button = form.querySelector("button[type=submit], button:not([type])");
  if (button) button.disabled = true;
  const sent = { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } };
  const answer = await fetch(form.action, sent).then((r) => (r.ok ? r.json() : null)).catch(() => null);
  if (!answer) { form.submit(); return; }
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.tabIndex = -1;
  said.textContent = answer.message;
  (form.closest("details") || form).replaceWith(said);
  said.focus();
});
