// Warns two minutes before an idle session ends. Focus moves into the dialog and returns when it closes.
const WARNING_SECONDS = 120;

export function watchSession(dialog) {
  if (!dialog) return;
  const idle = Number(dialog.dataset.idleSeconds);
  if (!(idle > WARNING_SECONDS)) return;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  let timer = 0;
  const start = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => dialog.showModal(), (idle - WARNING_SECONDS) * 1000);
  };
  const stay = async () => {
    const answer = await fetch(dialog.dataset.keepUrl, { method: "POST", headers: { "X-CSRFToken": token } });
    dialog.close();
    if (answer.ok) start();
    else window.location.reload();
  };
  dialog.querySelector("[data-stay]").addEventListener("click", stay);
  dialog.querySelector("[data-leave]").addEventListener("click", () => document.querySelector(".log-form button")?.click());
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); stay(); });
  document.body.addEventListener("htmx:afterRequest", start);
  start();
}
