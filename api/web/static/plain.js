/* Not needed by any page. With it a visit leaves one entry in the history, and quick exit takes that one away. */
(function () {
  "use strict";
  var exit = "/calendar", idle = 15 * 60 * 1000, timer, busy = false;
  function leave() {
    document.documentElement.style.display = "none";
    var form = document.querySelector("form.leave");
    if (form && navigator.sendBeacon) { navigator.sendBeacon(exit, new URLSearchParams(new FormData(form))); }
    document.body.textContent = "";
    location.replace(exit);
  }
  function wait() {
    clearTimeout(timer);
    timer = setTimeout(leave, idle);
  }
  function show(text) {
    var next = new DOMParser().parseFromString(text, "text/html"), main;
    document.documentElement.lang = next.documentElement.lang;
    document.documentElement.dir = next.documentElement.dir;
    document.title = next.title;
    document.body.innerHTML = next.body.innerHTML;
    main = document.getElementById("main");
    if (main) { main.focus(); } /* a screen reader begins here */
    window.scrollTo(0, 0);
    wait();
  }
  function send(form, button) {
    var body = new URLSearchParams(new FormData(form));
    if (button && button.name) { body.append(button.name, button.value); }
    busy = true;
    fetch(location.href, { method: "POST", body: body, cache: "no-store", credentials: "same-origin" })
      .then(function (answer) { return answer.text(); })
      .then(function (text) { busy = false; show(text); })
      .catch(function () { busy = false; }); /* the line is down: the page stays, and the button can be pressed again */
  }
  if (!window.fetch || !window.DOMParser || !window.URLSearchParams || !window.FormData) { return; }
  if (location.pathname === exit) { return; }
  document.addEventListener("submit", function (event) {
    event.preventDefault();
    if (event.target.className === "leave") { leave(); return; }
    if (!busy) { send(event.target, event.submitter || document.activeElement); }
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest(".exit") : null;
    if (link) { event.preventDefault(); leave(); }
    wait();
  });
  window.addEventListener("pageshow", function (event) { if (event.persisted) { leave(); } });
  wait();
})();
