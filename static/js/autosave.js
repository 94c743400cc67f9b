// Says how a section's autosave goes in its own status text, and lets nobody leave what they wrote behind unsaved.
// The field being edited is never touched.
const LATER_MS = 10000;
const saving = new WeakSet(); // forms whose autosave is under way
const waiting = new WeakMap(); // form -> the button that was pressed meanwhile
const leaving = new WeakSet(); // forms that were sent: the page goes
const written = new Set(); // forms with something written that no save has taken along
const onward = new WeakMap(); // form -> the address that was followed meanwhile

export function showSaving(root) {
  root.body.addEventListener("htmx:beforeRequest", begin);
  root.body.addEventListener("htmx:afterRequest", end);
  root.body.addEventListener("submit", takeTurns);
  root.body.addEventListener("input", (event) => { if (formOf(event)) written.add(formOf(event)); });
  root.body.addEventListener("click", saveFirst);
  window.addEventListener("beforeunload", (event) => { if (unsaved()) event.preventDefault(); });
  window.addEventListener("pageshow", () => root.querySelectorAll("[data-autosave]").forEach((form) => leaving.delete(form)));
  root.body.addEventListener("htmx:beforeSwap", expired);
  root.body.addEventListener("htmx:sendError", retry);
  root.body.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status >= 500) retry(event); });
}

// An autosave and the form sent beside it would have the same revision, and the person a conflict with themselves:
// the form waits for the autosave that is under way, and after the form no autosave is begun.
function begin(event) {
  const form = formOf(event);
  if (form && leaving.has(form)) return event.preventDefault();
  if (form) {
    saving.add(form);
    written.delete(form);
  }
  mark(event, "saving");
}

function end(event) {
  const form = formOf(event);
  if (!form) return;
  saving.delete(form);
  if (!isSaved(event.detail.xhr)) {
    written.add(form);
    onward.delete(form);
  }
  if (onward.has(form)) return goOn(form);
  if (!waiting.has(form)) return;
  const button = waiting.get(form);
  waiting.delete(form);
  if (event.detail.xhr.status === 0) return; // no connection: the form stays, and the status text says so
  form.requestSubmit(button); // the answer has put the new revision into the form
}

function takeTurns(event) {
  const form = formOf(event);
  if (!form) return;
  if (saving.has(form)) {
    event.preventDefault();
    waiting.set(form, event.submitter);
  } else {
    leaving.add(form);
    written.delete(form);
  }
}

// A link is followed once what was written is saved; where it cannot be saved, the status text says so and the page stays.
function saveFirst(event) {
  const link = event.target.closest("a[href]");
  const form = unsaved();
  if (!link || !form || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.target || link.origin !== location.origin || (link.pathname === location.pathname && link.hash)) return;
  event.preventDefault();
  onward.set(form, link.href);
  if (!saving.has(form)) window.htmx.trigger(form, "save-now");
}

function goOn(form) {
  if (written.has(form)) return window.htmx.trigger(form, "save-now"); // written in while the save was under way
  const address = onward.get(form);
  onward.delete(form);
  location.assign(address);
}

function unsaved() {
  return [...document.querySelectorAll("[data-autosave]")].find((form) => written.has(form) || saving.has(form));
}

function isSaved(request) {
  return request.status >= 200 && request.status < 300 && !isLogOn(request);
}

function isLogOn(request) {
  return (request.responseURL ?? "").includes("/account/login/");
}

function formOf(event) {
  return event.target.closest?.("[data-autosave]") ?? null;
}

// A log-on page instead of the answer means that the session is over: the text stays, and a link says what to do.
function expired(event) {
  const status = statusOf(event);
  if (!status || !isLogOn(event.detail.xhr)) return;
  event.detail.shouldSwap = false;
  const link = document.createElement("a");
  link.href = event.detail.xhr.responseURL;
  link.target = "_blank";
  link.textContent = status.dataset.expiredText;
  status.setAttribute("role", "alert");
  status.replaceChildren(link);
  mark(event, "failed");
}

function statusOf(event) {
  const form = formOf(event);
  return form ? document.getElementById(form.dataset.autosave) : null;
}

function mark(event, state) {
  const status = statusOf(event);
  if (!status) return;
  status.dataset.state = state;
  status.setAttribute("aria-busy", state === "saving" ? "true" : "false");
}

function retry(event) {
  const status = statusOf(event);
  if (!status) return;
  mark(event, "failed");
  const text = status.querySelector("[data-failed]") ?? status;
  text.textContent = status.dataset.failedText;
  status.setAttribute("role", "alert");
  window.setTimeout(() => window.htmx?.trigger(formOf(event), "change"), LATER_MS);
}
