import { expect, test } from "vitest";

import { tipWhenCut } from "./tip";

/** An entry whose label needs `needed` of `given` pixels. */
function entry(needed: number, given: number): HTMLElement {
  const it = document.createElement("a");
  it.innerHTML = '<span class="cut"> Sanctions and export controls </span><span>12</span>';
  const label = it.querySelector(".cut");
  if (!label) throw new Error("no label");
  Object.defineProperty(label, "scrollWidth", { get: () => needed });
  Object.defineProperty(label, "clientWidth", { get: () => given });
  return it;
}

test.each([
  [180, 120, "Sanctions and export controls"],
  [180, 1, "Sanctions and export controls"],
  [120, 120, ""],
])("a label of %i pixels in %i has the tip %j", (needed, given, tip) => {
  const it = entry(needed, given);
  const leave = tipWhenCut(it);
  expect(it.title, "before it is pointed at").toBe("");
  it.dispatchEvent(new Event("pointerenter"));
  expect(it.title).toBe(tip);
  leave();
});

test("a tip goes when the label fits again", () => {
  const it = entry(120, 120);
  it.title = "Sanctions";
  tipWhenCut(it);
  it.dispatchEvent(new Event("pointerenter"));
  expect(it.hasAttribute("title")).toBe(false);
});
