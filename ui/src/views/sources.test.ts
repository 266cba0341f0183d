import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { readAllParts } from "../../tests/parts";
import App from "../App.svelte";
import { fakeBackend } from "../backend/fake";
import { sources as words } from "../words/sources.en";
import { views } from "../words/views.en";

const names = views.sources;

beforeAll(readAllParts);
beforeEach(() => {
  location.hash = "#/sources";
});
afterEach(() => cleanup());

async function open() {
  render(App, { backend: fakeBackend(new URLSearchParams()) });
  await screen.findByRole("checkbox", { name: words.keys.all });
  const rows = () => screen.getAllByRole<HTMLInputElement>("checkbox", { name: /^Choose (?!all)/ });
  return { rows, chosen: () => rows().filter((it) => it.checked).length };
}

async function key(name: string, more: object = {}) {
  await fireEvent.keyDown(document.activeElement ?? document.body, { key: name, ...more });
}

describe("several sources", () => {
  it("are chosen by key: X, Shift with the arrows, Ctrl A, and none with Escape", async () => {
    const { rows, chosen } = await open();
    await key("j");
    expect(document.activeElement).toBe(rows()[0]);
    await key("x");
    expect(chosen()).toBe(1);
    await key("ArrowDown", { shiftKey: true });
    await key("ArrowDown", { shiftKey: true });
    expect(chosen()).toBe(3);
    expect(document.activeElement).toBe(rows()[2]);
    await key("a", { ctrlKey: true });
    expect(chosen()).toBe(rows().length);
    const bar = await screen.findByRole("toolbar");
    expect(bar.textContent).toContain(words.chosen("6", "6"));
    await key("Escape");
    expect(chosen()).toBe(0);
    expect(screen.queryByRole("toolbar")).toBeNull();
  });

  it("are changed at once, and back in one step", async () => {
    const { rows } = await open();
    await fireEvent.click(rows()[0]!);
    await fireEvent.click(rows()[1]!);
    await fireEvent.click(within(await screen.findByRole("toolbar")).getByRole("button", { name: words.change }));
    const dialog = await screen.findByRole("dialog");
    const apply = within(dialog).getByRole<HTMLButtonElement>("button", { name: words.apply });
    expect(apply.disabled, "nothing is ticked yet").toBe(true);
    await fireEvent.click(within(dialog).getByRole("checkbox", { name: words.set(names.group) }));
    await fireEvent.input(within(dialog).getByRole("textbox", { name: names.group }), { target: { value: "Wires / State" } });
    await fireEvent.click(within(dialog).getByRole("checkbox", { name: words.set(names.interval) }));
    await fireEvent.input(within(dialog).getByRole("textbox", { name: names.interval }), { target: { value: "soon" } });
    expect(apply.disabled, "no number of minutes").toBe(true);
    await fireEvent.input(within(dialog).getByRole("textbox", { name: names.interval }), { target: { value: "60" } });
    await fireEvent.click(apply);
    await waitFor(() => expect(screen.getAllByText(/Wires \/ State/).length).toBe(2));
    await fireEvent.click(await screen.findByRole("button", { name: new RegExp(`^${views.undo}`) }));
    await waitFor(() => expect(screen.queryAllByText(/Wires \/ State/).length).toBe(0));
  });

  it("are removed at once", async () => {
    const { rows } = await open();
    const all = rows().length;
    await fireEvent.click(rows()[0]!);
    await fireEvent.click(rows()[2]!, { shiftKey: true });
    await fireEvent.click(within(await screen.findByRole("toolbar")).getByRole("button", { name: views.remove }));
    await waitFor(() => expect(rows().length).toBe(all - 3));
  });

  it("come with a list, which is told line by line", async () => {
    await open();
    await fireEvent.click(screen.getByRole("button", { name: names.importFiles }));
    const dialog = await screen.findByRole("dialog");
    await fireEvent.click(within(dialog).getByRole("button", { name: words.chooseList }));
    const report = await within(dialog).findByRole("region", { name: words.report });
    expect(report.textContent).toContain(words.summary("2", "1", "1"));
    expect(within(report).getAllByRole("listitem").map((it) => it.textContent?.slice(0, 7).trim())).toEqual(["Line 7", "Line 40"]);
    await fireEvent.click(within(report).getByRole("checkbox", { name: words.alsoAdded }));
    expect(within(report).getAllByRole("listitem").length).toBe(4);
  });
});
