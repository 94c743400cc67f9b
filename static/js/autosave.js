// Says how a section's autosave goes in its own status text. The field being edited is never touched.
const LATER_MS = 10000;

export function showSaving(root) {
  root.body.addEventListener("htmx:beforeRequest", (event) => mark(event, "saving"));
  root.body.addEventListener("htmx:beforeSwap", expired);
  root.body.addEventListener("htmx:sendError", retry);
  root.body.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status >= 500) retry(event); });
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
  const form = event.target.closest?.("[data-autosave]");
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
  const form = event.target.closest("[data-autosave]");
  window.setTimeout(() => window.htmx?.trigger(form, "change"), LATER_MS);
}
