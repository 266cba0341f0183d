/**
 * Shows an entry's label (its part of class `cut`) as a tip when it is pointed at, but only where the label does not fit: beside a label that can be
 * read, a tip would but stand over the next entry.
 */
export function tipWhenCut(entry: HTMLElement): () => void {
  const show = () => {
    const label = entry.querySelector<HTMLElement>(".cut");
    if (label && label.scrollWidth > label.clientWidth) entry.title = label.textContent.trim();
    else entry.removeAttribute("title");
  };
  entry.addEventListener("pointerenter", show);
  return () => entry.removeEventListener("pointerenter", show);
}
