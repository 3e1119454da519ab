// What the theme leaves without a name: its search dialog; a landmark beside every piece of code;
// and out of reach of the keyboard: a table that is wider than the screen.
const named = () => {
  for (const search of document.querySelectorAll(".md-search[role=dialog]:not([aria-label])"))
    search.setAttribute("aria-label", search.querySelector("input").placeholder);
  for (const buttons of document.querySelectorAll(".md-code__nav:not([role])"))
    buttons.setAttribute("role", "none");
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap:not([tabindex])"))
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
};
new MutationObserver(named).observe(document.body, { childList: true, subtree: true });
named();
