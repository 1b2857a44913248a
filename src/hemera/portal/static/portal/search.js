// Only an improvement: drawing over the timeline from one bar to another fills the form below it and sends it.
"use strict";

for (const figure of document.querySelectorAll(".timeline[data-spans]")) {
  const names = figure.dataset.spans.split(" "), drawing = figure.querySelector("svg"), form = figure.querySelector("form.span");
  if (!drawing || !form || !window.PointerEvent) continue;
  const band = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  let from = -1;
  const under = (event) => {
    const box = drawing.getBoundingClientRect();
    return Math.max(0, Math.min(names.length - 1, Math.floor(((event.clientX - box.left) / box.width) * names.length)));
  };
  const show = (to) => {
    const wide = drawing.viewBox.baseVal.width / names.length, [first, last] = [Math.min(from, to), Math.max(from, to)];
    band.setAttribute("class", "band");
    for (const [name, value] of [["x", first * wide], ["width", (last - first + 1) * wide], ["height", 100]]) band.setAttribute(name, value);
    drawing.append(band);
  };
  drawing.addEventListener("dragstart", (event) => event.preventDefault());
  drawing.addEventListener("pointerdown", (event) => { if (event.button === 0) from = under(event); });
  drawing.addEventListener("pointermove", (event) => {
    if (from < 0) return;
    if (band.isConnected || under(event) !== from) show(under(event));
  });
  addEventListener("pointerup", (event) => {
    const start = from;
    from = -1;
    if (start < 0 || !band.isConnected) return;
    const ends = [names[start], names[under(event)]].sort();
    [form.elements.from.value, form.elements.to.value] = ends;
    drawing.addEventListener("click", (click) => click.preventDefault(), { capture: true, once: true });
    form.submit();
  });
}
