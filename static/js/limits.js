// Counts characters left in a field with a limit; read aloud only when typing pauses.
const PAUSE_MS = 800;

export function countCharacters(root) {
  for (const group of root.querySelectorAll(".field-limit")) {
    const input = group.querySelector(".form-input");
    const shown = group.querySelector(".character-limit");
    const aloud = group.querySelector(".character-limit-sr-only");
    const limit = Number(group.dataset.maxlength);
    let timer = 0;
    const write = () => {
      const left = limit - input.value.length;
      const words = left < 0 ? group.dataset.over : group.dataset.left;
      shown.textContent = words.replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang));
      shown.classList.toggle("limit-exceeded", left < 0);
    };
    input.addEventListener("input", () => {
      write();
      window.clearTimeout(timer);
      timer = window.setTimeout(() => { aloud.textContent = shown.textContent; }, PAUSE_MS);
    });
    write();
  }
}
