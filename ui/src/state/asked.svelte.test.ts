import { flushSync } from "svelte";
import { afterEach, describe, expect, it } from "vitest";

import type { Backend } from "../backend/backend";
import type { Change } from "../backend/types";
import { Asked } from "./asked.svelte";

let stop = () => {};
afterEach(() => stop());

async function settle() {
  for (let i = 0; i < 20; i++) await Promise.resolve();
  flushSync();
}

/** Asks for texts that are answered by hand, in the order in which they were asked for. */
function open() {
  const asks: { words: string; answer: (value: string) => void; refuse: (error: unknown) => void }[] = [];
  let change: (it: Change) => void = () => {};
  let words = $state("a");
  let asked!: Asked<string>;
  const backend = { onChange: (it: typeof change) => ((change = it), () => {}) } as unknown as Backend;
  stop = $effect.root(() => {
    asked = new Asked(
      backend,
      () => {
        const mine = words;
        return new Promise<string>((answer, refuse) => asks.push({ words: mine, answer, refuse }));
      },
      (it) => it.kind === "sources",
    );
  });
  flushSync();
  return {
    asked,
    asks,
    tell: () => change({ kind: "sources" }),
    say(it: string) {
      words = it;
      flushSync();
    },
  };
}

describe("something that was asked of the program", () => {
  it("is shown under a stream of changes, and asked once more after it", async () => {
    const { asked, asks, tell } = open();
    tell();
    tell();
    tell();
    expect(asks.length, "it is being asked").toBe(1);
    asks[0]?.answer("first");
    await settle();
    expect([asked.value, asks.length]).toEqual(["first", 2]);
    tell();
    asks[1]?.answer("second");
    await settle();
    expect([asked.value, asks.length]).toEqual(["second", 3]);
    asks[2]?.answer("third");
    await settle();
    expect([asked.value, asks.length], "nothing changed since").toEqual(["third", 3]);
  });

  it("that was asked with other words before no longer counts", async () => {
    const { asked, asks, say } = open();
    say("b");
    expect(asks.map((it) => it.words)).toEqual(["a", "b"]);
    asks[1]?.answer("of b");
    await settle();
    asks[0]?.answer("of a");
    await settle();
    expect(asked.value).toBe("of b");
  });

  it("that failed keeps what was there, and is asked again", async () => {
    const { asked, asks } = open();
    asks[0]?.answer("first");
    await settle();
    void asked.again();
    asks[1]?.refuse({ code: "database", what: "The database cannot be read.", advice: "" });
    await settle();
    expect([asked.value, asked.failure?.what]).toEqual(["first", "The database cannot be read."]);
    const done = asked.again();
    asks[2]?.answer("second");
    await done;
    expect([asked.value, asked.failure]).toEqual(["second", null]);
  });
});
