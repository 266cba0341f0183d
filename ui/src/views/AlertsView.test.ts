import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { alertRow, full, Scripted } from "../../tests/scripted";
import { readAllParts } from "../../tests/parts";
import App from "../App.svelte";

beforeAll(readAllParts);
beforeEach(() => {
  location.hash = "#/alerts";
});
afterEach(() => cleanup());

async function open(scripted = new Scripted(5)) {
  render(App, { backend: scripted.backend });
  const list = await screen.findByRole("listbox", { name: /^New: / });
  return { scripted, list };
}

async function key(name: string, more: KeyboardEventInit = {}) {
  await fireEvent.keyDown(document.activeElement ?? document.body, { key: name, ...more });
}

const titles = () => screen.getAllByRole("option").map((it) => /Headline \d+/.exec(it.textContent ?? "")?.[0]);
const meant = () => {
  const list = screen.getByRole("listbox");
  const id = list.getAttribute("aria-activedescendant") ?? "";
  return /Headline \d+/.exec(document.getElementById(id)?.textContent ?? "")?.[0];
};

describe("the alerts screen by keyboard", () => {
  it("begins with the focus on the list and the first alert open", async () => {
    const { list } = await open();
    await waitFor(() => expect(document.activeElement).toBe(list));
    expect(meant()).toBe("Headline 5");
    expect(await screen.findByRole("heading", { level: 2, name: "Headline 5" })).toBeTruthy();
    expect(screen.getAllByRole("option")[0]?.getAttribute("aria-setsize")).toBe("5");
    expect(screen.getAllByRole("option")[0]?.getAttribute("aria-posinset")).toBe("1");
  });

  it("J and K move, E keeps and goes on, Z takes it back", async () => {
    const { scripted } = await open();
    await key("j");
    expect(meant()).toBe("Headline 4");
    await key("e");
    await waitFor(() => expect(meant()).toBe("Headline 3"));
    expect(titles()).toEqual(["Headline 5", "Headline 3", "Headline 2", "Headline 1"]);
    expect(scripted.calls).toContain("triage 4 kept");
    expect(screen.getByText("Kept 1 alert")).toBeTruthy();
    await key("z");
    await waitFor(() => expect(meant()).toBe("Headline 4"));
    expect(titles().length).toBe(5);
    await key("k");
    expect(meant()).toBe("Headline 5");
  });

  it("a decision that cannot be kept comes back and says why", async () => {
    const { scripted } = await open();
    scripted.refuse = full;
    await key("x");
    await waitFor(() => expect(screen.getByRole("alert").textContent).toContain("The disk is full."));
    expect(screen.getByRole("alert").textContent).toContain("Free some room.");
    expect(titles()[0]).toBe("Headline 5");
  });

  it("Shift J selects, and one key decides for all", async () => {
    const { scripted } = await open();
    await key("J", { shiftKey: true });
    await key("J", { shiftKey: true });
    expect(screen.getAllByRole("option", { selected: true }).length).toBe(3);
    expect(screen.getByRole("heading", { name: "3 alerts selected" })).toBeTruthy();
    await key("x");
    await waitFor(() => expect(titles()).toEqual(["Headline 2", "Headline 1"]));
    expect(scripted.calls).toContain("triage 5,4,3 dismissed");
  });

  it("the space bar goes from match to match, then to the next alert", async () => {
    await open();
    await screen.findByText("2 matches");
    await key(" ");
    await screen.findByText("Match 1 of 2");
    await key(" ");
    await screen.findByText("Match 2 of 2");
    await key(" ");
    await waitFor(() => expect(meant()).toBe("Headline 4"));
  });

  it("a note is written, kept, and shown in the list", async () => {
    const { scripted } = await open();
    await screen.findByRole("heading", { level: 2, name: "Headline 5" });
    await key("a");
    const field = await screen.findByLabelText("Note");
    await waitFor(() => expect(document.activeElement).toBe(field));
    await fireEvent.input(field, { target: { value: "Call Kyiv" } });
    await key("e");
    expect(titles().length).toBe(5);
    await key("Enter", { ctrlKey: true });
    await waitFor(() => expect(scripted.calls).toContain("note 5 Call Kyiv"));
    expect(screen.getAllByText("Has a note").length).toBeGreaterThan(0);
  });

  it("arrivals wait behind a line that says how many", async () => {
    const { scripted } = await open();
    scripted.arrive(alertRow(9, { severity: "critical" }));
    const pill = await screen.findByRole("button", { name: /1 new alert, 1 critical — show/ });
    expect(titles()[0]).toBe("Headline 5");
    await fireEvent.click(pill);
    await waitFor(() => expect(titles()[0]).toBe("Headline 9"));
  });

  it("Ctrl + draws everything larger and Ctrl - smaller, over a dialog too; Ctrl 0 as usual", async () => {
    const { scripted } = await open();
    await key("+", { ctrlKey: true });
    await waitFor(() => expect(scripted.calls).toContain("zoom 110"));
    await key("k", { ctrlKey: true });
    await screen.findByRole("dialog");
    await key("=", { ctrlKey: true });
    await waitFor(() => expect(scripted.calls).toContain("zoom 125"));
    await key("0", { ctrlKey: true });
    await waitFor(() => expect(scripted.calls).toContain("zoom 100"));
    await key("-", { ctrlKey: true });
    await waitFor(() => expect(scripted.calls).toContain("zoom 90"));
  });

  it("Ctrl K offers what can be done, and where to go", async () => {
    await open();
    await key("k", { ctrlKey: true });
    const field = await screen.findByRole("combobox");
    await fireEvent.input(field, { target: { value: "dismiss" } });
    const options = within(screen.getByRole("dialog")).getAllByRole("option");
    expect(options[0]?.textContent).toContain("Dismiss");
    await fireEvent.input(field, { target: { value: "oil price" } });
    await fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(location.hash).toBe("#/search?q=oil+price"));
  });

  it("an empty list says why, and what to do", async () => {
    const scripted = new Scripted(1);
    await open(scripted);
    await key("e");
    expect(await screen.findByRole("heading", { name: /No topics yet|Nothing waits/ })).toBeTruthy();
  });
});

describe("the article", () => {
  it("says why it matched, what did not count, and sets aside what is no text of its own", async () => {
    await open();
    const why = await screen.findByRole("region", { name: "Why this matched" });
    expect(within(why).getByText("sanction*")).toBeTruthy();
    expect(within(why).getByText("“de-sanctioned” is another word.")).toBeTruthy();
    expect(screen.queryByText("Also read: something else")).toBeNull();
    await fireEvent.click(screen.getByRole("button", { name: "Show" }));
    expect(screen.getByText("Also read: something else")).toBeTruthy();
  });

  it("is shown under when it came in where its date cannot be, and both are said", async () => {
    const dates: Record<number, string | null> = { 3: "2031-05-01T00:00:00Z", 2: null };
    const { list } = await open(new Scripted(3, (id) => (id in dates ? { published_at: dates[id] ?? null } : {})));
    const reader = async (n: number) => (await screen.findByRole("heading", { level: 2, name: `Headline ${n}` })).closest("[role=region]") as HTMLElement;
    const rows = () => [...list.querySelectorAll("time")].map((it) => [it.dateTime, it.title.replaceAll(/, \d\d:\d\d [^,·]+/g, "")]);
    expect(rows()).toEqual([
      ["2026-03-01T10:02:00Z", "dated 1 May 2031, came in 1 Mar 2026· 10:02 UTC"],
      ["2026-03-01T10:02:00Z", "undated, came in 1 Mar 2026· 10:02 UTC"],
      ["2026-03-01T10:00:00Z", "1 Mar 2026· 10:00 UTC"],
    ]);
    expect((await reader(3)).textContent).toMatch(/Northwire\s+dated 1 May 2031, .+, came in 1 Mar 2026/);
    await key("j");
    expect((await reader(2)).textContent).toMatch(/Northwire\s+undated, came in 1 Mar 2026/);
    await key("j");
    expect((await reader(1)).textContent).toMatch(/Northwire\s+Published 1 Mar 2026, .+ seen 2 min later/);
  });

  it("shows hostile text as text", async () => {
    const scripted = new Scripted(1, () => ({
      title: "<img src=x onerror=alert(1)>",
      sentence: [{ text: "<script>alert(1)</script>", topics: [1] }],
    }));
    await open(scripted);
    expect((await screen.findAllByText("<img src=x onerror=alert(1)>")).length).toBeGreaterThan(0);
    expect(document.querySelector("img, main script")).toBeNull();
  });
});

describe("the evidence of an article", () => {
  it("says when it was captured, from where, and what checking came to", async () => {
    const { scripted } = await open();
    const section = await screen.findByRole("region", { name: "Captured" });
    expect(section.textContent).toContain("https://news.example/rss");
    expect(section.textContent).toContain("ab".repeat(32));
    await fireEvent.click(within(section).getByRole("button", { name: "Verify" }));
    await within(section).findByText(/^Unchanged since captured at 1 Mar 2026/);
    expect(scripted.calls).toContain("verify 5");
    await key("j");
    await waitFor(() => expect(screen.queryByText(/^Unchanged since/)).toBeNull());
  });

  it("names what is wrong one by one", async () => {
    const { scripted } = await open();
    scripted.tampered = true;
    await screen.findByRole("region", { name: "Captured" });
    await key("V", { shiftKey: true });
    await screen.findByText("article 5, version 1: its text is not the one that was filed");
    expect(screen.queryByText(/^Unchanged since/)).toBeNull();
  });

  it("Shift E writes what the selected alerts rest on", async () => {
    const { scripted } = await open();
    await key("J", { shiftKey: true });
    await key("E", { shiftKey: true });
    await screen.findByText("Evidence of 2 alerts is in /data/evidence.zip");
    expect(scripted.calls).toContain("evidence 5,4");
  });
});

describe("copies of a text", () => {
  const copied = { count: 2, agency: "AP", outlets: ["Daily A", "Daily B"], publishers: 2 };

  it("stand with the alert that they joined, in words", async () => {
    const { list } = await open(new Scripted(3, (id) => (id === 3 ? { copies: copied } : {})));
    expect(within(list).getByText("+2 copies")).toBeTruthy();
    expect(within(list).getByText("2 copies: AP; Daily A, Daily B; 2 publishers")).toBeTruthy();
  });

  it("are listed beside the article; Y goes there, and Enter shows what one cut and added", async () => {
    const { scripted } = await open(new Scripted(3, (id) => (id === 3 ? { copies: copied } : {})));
    const box = await screen.findByRole("region", { name: "Who has this text" });
    expect(box.textContent).toContain("One text in 3 articles of 2 publishers, by AP.");
    await key("y");
    const first = within(box).getByRole("button", { name: /^Show what Daily A cut and added/ });
    expect(document.activeElement).toBe(first);
    await key("ArrowDown");
    expect(document.activeElement).toBe(within(box).getByRole("button", { name: /^Show what Daily B/ }));
    await key("ArrowUp");
    await fireEvent.click(first);
    await waitFor(() => expect(box.querySelector("del")?.textContent).toBe("taken out:  late"));
    expect(box.querySelector("ins")?.textContent).toBe("put in:  early");
    expect(scripted.calls).toContain("changes 1003");
    expect(first.getAttribute("aria-expanded")).toBe("true");
    await fireEvent.click(first);
    expect(box.querySelector("del")).toBeNull();
  });

  it("are not asked for where nobody else has the text", async () => {
    const { scripted } = await open();
    await screen.findByRole("heading", { level: 2, name: "Headline 5" });
    expect(scripted.calls.filter((it) => it.startsWith("copies"))).toEqual([]);
  });
});
