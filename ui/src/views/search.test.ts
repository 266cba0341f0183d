import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import { readAllParts } from "../../tests/parts";
import App from "../App.svelte";
import type { Backend } from "../backend/backend";
import { fakeBackend } from "../backend/fake";
import type { SearchOverview } from "../backend/types";

beforeAll(readAllParts);
afterEach(() => cleanup());

/** Opens a place over the stand-in, with some of its answers changed. */
function open(hash: string, words = "", more: Partial<Backend> = {}) {
  location.hash = hash;
  const backend = { ...fakeBackend(new URLSearchParams(words)), ...more };
  render(App, { backend });
  return backend;
}

const query = () => new URLSearchParams(location.hash.split("?")[1]).get("q");

/** Opens a menu. */
async function opened(name: string): Promise<HTMLElement> {
  const menu = await waitFor(() => {
    const found = document.querySelector<HTMLElement>(`[role=menu][aria-label=${name}]`);
    if (!found) throw new Error(`no menu ${name}`);
    return found;
  });
  await fireEvent(menu, Object.assign(new Event("toggle"), { newState: "open" }));
  return menu;
}

async function choose(name: string, item: string) {
  await fireEvent.click(await within(await opened(name)).findByText(item));
}

describe("a search in numbers", () => {
  it("says how many there are, and the same when an article is opened, without looking again", async () => {
    const backend = open("#/search?q=sanction*");
    const [search, count] = [vi.spyOn(backend, "search"), vi.spyOn(backend, "searchOverview")];
    await screen.findByText(/^1,164 articles$/);
    const asked = [search.mock.calls.length, count.mock.calls.length];
    await fireEvent.click(document.querySelector("[data-hit]") as HTMLElement);
    await screen.findByText(/The Littoral Union has drafted/);
    expect(screen.getByText("1,164 articles")).toBeTruthy();
    expect([search.mock.calls.length, count.mock.calls.length]).toEqual(asked);
  });

  it.each([
    ["Source", "The Harbour Ledger", 'sanction* AND source:"The Harbour Ledger"'],
    ["Language", "French", "sanction* AND lang:fr"],
  ] as const)("is narrowed by %s", async (menu, item, expected) => {
    open("#/search?q=sanction*");
    await choose(menu, item);
    await waitFor(() => expect(query()).toBe(expected));
  });

  it("is narrowed to a day, or to some in a row, with the keyboard, and widened again", async () => {
    open("#/search?q=sanction*");
    const chart = await screen.findByRole("slider");
    await fireEvent.keyDown(chart, { key: "End" });
    await fireEvent.keyDown(chart, { key: "ArrowLeft", shiftKey: true });
    await fireEvent.keyDown(chart, { key: "ArrowLeft", shiftKey: true });
    await fireEvent.keyDown(chart, { key: "Enter" });
    await waitFor(() => expect(query()).toBe("sanction* AND date:2025-12-08/2025-12-10"));
    await fireEvent.click(await screen.findByRole("button", { name: "All days" }));
    await waitFor(() => expect(query()).toBe("sanction*"));
  });

  it("says how many sources it does not list", async () => {
    const sources = Array.from({ length: 52 }, (_, at) => ({ id: at, name: `Outlet ${at}`, articles: 52 - at }));
    const counted: SearchOverview = { canonical: "sanction*", diagnostics: [], total: 300, complete: true, days: [{ day: "2025-12-10T00:00:00Z", hits: 300 }], sources, publishers: [], languages: [], watchlists: [] };
    open("#/search?q=sanction*", "", { searchOverview: async () => counted });
    const menu = await opened("Source");
    const more = await within(menu).findByText("and 12 more, with fewer articles");
    expect(more.closest<HTMLButtonElement>("[role^=menuitem]")?.disabled).toBe(true);
    expect(within(menu).queryByText("Outlet 39")).toBeTruthy();
    expect(within(menu).queryByText("Outlet 40")).toBeNull();
  });

  it("says that its days are in UTC", async () => {
    open("#/search?q=sanction*");
    await screen.findByRole("slider", { name: /^Articles a day over .+ \(days in UTC\)$/ });
    expect(screen.getByText("Days in UTC")).toBeTruthy();
  });

  it("can be stopped, and then says that it is at least so many", async () => {
    let end: (it: SearchOverview) => void = () => {};
    const counted: SearchOverview = { canonical: "sanction*", diagnostics: [], total: 300, complete: false, days: [{ day: "2025-12-10T00:00:00Z", hits: 300 }], sources: [], publishers: [], languages: [], watchlists: [] };
    const searchOverview: Backend["searchOverview"] = (_, onprogress) => {
      onprogress(300, 900);
      return new Promise((done) => (end = done));
    };
    open("#/search?q=sanction*", "", { searchOverview, cancelOverview: async () => end(counted) });
    await screen.findByText("300 of 900 looked at");
    await fireEvent.click(screen.getByRole("button", { name: "Stop" }));
    await screen.findByText(/Counting was stopped/);
    expect(screen.getByText("at least 300 articles")).toBeTruthy();
  });

  it("that cannot be counted still shows what was found", async () => {
    open("#/search?q=sanction*", "", {
      searchOverview: () => Promise.reject({ code: "database", what: "The index cannot be read.", advice: "Check the desk." }),
    });
    await screen.findByText(/The index cannot be read/);
    expect(document.querySelectorAll("[data-hit]").length).toBe(100);
  });
});

describe("the order of a search", () => {
  it("is the newest first, or the best first, by key and by choice", async () => {
    const backend = open("#/search?q=sanction*");
    const search = vi.spyOn(backend, "search");
    await screen.findByText("1,164 articles");
    (document.activeElement as HTMLElement).blur();
    await fireEvent.keyDown(document.body, { key: "o" });
    await screen.findByText(/the best of the newest 500/);
    expect(search).toHaveBeenLastCalledWith("sanction*", "ranked", null);
    expect(within(screen.getByLabelText("Order")).getByRole<HTMLOptionElement>("option", { name: "Best first" }).selected).toBe(true);
  });
});

describe("a search", () => {
  it("says when an article came in where its date is missing or cannot be, in the list and when it is read", async () => {
    const stand = fakeBackend(new URLSearchParams());
    const dates = ["1970-01-01T00:00:00Z", null];
    open("#/search?q=sanction*", "", {
      search: async (...asked) => {
        const found = await stand.search(...asked);
        return { ...found, rows: found.rows.slice(0, 2).map((it, n) => ({ ...it, published_at: dates[n] ?? null })) };
      },
      article: async (id) => ({ ...(await stand.article(id)), published_at: "1970-01-01T00:00:00Z" }),
    });
    await waitFor(() => expect(document.querySelectorAll("[data-hit]").length).toBe(2));
    const [first, second] = [...document.querySelectorAll<HTMLElement>("[data-hit]")];
    expect(first?.textContent).toMatch(/dated 1 Jan 1970, .+, came in \d+ Dec 2025, /);
    expect(second?.textContent).toMatch(/ · undated, came in \d+ Dec 2025, /);
    await fireEvent.click(first as HTMLElement);
    expect((await screen.findByText(/The Littoral Union has drafted/)).closest("[role=region]")?.textContent).toMatch(/dated 1 Jan 1970, .+, came in \d+ Dec 2025, /);
  });

  it("becomes a topic with one key", async () => {
    open("#/search?q=sanction*");
    await screen.findByText("1,164 articles");
    (document.activeElement as HTMLElement).blur();
    await fireEvent.keyDown(document.body, { key: "t" });
    const dialog = await screen.findByRole("dialog", { name: "New topic" });
    expect(dialog.querySelector<HTMLTextAreaElement>("[name=query]")?.value).toBe("sanction*");
  });
});
