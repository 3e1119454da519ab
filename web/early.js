/* Runs in every browser there is: whether this one can run Python at all. */
(function () {
  var able =
    window.WebAssembly && window.WebAssembly.Exception && window.DecompressionStream && window.Worker && window.Promise;
  if (able) return;
  document.getElementById("unsupported").removeAttribute("hidden");
  document.getElementById("page").setAttribute("hidden", "");
})();
