import { describe, expect, it } from "vitest";

import type { Page } from "../backend/types";
import { PagedList } from "./paging.svelte";

interface Row {
  id: number;
}

/** A list of `n` rows, ids falling, in pages of 100; counts what it is asked. */
function archive(n: number) {
  const asked: (string | null)[] = [];
  let fails = false;
  const ids = Array.from({ length: n }, (_, i) => n - i);
  return {
    asked,
    ids,
    fail(on: boolean) {
      fails = on;
    },
    async ask(cursor: string | null): Promise<Page<Row>> {
      asked.push(cursor);
      await Promise.resolve();
      if (fails) throw { code: "database", what: "The database is busy.", advice: "Try again." };
      const rest = cursor === null ? ids : ids.filter((id) => id < Number(cursor));
      const rows = rest.slice(0, 100).map((id) => ({ id }));
      return { rows, next: rest.length > 100 ? String(rows.at(-1)?.id) : null, total: ids.length as never };
    },
  };
}

async function settle() {
  for (let i = 0; i < 600; i++) await Promise.resolve();
}

describe("a list in pages", () => {
  it("asks for the first page only, and knows how many rows there are", async () => {
    const { ask, asked } = archive(1234);
    const list = new PagedList<Row>(ask);
    await list.reset();
    await settle();
    expect(asked).toEqual([null]);
    expect(list.total).toBe(1234);
    expect(list.at(0)).toEqual({ id: 1234 });
    expect(list.at(500)).toBeUndefined();
  });

  it("asks for what is wanted, page after page, each once", async () => {
    const { ask, asked } = archive(1234);
    const list = new PagedList<Row>(ask);
    await list.reset();
    list.want(1200, 1234);
    await settle();
    expect(asked.length).toBe(13);
    expect(list.at(1233)).toEqual({ id: 1 });
    expect(new Set(list.read().map((it) => it.id)).size).toBe(1234);
  });

  it("lets go of rows that were not used lately, and reads them again when they are wanted", async () => {
    const { ask } = archive(4000);
    const list = new PagedList<Row>(ask);
    await list.reset();
    list.want(3900, 4000);
    await settle();
    expect(list.read().length).toBeLessThanOrEqual(2400);
    expect(list.at(0)).toBeUndefined();
    list.want(0, 20);
    await settle();
    expect(list.at(0)).toEqual({ id: 4000 });
    expect(list.at(99)).toEqual({ id: 3901 });
  });

  it("takes rows out and puts them back where they stood", async () => {
    const { ask } = archive(250);
    const list = new PagedList<Row>(ask);
    await list.reset();
    list.want(0, 250);
    await settle();
    const before = list.read().map((it) => it.id);
    const taken = list.take(new Set([250, 151, 150, 1]));
    expect(list.total).toBe(246);
    expect(list.indexOf(149)).toBe(98);
    list.putBack(taken);
    expect(list.read().map((it) => it.id)).toEqual(before);
    expect(list.total).toBe(250);
  });

  it("puts the only row back into an empty list", async () => {
    const { ask } = archive(1);
    const list = new PagedList<Row>(ask);
    await list.reset();
    const taken = list.take(new Set([1]));
    expect(list.total).toBe(0);
    list.putBack(taken);
    expect(list.at(0)).toEqual({ id: 1 });
    expect(list.total).toBe(1);
  });

  it("reads an emptied page's rest when rows above were taken out", async () => {
    const { ask } = archive(300);
    const list = new PagedList<Row>(ask);
    await list.reset();
    list.want(0, 10);
    list.take(new Set(Array.from({ length: 100 }, (_, i) => 300 - i)));
    await settle();
    expect(list.at(0)).toEqual({ id: 200 });
    expect(list.total).toBe(200);
  });

  it("shows what it had while it asks again, and when asking fails", async () => {
    const source = archive(120);
    const list = new PagedList<Row>(source.ask);
    await list.reset();
    source.fail(true);
    await expect(list.refresh(1)).rejects.toMatchObject({ code: "database" });
    expect(list.state).toBe("ready");
    expect(list.failure?.what).toBe("The database is busy.");
    expect(list.at(0)).toEqual({ id: 120 });
  });

  it("says that it failed when it has nothing to show", async () => {
    const source = archive(5);
    source.fail(true);
    const list = new PagedList<Row>(source.ask);
    await expect(list.reset()).rejects.toBeTruthy();
    expect(list.state).toBe("failed");
    source.fail(false);
    await list.reset();
    expect(list.state).toBe("ready");
    expect(list.total).toBe(5);
  });

  it("an answer to an older question does not overwrite a newer one", async () => {
    const answers: ((page: Page<Row>) => void)[] = [];
    const list = new PagedList<Row>(() => new Promise((answer) => answers.push(answer)));
    const first = list.reset();
    const second = list.reset();
    answers[1]?.({ rows: [{ id: 2 }], next: null, total: 1 as never });
    answers[0]?.({ rows: [{ id: 1 }], next: null, total: 1 as never });
    await Promise.all([first, second]);
    expect(list.at(0)).toEqual({ id: 2 });
  });
});
