import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { readAllParts } from "../../tests/parts";
import App from "../App.svelte";
import { fakeBackend } from "../backend/fake";
import { versions } from "../words/versions.en";

beforeAll(readAllParts);
beforeEach(() => {
  location.hash = "#/alerts?state=changed";
});
afterEach(() => cleanup());

async function key(name: string) {
  await fireEvent.keyDown(document.activeElement ?? document.body, { key: name });
}

async function open(hash = "#/alerts?state=changed") {
  location.hash = hash;
  render(App, { backend: fakeBackend(new URLSearchParams("many=20")) });
  return screen.findByRole("listbox", { name: /^Changed: / });
}

describe("versions of an article", () => {
  it("alerts whose articles changed have a tab of their own, and say what changed", async () => {
    const list = await open();
    expect(screen.getByRole("tab", { name: /^Changed/ }).getAttribute("aria-selected")).toBe("true");
    const rows = within(list).getAllByRole("option");
    expect(rows.length).toBe(4);
    for (const row of rows) expect(row.textContent).toMatch(/new headline|now in the text|no longer in the text/);
    expect((await screen.findByRole("region", { name: versions.changes })).textContent).toContain("Another headline with version 3");
  });

  it("a decision takes an alert out of those that changed, whatever it was before", async () => {
    const list = await open();
    await screen.findByRole("region", { name: versions.changes });
    await key("e");
    await waitFor(() => expect(within(list).getAllByRole("option").length).toBe(3));
    await key("z");
    await waitFor(() => expect(within(list).getAllByRole("option").length).toBe(4));
  });

  it("H shows them, J and K choose, N goes through the differences, Escape gives the focus back", async () => {
    await open();
    await screen.findByRole("region", { name: versions.changes });
    await key("h");
    const dialog = await screen.findByRole("dialog");
    expect((await within(dialog).findByRole("status")).textContent).toContain("From version 2 to version 3");
    expect(within(dialog).getAllByRole("heading", { level: 3 })[0]?.textContent).toContain("Draft:");
    const all = dialog.querySelectorAll("[data-difference]");
    expect(all.length).toBeGreaterThan(3);
    Element.prototype.scrollIntoView = () => {};
    await fireEvent.keyDown(dialog, { key: "n" });
    expect(all[0]?.hasAttribute("data-current")).toBe(true);
    await fireEvent.keyDown(dialog, { key: "p" });
    expect(all[all.length - 1]?.hasAttribute("data-current")).toBe(true);
    await fireEvent.keyDown(dialog, { key: "j" });
    await waitFor(() => expect(within(dialog).getByRole("status").textContent).toContain("From version 1 to version 2"));
    expect(dialog.textContent).toContain(versions.readDifferently);
    expect(dialog.textContent).not.toContain("Also Read");
    await fireEvent.click(within(dialog).getByRole("button", { name: versions.show }));
    expect(dialog.textContent).toContain("Also Read");
  });
});
