import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { readAllParts } from "../../tests/parts";
import App from "../App.svelte";
import { fakeBackend } from "../backend/fake";
import { health } from "../words/health.en";
import { sources as words } from "../words/sources.en";
import { views } from "../words/views.en";

const names = views.sources;

beforeAll(readAllParts);
beforeEach(() => {
  location.hash = "#/sources";
});
afterEach(() => cleanup());

async function open() {
  const backend = fakeBackend(new URLSearchParams());
  render(App, { backend });
  await screen.findByRole("checkbox", { name: words.keys.all });
  const rows = () => screen.getAllByRole<HTMLInputElement>("checkbox", { name: /^Choose (?!all)/ });
  return { backend, rows, chosen: () => rows().filter((it) => it.checked).length };
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

  it("go out as a list, and what it cannot hold is said with its number", async () => {
    await open();
    await fireEvent.click(screen.getByRole("button", { name: names.exportOpml }));
    await screen.findByText("4 sources written to /home/analyst/wirewatch-sources.opml. Left out: 1 folder, 1 page that is read without a feed. A CSV holds folders and pages as well.");
    await fireEvent.click(screen.getByRole("button", { name: words.exportCsv }));
    await screen.findByText("6 sources written to /home/analyst/wirewatch-sources.csv.");
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

  it("are taken back by Shift: the one that was clicked stays chosen, and looks so", async () => {
    const { rows, chosen } = await open();
    await fireEvent.click(rows()[0]!);
    await fireEvent.click(rows()[3]!, { shiftKey: true });
    await fireEvent.click(rows()[2]!, { shiftKey: true });
    expect([rows()[2]!.checked, chosen()]).toEqual([true, 3]);
  });

  it("are not chosen by key where the filter hides them", async () => {
    const { rows } = await open();
    await key("j");
    await key("j");
    await key("j");
    await fireEvent.click(screen.getByRole("button", { name: "Silent 1" }));
    await key("x");
    await fireEvent.click(screen.getByRole("button", { name: "Silent 1" }));
    expect(rows().filter((it) => it.checked).length).toBe(0);
  });

  it("that are paused already are not paused again, and nothing is offered to be taken back", async () => {
    const { backend } = await open();
    const change = vi.spyOn(backend, "changeSources");
    await fireEvent.click(screen.getByRole("checkbox", { name: words.pick("Ostrey Courier") }));
    await fireEvent.click(within(await screen.findByRole("toolbar")).getByRole("button", { name: names.pause }));
    await screen.findByText(words.did.paused.none);
    expect(change).toHaveBeenCalledWith([4], { paused: true, removed: false });
    expect(screen.queryByRole("button", { name: new RegExp(`^${views.undo}`) })).toBeNull();
  });

  it("one that is paused by its own button is back with one step", async () => {
    const { backend } = await open();
    const paused = async () => (await backend.sources()).filter((it) => it.state === "paused").length;
    await fireEvent.click(screen.getByRole("button", { name: `${names.pause}: Meridian Wire` }));
    await screen.findByText(words.did.paused.some(1));
    expect(await paused()).toBe(2);
    await fireEvent.click(screen.getByRole("button", { name: new RegExp(`^${views.undo}`) }));
    await screen.findByRole("button", { name: `${names.pause}: Meridian Wire` });
    expect(await paused()).toBe(1);
  });

  it("are paused and looked at again by key: those that are chosen, else the row that keys are about", async () => {
    const { backend, rows } = await open();
    const change = vi.spyOn(backend, "changeSources");
    const ids = rows().map((it) => Number(it.dataset["id"]));
    await key("p");
    expect(change, "no row is meant").not.toHaveBeenCalled();
    await key("j");
    await key("p");
    await screen.findByText(words.did.paused.some(1));
    expect(change).toHaveBeenLastCalledWith([ids[0]], { paused: true, removed: false });
    await waitFor(() => expect(screen.getAllByRole("button", { name: new RegExp(`^${names.resume}: `) }).length).toBe(2));
    await key("p");
    await screen.findByText(words.did.resumed.some(1));
    expect(change).toHaveBeenLastCalledWith([ids[0]], { paused: false, removed: false });
    await key("x");
    await key("ArrowDown", { shiftKey: true });
    await key("p");
    await waitFor(() => expect(change).toHaveBeenLastCalledWith(expect.arrayContaining([ids[0], ids[1]]), { paused: true, removed: false }));
  });

  it("one is paused and looked at again where it is shown how it does", async () => {
    const { backend } = await open();
    const state = async () => (await backend.sources()).find((it) => it.source.name === "Tarn Gazette")?.state;
    await fireEvent.click(screen.getByRole("button", { name: health.open("Tarn Gazette") }));
    const dialog = await screen.findByRole("dialog");
    await fireEvent.click(await within(dialog).findByRole("button", { name: names.pause }));
    await within(dialog).findByText("Paused: it is not asked.");
    expect(await state()).toBe("paused");
    await fireEvent.click(within(dialog).getByRole("button", { name: names.resume }));
    await within(dialog).findByRole("button", { name: names.pause });
    expect(await state()).not.toBe("paused");
  });

  it("that are being changed stay those that were chosen, whatever is shown by then", async () => {
    const { backend, rows } = await open();
    const change = vi.spyOn(backend, "changeSources");
    await fireEvent.click(screen.getByRole("button", { name: "Trouble 1" }));
    await fireEvent.click(rows()[0]!);
    await fireEvent.click(within(await screen.findByRole("toolbar")).getByRole("button", { name: words.change }));
    const dialog = await screen.findByRole("dialog", { name: words.changeDialog(1) });
    await backend.changeSources([3], { paused: true, removed: false });
    await waitFor(() => expect(screen.queryByRole("button", { name: "Trouble 1" }), "none is in trouble any more").toBeNull());
    expect(rows().length, "and all are shown").toBe(6);
    await fireEvent.click(screen.getByRole("checkbox", { name: words.keys.all }));
    await fireEvent.click(within(dialog).getByRole("checkbox", { name: words.set(names.country) }));
    await fireEvent.input(within(dialog).getByRole("textbox", { name: names.country }), { target: { value: "XV" } });
    await fireEvent.click(within(dialog).getByRole("button", { name: words.apply }));
    await waitFor(() => expect(change).toHaveBeenCalledWith([3], { country: "XV", removed: false }));
  });

  it.each(["4", "1441", "7.5"])("take no interval of %s minutes", async (minutes) => {
    const { backend, rows } = await open();
    const change = vi.spyOn(backend, "changeSources");
    await fireEvent.click(rows()[0]!);
    await fireEvent.click(within(await screen.findByRole("toolbar")).getByRole("button", { name: words.change }));
    const dialog = await screen.findByRole("dialog");
    await fireEvent.click(within(dialog).getByRole("checkbox", { name: words.set(names.interval) }));
    const field = within(dialog).getByRole("textbox", { name: names.interval });
    await fireEvent.input(field, { target: { value: minutes } });
    expect([field.getAttribute("aria-invalid"), within(dialog).getByText(words.notMinutes) !== null]).toEqual(["true", true]);
    await fireEvent.input(field, { target: { value: "" } });
    expect(field.getAttribute("aria-invalid")).toBeNull();
    await fireEvent.click(within(dialog).getByRole("button", { name: words.apply }));
    await waitFor(() => expect(change).toHaveBeenCalledWith(expect.anything(), { interval_minutes: 0, removed: false }));
  });
});

describe("the focus", () => {
  it("goes to the row after those that were removed, and back to the row where it was when none is chosen", async () => {
    const { rows } = await open();
    const bar = () => screen.findByRole("toolbar");
    await fireEvent.click(rows()[1]!);
    const after = rows()[2];
    const remove = within(await bar()).getByRole("button", { name: views.remove });
    remove.focus();
    await fireEvent.click(remove);
    await waitFor(() => expect(rows().length).toBe(5));
    expect(document.activeElement).toBe(after);
    rows()[3]?.focus();
    await fireEvent.click(rows()[3]!);
    const none = within(await bar()).getByRole("button", { name: words.clear });
    none.focus();
    await fireEvent.click(none);
    await waitFor(() => expect(screen.queryByRole("toolbar")).toBeNull());
    expect(document.activeElement).toBe(rows()[3]);
  });

  it.each([
    [names.addFeed, views.cancel],
    [names.addFolder, views.cancel],
    [names.importFiles, views.cancel],
    ["Edit: Tarn Gazette", views.cancel],
    ["Edit: Tarn Gazette", views.save],
  ])("comes back to “%s” after “%s”", async (opener, button) => {
    await open();
    const from = screen.getByRole("button", { name: opener });
    from.focus();
    await fireEvent.click(from);
    const dialog = await screen.findByRole("dialog");
    expect(dialog.contains(document.activeElement)).toBe(true);
    await fireEvent.click(within(dialog).getByRole("button", { name: button }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(document.activeElement).toBe(from);
  });

  it("comes back to a source's health after its interval was looked at", async () => {
    await open();
    const from = screen.getByRole("button", { name: "Health: Tarn Gazette" });
    from.focus();
    await fireEvent.click(from);
    await fireEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Set its interval…" }));
    const dialog = await screen.findByRole("dialog", { name: names.editDialog });
    expect(location.hash).toBe("#/sources");
    await fireEvent.click(within(dialog).getByRole("button", { name: views.cancel }));
    await waitFor(() => expect(document.activeElement).toBe(from));
  });
});

describe("how sources stand", () => {
  it("is not said to be well while it is not known", async () => {
    let answer: () => void = () => undefined;
    const backend = fakeBackend(new URLSearchParams());
    const { standings } = backend;
    const held = new Promise<void>((done) => (answer = done));
    render(App, { backend: { ...backend, standings: () => held.then(standings) } });
    await waitFor(() => expect(document.querySelector(".skeleton")).toBeTruthy());
    // By then the sources were read.
    await backend.sources();
    await backend.sources();
    expect([document.querySelector(".skeleton") !== null, screen.queryByRole("table")]).toEqual([true, null]);
    answer();
    await screen.findByRole("table");
    expect(screen.getByText("silent")).toBeTruthy();
  });

  it("that cannot be read says so, and is there after another try", async () => {
    const backend = fakeBackend(new URLSearchParams());
    const { standings } = backend;
    let broken = true;
    const refused = { code: "database", what: "The database cannot be read.", advice: "Try again." };
    render(App, { backend: { ...backend, standings: () => (broken ? Promise.reject(refused) : standings()) } });
    expect((await screen.findByRole("alert")).textContent).toContain(health.unread);
    const table = await screen.findByRole("table");
    expect([within(table).queryByText("ok"), within(table).getAllByText("not known").length, within(table).getAllByText("trouble").length]).toEqual([null, 4, 1]);
    broken = false;
    await fireEvent.click(screen.getByRole("button", { name: views.tryAgain }));
    await waitFor(() => expect(within(table).getAllByText("ok").length).toBe(2));
    expect(screen.queryByRole("alert")).toBeNull();
    expect([...document.querySelectorAll("td.name > b")].slice(0, 2).map((it) => it.textContent), "those that need somebody come first now").toEqual(["Kelmark Observer", "The Harbour Ledger"]);
  });

  it("names what was noticed about a source though it does well, and shows those only", async () => {
    const backend = fakeBackend(new URLSearchParams());
    const { standings } = backend;
    render(App, { backend: { ...backend, standings: async () => (await standings()).map((it) => (it.source_id === 6 ? { ...it, diagnoses: 2 } : it)) } });
    await fireEvent.click(await screen.findByRole("button", { name: "Noticed 2" }));
    const shown = () => [...document.querySelectorAll("td.name > b")].map((it) => it.textContent);
    expect(shown()).toEqual(["The Harbour Ledger", "Press inbox"]);
    expect(screen.getByText("2 diagnoses").closest("tr")?.textContent).toContain("ok");
  });

  it("may change without a row moving, until one sorts again", async () => {
    await open();
    const shown = () => [...document.querySelectorAll("td.name > b")].map((it) => it.textContent);
    const before = shown();
    expect(before[0]).toBe("Kelmark Observer");
    await fireEvent.click(screen.getByRole("button", { name: `${names.pause}: Kelmark Observer` }));
    const sort = await screen.findByRole("button", { name: health.sortAgain });
    expect(shown()).toEqual(before);
    await fireEvent.click(sort);
    await waitFor(() => expect(shown().at(-1)).toBe("Ostrey Courier"));
    expect(shown()[0]).toBe("The Harbour Ledger");
    expect(screen.queryByRole("button", { name: health.sortAgain })).toBeNull();
  });

  it("does not tell of another source why its health could not be read", async () => {
    const backend = fakeBackend(new URLSearchParams());
    const { sourceHealth } = backend;
    let go: () => void = () => undefined;
    const held = new Promise<void>((done) => (go = done));
    const refused = { code: "database", what: "The health of the first cannot be read.", advice: "" };
    render(App, { backend: { ...backend, sourceHealth: (id: number) => (id === 1 ? Promise.reject(refused) : held.then(() => sourceHealth(id))) } });
    await fireEvent.click(await screen.findByRole("button", { name: health.open("Meridian Wire") }));
    const dialog = await screen.findByRole("dialog");
    await within(dialog).findByText(refused.what);
    await fireEvent.click(within(dialog).getByRole("button", { name: health.close }));
    await fireEvent.click(screen.getByRole("button", { name: health.open("Tarn Gazette") }));
    const other = await screen.findByRole("dialog", { name: health.title("Tarn Gazette") });
    expect(within(other).queryByText(refused.what)).toBeNull();
    go();
    await within(other).findByText(/Half of its articles/);
  });
});

describe("a list of many sources", () => {
  /** As many as are wanted, every third of them in a group inside another. */
  async function openMany(n: number) {
    const backend = fakeBackend(new URLSearchParams());
    const [one] = await backend.sources();
    if (!one) throw new Error("no source");
    const group = (i: number) => (i % 3 === 0 ? "Wires / State" : i % 3 === 1 ? "Wires" : null);
    const sources = Array.from({ length: n }, (_, i) => ({ ...one, source: { ...one.source, id: i + 1, name: `Source ${i + 1}`, address: `https://site${i + 1}.example/rss`, publisher: "", group: group(i) } }));
    render(App, { backend: { ...backend, sources: async () => sources, standings: async () => [] } });
    await screen.findByRole("checkbox", { name: words.keys.all });
    return () => [...document.querySelectorAll("td.name > b")].map((it) => it.textContent);
  }

  it("is looked through by words and by group, and Ctrl A is about what is shown", async () => {
    const shown = await openMany(14);
    await key("f", { ctrlKey: true });
    const field = screen.getByRole("searchbox", { name: words.find });
    expect(document.activeElement).toBe(field);
    await fireEvent.input(field, { target: { value: "SITE1 " } });
    expect(shown()).toEqual(["Source 1", "Source 10", "Source 11", "Source 12", "Source 13", "Source 14"]);
    await fireEvent.change(screen.getByRole("combobox", { name: names.group }), { target: { value: "Wires" } });
    expect(shown()).toEqual(["Source 1", "Source 10", "Source 11", "Source 13", "Source 14"]);
    expect(screen.getByText(words.shown("5", "14", 14))).toBeTruthy();
    screen.getByRole("checkbox", { name: words.pick("Source 1") }).focus();
    await key("a", { ctrlKey: true });
    expect((await screen.findByRole("toolbar")).textContent).toContain(words.chosen("5", "5"));
    await fireEvent.input(field, { target: { value: "nowhere" } });
    await fireEvent.click(screen.getByRole("button", { name: words.showAll }));
    expect([shown().length, (field as HTMLInputElement).value]).toEqual([14, ""]);
  });

  it("of few has no field to look for one", async () => {
    await openMany(11);
    expect(screen.queryByRole("searchbox")).toBeNull();
  });

  it("is drawn in parts; all of it is chosen", async () => {
    const shown = await openMany(230);
    expect(shown().length).toBe(200);
    await key("a", { ctrlKey: true });
    expect((await screen.findByRole("toolbar")).textContent).toContain(words.chosen("230", "230"));
    await fireEvent.click(screen.getByRole("button", { name: views.showMore("30") }));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("checkbox", { name: words.pick("Source 201") })));
    expect(shown().length).toBe(230);
  });
});
