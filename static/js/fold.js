// Filters stand open beside the list and lie folded above it on a phone.
const NARROW = "(max-width: 991px)";

export function foldOnPhone(root) {
  const narrow = window.matchMedia(NARROW);
  for (const details of root.querySelectorAll("details.facets")) {
    details.open = !narrow.matches;
    narrow.addEventListener("change", () => { details.open = !narrow.matches; });
  }
}
