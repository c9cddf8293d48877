// Keys of the desk. Every page works without this script; it only moves the focus and follows links that are there.
(() => {
  "use strict";
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.checkVisibility());
  let at = -1;
  const typing = (e) => /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName) || e.ctrlKey || e.metaKey || e.altKey;
  const go = (to) => {
    const all = rows();
    if (!all.length) return;
    at = Math.max(0, Math.min(all.length - 1, to));
    all.forEach((row, i) => row.classList.toggle("at", i === at));
    const link = all[at].querySelector("a, summary") || all[at];
    link.focus({ preventScroll: true });
    all[at].scrollIntoView({ block: "nearest" });
  };
  const press = (name) => { const act = document.querySelector(`[data-key="${name}"]`); if (act && !act.disabled) { act.focus(); act.click(); } };
  const help = () => { const d = document.getElementById("keys"); if (d) d.open ? d.close() : d.showModal(); };
  const helpLink = document.querySelector("[data-help]");
  if (helpLink) helpLink.addEventListener("click", (e) => { e.preventDefault(); help(); });
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape") { const d = document.getElementById("keys"); if (d && d.open) return; if (typing(e)) { e.target.blur(); return; } press("Escape"); return; }
    if (typing(e)) return;
    // Whoever clicked or tabbed into a row goes on from there.
    const inside = document.activeElement && document.activeElement.closest("[data-row]");
    if (inside) at = rows().indexOf(inside);
    const next = () => { const all = rows(); const i = all.findIndex((r, n) => n > at && r.dataset.problem !== undefined); go(i < 0 ? all.findIndex((r) => r.dataset.problem !== undefined) : i); };
    const unfold = () => { const all = [...document.querySelectorAll("main details")]; const open = all.some((d) => !d.open); all.forEach((d) => { d.open = open; }); };
    const focus = (name) => { const field = document.querySelector(`input[data-key="${name}"]`); if (field) { field.focus(); field.scrollIntoView({ block: "center" }); return true; } return false; };
    if (["e", "r"].includes(e.key) && focus(e.key)) { e.preventDefault(); return; }
    const keys = { u: unfold, "[": () => press("["), "]": () => press("]"), j: () => go(at + 1), ArrowDown: () => go(at + 1), k: () => go(at - 1), ArrowUp: () => go(at - 1), n: next, "?": help,
      "/": () => { const s = document.getElementById("search"); if (s) s.focus(); } };
    if (keys[e.key]) { e.preventDefault(); keys[e.key](); return; }
    if (/^[a-z]$/.test(e.key)) press(e.key);
  });
  // What is printed is unfolded, and folds again afterwards.
  let folded = [];
  addEventListener("beforeprint", () => { folded = [...document.querySelectorAll("main details:not([open], .quiet)")]; folded.forEach((d) => { d.open = true; }); });
  addEventListener("afterprint", () => { folded.forEach((d) => { d.open = false; }); });
})();
