// What the theme leaves without a name: its search dialog; and a landmark beside every piece of code.
const named = () => {
  for (const search of document.querySelectorAll(".md-search[role=dialog]:not([aria-label])"))
    search.setAttribute("aria-label", search.querySelector("input").placeholder);
  for (const buttons of document.querySelectorAll(".md-code__nav:not([role])"))
    buttons.setAttribute("role", "none");
};
new MutationObserver(named).observe(document.body, { childList: true, subtree: true });
named();
