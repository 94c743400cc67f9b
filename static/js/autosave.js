// Says how a section's autosave goes in its own status text. The field being edited is never touched.
const LATER_MS = 10000;
const saving = new WeakSet(); // forms whose autosave is under way
const waiting = new WeakMap(); // form -> the button that was pressed meanwhile
const leaving = new WeakSet(); // forms that were sent: the page goes

export function showSaving(root) {
  root.body.addEventListener("htmx:beforeRequest", begin);
  root.body.addEventListener("htmx:afterRequest", end);
  root.body.addEventListener("submit", takeTurns);
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
  if (form) saving.add(form);
  mark(event, "saving");
}

function end(event) {
  const form = formOf(event);
  if (!form) return;
  saving.delete(form);
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
  }
}

function formOf(event) {
  return event.target.closest?.("[data-autosave]") ?? null;
}

// A log-on page instead of the answer means that the session is over: the text stays, and a link says what to do.
function expired(event) {
  const status = statusOf(event);
  const address = event.detail.xhr.responseURL ?? "";
  if (!status || !address.includes("/account/login/")) return;
  event.detail.shouldSwap = false;
  const link = document.createElement("a");
  link.href = address;
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
