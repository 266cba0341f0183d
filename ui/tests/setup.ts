// What jsdom lacks and the window uses.
import { configure } from "@testing-library/svelte";
import { vi } from "vitest";

// Tests wait for what happens, however long a loaded machine takes for it.
configure({ asyncUtilTimeout: 10_000 });

/** What had the focus before each dialog that is open. */
const before = new WeakMap<HTMLDialogElement, Element | null>();
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  before.set(this, document.activeElement);
  this.open = true;
  this.querySelector<HTMLElement>("input:not(:disabled), textarea, select, button:not(:disabled), a[href]")?.focus();
};
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
  this.open = false;
  const back = before.get(this);
  if (back instanceof HTMLElement) back.focus();
  this.dispatchEvent(new Event("close"));
};
HTMLElement.prototype.showPopover ??= function (this: HTMLElement) {
  this.dispatchEvent(Object.assign(new Event("toggle"), { newState: "open" }));
};
HTMLElement.prototype.hidePopover ??= function (this: HTMLElement) {
  this.dispatchEvent(Object.assign(new Event("toggle"), { newState: "closed" }));
};
Element.prototype.scrollIntoView ??= () => {};
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
globalThis.matchMedia ??= vi.fn((media: string) => ({
  media,
  matches: false,
  onchange: null,
  addEventListener() {},
  removeEventListener() {},
  addListener() {},
  removeListener() {},
  dispatchEvent: () => false,
}));
