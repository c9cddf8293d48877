// What assistive tools need of a page, and whether its text can be read. Gives a list of faults.
const faults = [];
const visible = (e) => e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
if (!document.documentElement.lang) faults.push("the page names no language");
for (const mark of ["header", "nav", "main"]) if (!document.querySelector(mark)) faults.push(`no ${mark}`);
if (document.querySelectorAll("h1").length !== 1) faults.push("not exactly one h1");
let level = 0;
for (const h of document.querySelectorAll("main h1, main h2, main h3, main h4")) {
  const own = Number(h.tagName[1]);
  if (own > level + 1) faults.push(`heading «${h.textContent.trim()}» skips a level`);
  level = own;
}
for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
  if (!field.getAttribute("aria-label") && !(field.labels && field.labels.length)) faults.push(`a field named ${field.name} has no label`);
for (const act of document.querySelectorAll("a, button")) if (!act.textContent.trim() && !act.getAttribute("aria-label")) faults.push("a link or button without words");
for (const table of document.querySelectorAll("table"))  {
  if (!table.querySelector("th[scope]")) faults.push("a table without scoped headings");
  if (!table.caption) faults.push("a table without a caption");
}
const ids = new Set();
for (const e of document.querySelectorAll("[id]")) { if (ids.has(e.id)) faults.push(`the id ${e.id} stands twice`); ids.add(e.id); }
const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
const rgb = (color) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255]; };
const light = ([r, g, b]) => { const c = [r, g, b].map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]; };
const ground = (e) => { for (let at = e; at; at = at.parentElement) { const c = rgb(getComputedStyle(at).backgroundColor); if (c[3] > 0.99) return c; } return [255, 255, 255, 1]; };
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const told = new Set();
while (walk.nextNode()) {
  const e = walk.currentNode.parentElement;
  if (!walk.currentNode.textContent.trim() || !e || !visible(e) || /^(SCRIPT|STYLE)$/.test(e.tagName)) continue;
  const style = getComputedStyle(e);
  const [a, b] = [light(rgb(style.color)), light(ground(e))];
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const key = `${style.color} on ${ground(e)}`;
  if (ratio < 4.5 && !told.has(key)) { told.add(key); faults.push(`«${walk.currentNode.textContent.trim().slice(0, 30)}» has contrast ${ratio.toFixed(2)} (${key})`); }
}
for (const e of document.querySelectorAll("main a, main button, main summary")) {
  if (!visible(e)) continue;
  e.focus({ preventScroll: true, focusVisible: true });
  const style = getComputedStyle(e);
  if (document.activeElement === e && style.outlineStyle === "none") { faults.push(`focus cannot be seen on «${e.textContent.trim().slice(0, 30)}»`); break; }
}
if (document.documentElement.scrollWidth > window.innerWidth + 1) faults.push(`the page is ${document.documentElement.scrollWidth - window.innerWidth} pixels too wide`);
return faults;
