import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { createRawSnippet } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";

import { Part } from "../../state/later.svelte";
import { shell } from "../../words/shell.en";
import Later from "./Later.svelte";
import LaterDialog from "./LaterDialog.svelte";

afterEach(() => cleanup());

/** Draws what was read as its words. */
const children = createRawSnippet<[string]>((thing) => ({ render: () => `<p>${thing()}</p>` }));

/** A part that cannot be read until `mend` is called. */
function broken() {
  let whole = false;
  const part = new Part(() => (whole ? Promise.resolve({ default: "the part" }) : Promise.reject(new Error("gone"))));
  return { part, mend: () => (whole = true) };
}

describe("a part that is read later", () => {
  it("that was read before is there at once", async () => {
    const part = new Part(() => Promise.resolve({ default: "the part" }));
    await part.want();
    render(Later, { part: part as Part<unknown>, children: children as never });
    expect(screen.getByText("the part")).toBeTruthy();
  });

  it("says in its place that it could not be read, and is there after another try", async () => {
    const { part, mend } = broken();
    render(Later, { part: part as Part<unknown>, children: children as never });
    expect((await screen.findByRole("alert")).textContent).toContain(shell.partFailed);
    mend();
    await fireEvent.click(screen.getByRole("button", { name: shell.tryAgain }));
    expect(await screen.findByText("the part")).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("a dialog is not read before it is opened, and one that cannot be read can be closed or tried again", async () => {
    const { part, mend } = broken();
    const onclose = vi.fn();
    const { rerender } = render(LaterDialog, { part: part as Part<unknown>, open: false, title: "Keyboard", onclose, children: children as never });
    expect([part.failed, screen.queryByRole("dialog")]).toEqual([false, null]);
    await rerender({ open: true });
    const dialog = await screen.findByRole("dialog", { name: "Keyboard" });
    await fireEvent.click(screen.getByRole("button", { name: shell.close }));
    expect(onclose).toHaveBeenCalledOnce();
    expect(dialog.hasAttribute("open")).toBe(false);
    mend();
    await fireEvent.click(screen.getByRole("button", { name: shell.tryAgain, hidden: true }));
    expect(await screen.findByText("the part")).toBeTruthy();
  });
});
