// Runs before the first paint: the reader's own choice of light or dark stands above the system's.
"use strict";
(() => {
  const order = ["auto", "light", "dark"];
  const kept = () => {
    try {
      return order.includes(localStorage.getItem("theme")) ? localStorage.getItem("theme") : "auto";
    } catch {
      return "auto";
    }
  };
  const set = (theme) => {
    document.documentElement.dataset.theme = theme;
    const button = document.getElementById("theme");
    if (button) button.textContent = `Theme: ${theme}`;
  };
  set(kept());
  document.addEventListener("DOMContentLoaded", () => {
    set(kept());
    document.getElementById("theme")?.addEventListener("click", () => {
      const next = order[(order.indexOf(document.documentElement.dataset.theme) + 1) % order.length];
      try {
        localStorage.setItem("theme", next);
      } catch {
        // A browser that keeps nothing still changes its colours.
      }
      set(next);
    });
  });
})();
