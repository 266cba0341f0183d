// The part of the stand-in that knows versions of articles. All of it is invented.
import type { Backend } from "./backend";
import type { AlertChange, BlockDifference, Part, VersionList } from "./types";

/** What the rest of the stand-in gives. */
export interface World {
  at: (minutesAgo: number) => string;
  answer: <T>(value: () => T) => Promise<T>;
  /** The headline and outlet of an article. */
  article: (id: number) => { title: string; outlet: string };
}

/** Which articles have several versions. */
export const isEdited = (id: number) => id % 5 === 4;

/** A text as parts: [-what was taken out-] and {+what was put in+}. */
function parts(text: string): Part[] {
  return text
    .split(/(\[-.*?-\]|\{\+.*?\+\})/)
    .filter(Boolean)
    .map((it) =>
      it.startsWith("[-")
        ? { kind: "deleted", text: it.slice(2, -2) }
        : it.startsWith("{+")
          ? { kind: "inserted", text: it.slice(2, -2) }
          : { kind: "same", text: it },
    );
}

/** What the later versions of an article changed for its alert. */
export function changesOf(id: number, title: string, at: World["at"]): AlertChange[] {
  if (!isEdited(id)) return [];
  return [
    { kind: id % 2 ? "gone" : "found", version: 3, at: at(30), before: null, after: null },
    { kind: "headline", version: 3, at: at(30), before: `Draft: ${title}`, after: title },
  ];
}

export function fakeVersions(world: World): Pick<Backend, "versions" | "versionDifference"> {
  const { at, answer } = world;
  const blocks = (to: number): BlockDifference[] => [
    { zone: "standfirst", searched: true, parts: parts("Assets of [-nine-]{+11+} billion marks would be frozen, diplomats say.") },
    {
      zone: "body",
      searched: true,
      parts: parts("The Littoral Union has drafted sanctions against three banks, three diplomats said on Tuesday, but will not adopt them before the advisers’ meeting."),
    },
    { zone: "body", searched: true, parts: parts("Two member states asked for exemptions[- for fertiliser payments-], and both called for [-escalation-]{+de-escalation+} before any vote.") },
    ...(to === 3 ? [{ zone: "quote" as const, searched: true, parts: parts("{+“Whether the drawer is opened depends on what happens at the river.”+}") }] : []),
    { zone: "promo", searched: false, parts: parts("Also Read: [-What sanctions would mean for shipping-]{+The port in figures+}") },
  ];
  return {
    versions: (id) =>
      answer((): VersionList => {
        const { title, outlet } = world.article(id);
        const total = isEdited(id) ? 3 : 1;
        return {
          article_id: id,
          title,
          outlet,
          host: "harbourledger.example",
          total,
          versions: [
            { number: 3, seen_at: at(30), title, words: 412, read_again: true, change: { headline: true, inserted: 14, deleted: 5 } },
            { number: 2, seen_at: at(320), title: `Draft: ${title}`, words: 403, read_again: true, change: null },
            { number: 1, seen_at: at(380), title: `Draft: ${title}`, words: 48, read_again: false, change: null },
          ].slice(3 - total),
          visits: {
            state: isEdited(id) ? "waiting" : "never",
            next_due_at: isEdited(id) ? at(-1000) : null,
            seen_at: isEdited(id) ? at(30) : null,
            seen: isEdited(id) ? 2 : 0,
            trouble: null,
          },
        };
      }),
    versionDifference: (id, from, to) =>
      answer(() => ({
        article_id: id,
        from,
        from_at: at(400 - from * 20),
        to,
        to_at: at(400 - to * 20),
        read_differently: (from === 1) !== (to === 1),
        headline: from < 3 && to === 3 ? parts(`[-Draft: -]${world.article(id).title}`) : null,
        blocks: blocks(to),
        inserted: 14,
        deleted: 5,
      })),
  };
}
