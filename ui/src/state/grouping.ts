import type { AlertRow } from "../backend/types";

/** A line of the list by story: a heading, or an alert. */
export type Line =
  | { kind: "story"; key: string; story_id: number | null; title: string; alerts: number; outlets: number; folded: boolean }
  | { kind: "alert"; key: number; row: AlertRow };

/** Alerts by story, the story with the newest alert first; what is in no story last. */
export function byStory(rows: readonly AlertRow[], titles: ReadonlyMap<number, string>, folded: ReadonlySet<number | null>): Line[] {
  const groups = new Map<number | null, AlertRow[]>();
  for (const row of rows) {
    const group = groups.get(row.story_id);
    if (group) group.push(row);
    else groups.set(row.story_id, [row]);
  }
  const alone = groups.get(null);
  groups.delete(null);
  const all: [number | null, AlertRow[]][] = alone ? [...groups, [null, alone]] : [...groups];
  return all.flatMap(([story_id, alerts]) => {
    const isFolded = folded.has(story_id);
    const head: Line = {
      kind: "story",
      key: `story-${story_id}`,
      story_id,
      // The story is called as its first article is.
      title: story_id === null ? "" : (titles.get(story_id) ?? alerts.at(-1)?.title ?? ""),
      alerts: alerts.length,
      outlets: Math.max(...alerts.map((it) => it.outlets)),
      folded: isFolded,
    };
    const lines: Line[] = isFolded ? [] : alerts.map((row) => ({ kind: "alert", key: row.id, row }));
    return [head, ...lines];
  });
}
