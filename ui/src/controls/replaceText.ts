/**
 * Puts another text into a field as if it had been typed, so that the field's own undo takes it back. Where an engine
 * cannot do that the text is set, and the field is told.
 */
export function replaceText(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  field.focus();
  field.select();
  const typed = typeof document.execCommand === "function" && document.execCommand(text ? "insertText" : "delete", false, text);
  if (typed && field.value === text) return;
  field.value = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
