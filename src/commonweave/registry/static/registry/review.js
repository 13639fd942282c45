/* One key for each answer of the clerical review. Without this file the buttons work alone. */
(() => {
  "use strict";
  const hints = document.querySelectorAll("[data-keys-hint]");
  const toggle = document.querySelector("[data-keys-switch]");
  const STORE = "commonweave.review.keys";
  const read = () => {
    try { return localStorage.getItem(STORE) !== "off"; } catch { return true; }
  };
  let on = read();
  const show = () => { if (toggle) toggle.textContent = on ? toggle.dataset.on : toggle.dataset.off; };
  toggle?.addEventListener("click", () => {
    on = !on;
    try { localStorage.setItem(STORE, on ? "on" : "off"); } catch { /* the choice lasts for this page */ }
    show();
  });
  let sent = false;
  document.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => { sent = false; });
  document.addEventListener("keydown", (event) => {
    if (!on || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const button = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
  hints.forEach((hint) => { hint.hidden = false; });
  show();
})();
