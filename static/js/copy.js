// A button that copies a text. Hidden until this runs, since it does nothing without script.
export function offerCopy(root) {
  for (const button of root.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = root.getElementById(button.dataset.copy);
      await navigator.clipboard.writeText(source.textContent.trim());
      const status = root.getElementById(button.dataset.copied);
      if (status) status.textContent = status.dataset.text;
    });
  }
}
