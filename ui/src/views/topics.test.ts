import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import { readAllParts } from "../../tests/parts";
import App from "../App.svelte";
import type { Backend } from "../backend/backend";
import { fakeBackend } from "../backend/fake";
import type { BacktestRequest, BacktestView } from "../backend/types";

beforeAll(readAllParts);
afterEach(() => cleanup());

/** Opens a place over the stand-in, with some of its answers changed. */
function open(hash: string, words = "", more: Partial<Backend> = {}) {
  location.hash = hash;
  const backend = { ...fakeBackend(new URLSearchParams(words)), ...more };
  render(App, { backend });
  return backend;
}

const query = () => document.querySelector<HTMLTextAreaElement>("[name=query]") as HTMLTextAreaElement;
const blank: BacktestView = {
  looked_at: 0,
  candidates: 400,
  done: false,
  stopped: false,
  until: null,
  hits: 0,
  a_day: 0,
  saved_a_day: null,
  days: [],
  examples: [],
  clauses: [],
  gained: { count: 0, newest: [] },
  lost: { count: 0, newest: [] },
  too_many_clauses: 0,
  gained_rows: [],
  lost_rows: [],
};

/** A trial that tells what the test says, when it says so. */
function told() {
  const asked: BacktestRequest[] = [];
  const tells: ((view: BacktestView) => void)[] = [];
  const backtest: Backend["backtest"] = (request, onview) => {
    asked.push(request);
    tells.push(onview);
    return new Promise(() => {});
  };
  return { asked, tell: (view: Partial<BacktestView>, n = tells.length - 1) => tells[n]?.({ ...blank, ...view }), backtest };
}

describe("a topic tried on the archive", () => {
  it("is compared with its saved version, with hits a day and what is gained and lost", async () => {
    open("#/watchlists?topic=2");
    const dialog = await screen.findByRole("dialog", { name: "Edit topic" });
    await within(dialog).findByText("the same as the saved version");
    await fireEvent.input(query(), { target: { value: "sanction* NEAR/8 (bank* OR assets) AND NOT league" } });
    await within(dialog).findByText(/^\+\d+ new$/);
    expect(within(dialog).getByText(/^−\d+ lost$/)).toBeTruthy();
    await fireEvent.click(within(dialog).getByRole("tab", { name: /^Lost/ }));
    expect(within(dialog).getByRole("tabpanel", { name: "Lost" }).querySelectorAll("li").length).toBeGreaterThan(0);
  });

  it("says nothing of the query until the language has answered, and what is wrong when it cannot", async () => {
    const unread = "The query cannot be read as it stands; it is tried as soon as it can.";
    const unanswered = "It could not be asked whether the query can be read.";
    open("#/watchlists?topic=2", "", { checkQuery: () => new Promise(() => {}) });
    const dialog = await screen.findByRole("dialog", { name: "Edit topic" });
    await waitFor(() => expect(query()?.value).not.toBe(""));
    expect(within(dialog).queryByText(unread)).toBeNull();
    cleanup();
    open("#/watchlists?topic=2", "", { checkQuery: async () => ({ canonical: null, diagnostics: [], expansions: [] }) });
    await screen.findByText(unread);
    cleanup();
    let answers = false;
    open("#/watchlists?topic=2", "", {
      checkQuery: async (text) => {
        if (!answers) throw { code: "database", what: "The desk cannot be read.", advice: "Try again." };
        return { canonical: text, diagnostics: [], expansions: [] };
      },
    });
    await screen.findByText("The desk cannot be read.");
    await screen.findByText(unanswered);
    expect(screen.queryByText(unread)).toBeNull();
    answers = true;
    await fireEvent.input(query(), { target: { value: "embargo*" } });
    await waitFor(() => expect(screen.queryByText(unanswered)).toBeNull());
    // An answer to what stood there before is none to what stands there now.
    answers = false;
    await fireEvent.input(query(), { target: { value: "embargo* OR mine" } });
    await screen.findByText(unanswered);
  });

  it("asks for the days that are chosen, and for the topic that it is compared with", async () => {
    const { asked, backtest } = told();
    open("#/watchlists?topic=2", "", { backtest });
    await waitFor(() => expect(asked).toEqual([{ query: "sanction* NEAR/8 (bank* OR assets)", topic_id: 2, days: 30 }]));
    await fireEvent.change(screen.getByLabelText("Over"), { target: { value: screen.getByRole<HTMLOptionElement>("option", { name: "The whole archive" }).value } });
    await waitFor(() => expect(asked.at(-1)).toEqual(expect.objectContaining({ days: null })));
  });

  it("says how far it is, and that numbers of a stopped one are of a part", async () => {
    const { asked, tell, backtest } = told();
    const backend = open("#/watchlists?topic=2", "", { backtest });
    const cancel = vi.spyOn(backend, "cancelBacktest");
    await waitFor(() => expect(asked.length).toBe(1));
    tell({ looked_at: 100, hits: 3, a_day: 1.25, days: [{ day: "2025-12-10T00:00:00Z", hits: 3 }] });
    await screen.findByText("25% · 100 of 400 candidates");
    expect(screen.getByText("1.3")).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: "Stop" }));
    expect(cancel).toHaveBeenCalledTimes(1);
    tell({ looked_at: 120, hits: 3, stopped: true });
    await screen.findByText(/^Stopped at 30%/);
    expect(screen.getByRole("button", { name: "Run again" })).toBeTruthy();
  });

  it("does not hear a trial that another has taken the place of", async () => {
    const { asked, tell, backtest } = told();
    open("#/watchlists?topic=2", "", { backtest });
    await waitFor(() => expect(asked.length).toBe(1));
    await fireEvent.input(query(), { target: { value: "other*" } });
    await waitFor(() => expect(asked.length).toBe(2));
    tell({ hits: 7, a_day: 7, done: true, looked_at: 400 }, 0);
    tell({ hits: 9, a_day: 9, done: true, looked_at: 400 }, 1);
    await waitFor(() => expect(screen.getByText("articles a day").textContent).toBe("9 articles a day"));
    expect(screen.getByRole("tab", { name: "Hits 9" })).toBeTruthy();
  });

  it("names the day that its days end with, which is the newest article's and not today", async () => {
    const { tell, asked, backtest } = told();
    open("#/watchlists?topic=2", "", { backtest });
    await waitFor(() => expect(asked.length).toBe(1));
    tell({ hits: 3, a_day: 0.1, done: true, looked_at: 400, until: "2025-12-14T23:40:00Z" });
    await screen.findByText("30 days to 14 Dec 2025 (newest article)");
    tell({ candidates: 0, done: true, until: "2025-12-14T23:40:00Z" });
    await screen.findByText("30 days to 14 Dec 2025 (newest article): no article meets this query.");
    await fireEvent.change(screen.getByLabelText("Over"), { target: { value: screen.getByRole<HTMLOptionElement>("option", { name: "365 days" }).value } });
    await screen.findByText("365 days to 14 Dec 2025 (newest article): no article meets this query.");
    await fireEvent.change(screen.getByLabelText("Over"), { target: { value: screen.getByRole<HTMLOptionElement>("option", { name: "The whole archive" }).value } });
    await screen.findByText("The whole archive: no article meets this query.");
  });

  it("says when nothing meets the query, and what is wrong when it fails", async () => {
    const { tell, asked, backtest } = told();
    open("#/watchlists?topic=2", "", { backtest });
    await waitFor(() => expect(asked.length).toBe(1));
    tell({ candidates: 0, done: true });
    await screen.findByText("30 days to the newest article: no article meets this query.");
    cleanup();
    open("#/watchlists?topic=2", "state=trial-error");
    await screen.findByText("The archive's index cannot be read.");
    expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
  });

  it("shows what each clause keeps out, and opens the articles behind it", async () => {
    open("#/watchlists?topic=3");
    const dialog = await screen.findByRole("dialog", { name: "Edit topic" });
    await fireEvent.click(await within(dialog).findByRole("tab", { name: /^Clauses/ }));
    await fireEvent.click(within(dialog).getAllByRole("button", { name: /Show examples of escalat\*/ })[0] as HTMLElement);
    await fireEvent.click((await within(dialog).findAllByText("Meridian Wire"))[0]?.closest("button") as HTMLElement);
    expect(await within(dialog).findByText(/The Littoral Union has drafted/)).toBeTruthy();
    await fireEvent.click(within(dialog).getByRole("button", { name: "Back to the backtest" }));
    expect(within(dialog).getByRole("button", { name: /Run again/ })).toBeTruthy();
  });

  it("says of a NOT what it takes away, and not in how much it does not occur", async () => {
    const { tell, asked, backtest } = told();
    open("#/watchlists?topic=2", "", { backtest });
    await waitFor(() => expect(asked.length).toBe(1));
    const none = { count: 0, newest: [] };
    tell({
      hits: 7,
      done: true,
      looked_at: 400,
      clauses: [
        { clause: "border", depth: 0, holds: 9, alone: none, held_back: none },
        { clause: "NOT durian", depth: 0, holds: 393, alone: none, held_back: { count: 2, newest: [1, 2] } },
      ],
    });
    await fireEvent.click(await screen.findByRole("tab", { name: "Clauses 2" }));
    const cells = (name: string) => within(screen.getByText(name).closest("tr") as HTMLElement).getAllByRole("cell").map((it) => it.textContent?.trim());
    expect(cells("border")).toEqual(["9", "–", "–"]);
    expect(cells("NOT durian")).toEqual(["–", "–", "2"]);
    const meters = [...document.querySelectorAll("meter")];
    expect(meters.map((it) => [it.value, it.max])).toEqual([[9, 9]]);
  });

  it("can be read day by day with the keyboard, and as a table", async () => {
    open("#/watchlists?topic=3");
    const dialog = await screen.findByRole("dialog", { name: "Edit topic" });
    await within(dialog).findByText(/candidates looked at$/);
    const chart = await within(dialog).findByRole("slider", { name: /^Hits a day over .+ \(days in UTC\)$/ });
    expect(within(dialog).getByText("Days in UTC")).toBeTruthy();
    await fireEvent.keyDown(chart, { key: "End" });
    expect(chart.getAttribute("aria-valuetext")).toMatch(/^10 Dec 2025: \d+ articles?$/);
    await fireEvent.keyDown(chart, { key: "ArrowLeft" });
    expect(chart.getAttribute("aria-valuetext")).toMatch(/^9 Dec 2025/);
    await fireEvent.click(within(dialog).getByRole("button", { name: "Show as table" }));
    expect(within(dialog).getByRole("rowheader", { name: "9 Dec 2025" })).toBeTruthy();
  });
});

describe("a topic being written", () => {
  it("says what its open words stand for", async () => {
    open("#/watchlists?topic=1");
    const dialog = await screen.findByRole("dialog", { name: "Edit topic" });
    expect((await within(dialog).findByText("sanctions")).closest("li")?.textContent?.replaceAll(/\s+/g, " ")).toContain("sanction* stands for sanctions 1,204");
  });

  it("offers to convert what was pasted from elsewhere, and shows every change and loss before it is taken", async () => {
    open("#/watchlists?query=x");
    const dialog = await screen.findByRole("dialog", { name: "New topic" });
    const text = "hd=(sanction* near5 bank*) and la=en and ns=gvio";
    await fireEvent.paste(query(), { clipboardData: { getData: () => text } });
    await fireEvent.input(query(), { target: { value: text } });
    await fireEvent.click(await within(dialog).findByRole("button", { name: "Show what it becomes" }));
    await within(dialog).findByText("1 thing cannot be carried over");
    expect(within(dialog).getByText("ns=gvio")).toBeTruthy();
    expect(within(dialog).getByText("near5")).toBeTruthy();
    expect(query().value).toBe(text);
    await fireEvent.click(within(dialog).getByRole("button", { name: "Take it over" }));
    expect(query().value).toBe("title:(sanction* NEAR/4 bank*) AND lang:en");
  });

  it("leaves our own queries alone when they are pasted", async () => {
    open("#/watchlists?query=x");
    const dialog = await screen.findByRole("dialog", { name: "New topic" });
    await fireEvent.paste(query(), { clipboardData: { getData: () => "sanction* NEAR/5 bank* AND lang:en" } });
    expect(within(dialog).queryByText(/^This looks like/)).toBeNull();
  });

  it("is not thrown away by Escape while it is not saved", async () => {
    open("#/watchlists?topic=2");
    const dialog = await screen.findByRole("dialog", { name: "Edit topic" });
    await fireEvent.input(query(), { target: { value: "other*" } });
    await fireEvent(dialog, new Event("cancel", { cancelable: true }));
    expect(within(dialog).getByText("The changes to this topic are not saved.")).toBeTruthy();
    await fireEvent.click(within(dialog).getByRole("button", { name: "Go on writing" }));
    await fireEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));
    await fireEvent.click(within(dialog).getByRole("button", { name: "Discard them" }));
    await waitFor(() => expect(screen.queryByRole("dialog", { name: "Edit topic" })).toBeNull());
  });

  it("keeps why it was changed, and its rules; a rule that cannot be read is told and nothing is added twice", async () => {
    const backend = open("#/watchlists?query=embargo*");
    const save = vi.spyOn(backend, "saveTopic");
    const dialog = await screen.findByRole("dialog", { name: "New topic" });
    const button = within(dialog).getByRole("button", { name: /^Save/ });
    const rules = document.querySelector("[name=rules]") as HTMLElement;
    await fireEvent.input(rules, { target: { value: "grave when it rains" } });
    await fireEvent.input(document.querySelector("[name=note]") as HTMLElement, { target: { value: "First" } });
    await waitFor(() => expect(button.hasAttribute("disabled")).toBe(false));
    await fireEvent.keyDown(rules, { key: "s", ctrlKey: true });
    await within(dialog).findByText("The topic is saved, but its rules are not.");
    expect(save).toHaveBeenLastCalledWith(expect.objectContaining({ id: null, note: "First" }));
    await fireEvent.input(rules, { target: { value: "high if burst in 60 minutes" } });
    await fireEvent.click(button);
    await waitFor(() => expect(save).toHaveBeenCalledTimes(2));
    expect(save.mock.calls[1]?.[0].id).not.toBeNull();
  });

  it("says which rules change nothing of a topic that is so grave itself, and saves them all the same", async () => {
    const backend = open("#/watchlists?query=embargo*");
    const save = vi.spyOn(backend, "setTopicRules");
    const dialog = await screen.findByRole("dialog", { name: "New topic" });
    await fireEvent.input(document.querySelector("[name=rules]") as HTMLElement, { target: { value: "critical if group is wire\nwatch if the title matches" } });
    await within(dialog).findByText("Line 2: “watch if the title matches” changes nothing: every alert of this topic is watch already.");
    const button = within(dialog).getByRole("button", { name: /^Save/ });
    await waitFor(() => expect(button.hasAttribute("disabled")).toBe(false));
    await fireEvent.click(button);
    await waitFor(() => expect(save).toHaveBeenCalledTimes(1));
  });

  it("without a name is called by its query once it is saved", async () => {
    const backend = open("#/watchlists?query=embargo*", "", {
      setTopicRules: async () => {
        throw { code: "bad_input", what: "Line 1 is no rule.", advice: "Mend it." };
      },
    });
    const save = vi.spyOn(backend, "saveTopic");
    const dialog = await screen.findByRole("dialog", { name: "New topic" });
    await fireEvent.input(query(), { target: { value: "embargo*\n  AND NOT league" } });
    await fireEvent.input(document.querySelector("[name=rules]") as HTMLElement, { target: { value: "grave" } });
    const button = within(dialog).getByRole("button", { name: /^Save/ });
    await waitFor(() => expect(button.hasAttribute("disabled")).toBe(false));
    await fireEvent.click(button);
    await within(dialog).findByText("The topic is saved, but its rules are not.");
    expect(save).toHaveBeenLastCalledWith(expect.objectContaining({ name: "" }));
    expect(document.querySelector<HTMLInputElement>("[name=name]")?.value).toBe("embargo* AND NOT league");
  });
});

describe("the history of a topic", () => {
  it("shows what changed in what was written, remarks too, and says so where nothing did", async () => {
    const version = { severity: "watch" as const, saved_at: "2025-12-01T10:00:00Z", is_current: false, alerts: 0 };
    open("#/watchlists?topic=1", "", {
      topicHistory: async () => [
        { ...version, number: 3, query: "a AND b", written: "a AND b # both", note: "third", is_current: true },
        { ...version, number: 2, query: "a AND b", written: "a AND b # both", note: "second" },
        { ...version, number: 1, query: "a AND b", written: null, note: "first" },
      ],
    });
    const dialog = await screen.findByRole("dialog", { name: "Edit topic" });
    await fireEvent.click(await within(dialog).findByRole("tab", { name: /^History 3/ }));
    const item = async (note: string) => (await within(dialog).findByText(note)).closest("li") as HTMLElement;
    expect(within(await item("third")).getByText("The query is as it was.")).toBeTruthy();
    expect((await item("second")).querySelector("ins")?.textContent).toBe("put in:  # both");
    expect(within(await item("second")).queryByText("The query is as it was.")).toBeNull();
    expect((await item("first")).querySelector("code")?.textContent).toBe("a AND b");
  });

  it("shows each version with its note and how it differs, and goes back to one, which can be undone", async () => {
    const backend = open("#/watchlists?topic=1");
    const dialog = await screen.findByRole("dialog", { name: "Edit topic" });
    await fireEvent.click(await within(dialog).findByRole("tab", { name: /^History 4/ }));
    expect((await within(dialog).findByText("Referees too")).closest("li")?.querySelector("ins:last-of-type")?.textContent).toBe("put in:  OR referee)");
    await fireEvent.click(within(dialog).getByRole("button", { name: "Go back to this: version 2" }));
    await screen.findByText("Version 2 runs again, as a new version");
    const now = async () => (await backend.watchlists())[0]?.topics[0]?.topic.query;
    expect(await now()).toBe("sanction* AND NOT league");
    await fireEvent.click(screen.getByRole("button", { name: /^Undo/ }));
    await waitFor(async () => expect(await now()).toContain("doping"));
  });
});

describe("term lists", () => {
  it("say what uses them; one that is used is not removed, and one that was can be brought back", async () => {
    const backend = open("#/watchlists?show=lists");
    await screen.findByRole("button", { name: "@banks" });
    await fireEvent.click(screen.getByRole("button", { name: "Remove list: @banks" }));
    await screen.findByText(/The list @banks is in use, by the topic “Bank sanctions”/);
    await fireEvent.click(screen.getByRole("button", { name: "Remove list: @sanctioned" }));
    await waitFor(() => expect(screen.queryByRole("button", { name: "@sanctioned" })).toBeNull());
    await fireEvent.click(screen.getByRole("button", { name: /^Undo/ }));
    await screen.findByRole("button", { name: "@sanctioned" });
    expect((await backend.termLists()).length).toBe(3);
  });

  it("are renamed before their terms are saved, and say what that changes", async () => {
    const backend = open("#/watchlists?show=lists");
    const [rename, save] = [vi.spyOn(backend, "renameTermList"), vi.spyOn(backend, "saveTermList")];
    await fireEvent.click(await screen.findByRole("button", { name: "@sport" }));
    const dialog = await screen.findByRole("dialog", { name: "Edit term list" });
    await fireEvent.input(document.querySelector("[name=list-name]") as HTMLElement, { target: { value: "@sports" } });
    await fireEvent.input(document.querySelector("[name=list-text]") as HTMLElement, { target: { value: "league\nreferee" } });
    expect(within(dialog).getByText("@sport is renamed in 1 topic as well.")).toBeTruthy();
    expect(within(dialog).getByText("Saving changes what 1 topic will find.")).toBeTruthy();
    await fireEvent.click(within(dialog).getByRole("button", { name: /^Save/ }));
    await screen.findByRole("button", { name: "@sports" });
    expect(rename).toHaveBeenCalledWith("sport", "sports");
    expect(save).toHaveBeenCalledWith({ name: "sports", text: "league\nreferee" });
  });
});

describe("a file of watchlists", () => {
  it("shows what it would change before it is taken in, and can be undone", async () => {
    const backend = open("#/watchlists");
    const take = vi.spyOn(backend, "takeWatchlists");
    await fireEvent.click(await screen.findByRole("button", { name: "Import…" }));
    const dialog = await screen.findByRole("dialog", { name: "Take in a file of watchlists" });
    expect(within(dialog).getByRole("button", { name: "Take it in" }).hasAttribute("disabled")).toBe(true);
    await fireEvent.click(within(dialog).getByRole("button", { name: "Choose a file…" }));
    await within(dialog).findByText("3 new · 2 changed · 1 as they are");
    expect(within(dialog).getByText("Severity: high becomes critical")).toBeTruthy();
    expect(take).not.toHaveBeenCalled();
    await fireEvent.click(within(dialog).getByRole("button", { name: "Take it in" }));
    await screen.findByText("Taken in: 3 new, 2 changed");
    expect(screen.getByRole("button", { name: /^Undo/ })).toBeTruthy();
  });

  it("with a problem is not taken, and says in which line and what to do", async () => {
    open("#/watchlists", "", { chooseWatchlistFile: async () => "/home/analyst/broken.toml" });
    await fireEvent.click(await screen.findByRole("button", { name: "Import…" }));
    const dialog = await screen.findByRole("dialog", { name: "Take in a file of watchlists" });
    await fireEvent.click(within(dialog).getByRole("button", { name: "Choose a file…" }));
    expect((await within(dialog).findByRole("alert")).textContent).toContain("line 12");
    expect(within(dialog).getByText("Close the bracket.", { exact: false })).toBeTruthy();
    expect(within(dialog).getByRole("button", { name: "Take it in" }).hasAttribute("disabled")).toBe(true);
  });

  it("is written where the analyst says", async () => {
    const backend = open("#/watchlists");
    const write = vi.spyOn(backend, "exportWatchlists");
    await screen.findByRole("button", { name: "Export" });
    const menu = document.querySelector("[role=menu][aria-label=Export]") as HTMLElement;
    await fireEvent(menu, Object.assign(new Event("toggle"), { newState: "open" }));
    await fireEvent.click(await within(menu).findByText("Border escalation"));
    await screen.findByText("Written to /home/analyst/watchlists.toml");
    expect(write).toHaveBeenCalledWith(2);
  });
});

describe("thousands of topics", () => {
  it("are drawn a hundred at a time, and found by their name or query", async () => {
    const [list] = await fakeBackend(new URLSearchParams()).watchlists();
    const [first] = list?.topics ?? [];
    if (!list || !first) throw new Error("the stand-in has a topic");
    const many = Array.from({ length: 10_000 }, (_, n) => ({ ...first, topic: { ...first.topic, id: n + 1, name: `Topic ${n + 1}`, query: `word${n + 1}*` } }));
    open("#/watchlists", "", { watchlists: async () => [{ ...list, topics: many }] });
    await screen.findByText("100 of 10,000 shown");
    expect(document.querySelectorAll("main li").length).toBe(100);
    await fireEvent.click(screen.getByText("Show 100 more topics"));
    expect(document.querySelectorAll("main li").length).toBe(200);
    await fireEvent.input(document.querySelector("[name=find]") as HTMLElement, { target: { value: "word9999*" } });
    await waitFor(() => expect(document.querySelectorAll("main li").length).toBe(1));
    await fireEvent.input(document.querySelector("[name=find]") as HTMLElement, { target: { value: "zzz" } });
    await screen.findByText("No topic has “zzz” in its name or query.");
  });
});
