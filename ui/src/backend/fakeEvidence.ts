// The stand-in's evidence. All of it is invented: of every third article nothing was captured, of every fifth the text was changed.
import type { Backend } from "./backend";
import type { Kept } from "./types";

/** What this part of the stand-in needs of the rest. */
export interface Ground {
  at: (minutesAgo: number) => string;
  answer: <T>(value: () => T) => Promise<T>;
}

type Part = Pick<Backend, "articleEvidence" | "verifyArticle" | "verifyDesk" | "exportEvidence" | "evidenceKept" | "keepCaptures">;

const SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

export function fakeEvidence(ground: Ground): Part {
  const { at, answer } = ground;
  const bare = (id: number) => id % 3 === 1;
  let kept: Kept = { keeping: { days: 14, megabytes: 1_000 }, snapshots: 12_480, alerted: 260, packed_bytes: 412_000_000, bytes: 2_960_000_000 };
  return {
    articleEvidence: (id) =>
      answer(() => ({
        article_id: id,
        captures: bare(id)
          ? []
          : [
              {
                number: 400 + id,
                kind: "feed" as const,
                at: at(30),
                address: "https://cdn.harbourledger.example/rss",
                by_way_of: ["https://harbourledger.example/rss"],
                status: 200,
                sha256: SHA,
                size: 48_213,
                kept: true,
                cut: null,
                late: false,
                version: 1,
              },
            ],
        file: bare(id) ? ["/home/analyst/press/notice.html", SHA] : null,
      })),
    verifyArticle: (id) =>
      answer(() => {
        const wrong = id % 5 === 0 ? [{ what: `article ${id}, version 1`, why: "its text is not the one that was filed: its hash is another" }] : [];
        return {
          unchanged: !bare(id) && wrong.length === 0,
          captured_at: bare(id) ? null : at(30),
          records: bare(id) ? 0 : 1,
          bodies: bare(id) ? 0 : 1,
          texts: 1,
          read_again: bare(id) ? 0 : 1,
          wrong,
          unnamed: 0,
          remarks: bare(id) ? ["Nothing was captured of this article, or it was let go."] : [],
          complete: true,
        };
      }),
    verifyDesk: () => answer(() => 1),
    evidenceKept: () => answer(() => kept),
    keepCaptures: (keeping) =>
      answer(() => {
        if (keeping.days > 3_660) {
          const refused = { code: "bad_input", what: `Captures cannot be kept for ${keeping.days} days.`, advice: "Say 0 to 3660 days. Those of articles with alerts are kept for as long as the alerts are." } as const;
          throw refused;
        }
        const left = keeping.days === 0 ? kept.alerted : kept.snapshots;
        kept = { ...kept, keeping, snapshots: left };
        return kept;
      }),
    exportEvidence: (ids) =>
      answer(() => ({ file: "/home/analyst/wirewatch-evidence.zip", bytes: 51_002, sha256: SHA, alerts: ids.length, captures: ids.length, missing: [] })),
  };
}
