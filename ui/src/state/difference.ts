/** How two texts differ, word by word. */
import type { ChangedPiece, Part } from "../backend/types";

/** A run of words: in both texts, only in the one before, or only in the one after. */
export interface Run {
  kind: "same" | "gone" | "new";
  text: string;
}

/** The runs of two versions of a block. */
export function runsOf(parts: readonly Part[]): Run[] {
  const kinds = { same: "same", deleted: "gone", inserted: "new" } as const;
  return parts.map((it) => ({ kind: kinds[it.kind], text: it.text }));
}

/** The runs of a copy against the text that it took over. */
export function runsOfCopy(pieces: readonly ChangedPiece[]): Run[] {
  const kinds = { same: "same", cut: "gone", added: "new" } as const;
  return pieces.map((it) => ({ kind: kinds[it.fate], text: it.text }));
}

/** The most pairs of words that are compared one by one; what is longer is told as a whole. */
const MOST_PAIRS = 4_000_000;

/** The runs of two texts in reading order. The same runs and the gone make the text before, the same and the new the one after. */
export function difference(before: string, after: string): Run[] {
  const [left, right] = [wordsOf(before), wordsOf(after)];
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start++;
  let end = 0;
  while (end < left.length - start && end < right.length - start && left.at(-1 - end) === right.at(-1 - end)) end++;
  const gone = left.slice(start, left.length - end);
  const fresh = right.slice(start, right.length - end);
  const runs: Run[] = [];
  add(runs, "same", left.slice(0, start));
  if (gone.length * fresh.length > MOST_PAIRS) {
    add(runs, "gone", gone);
    add(runs, "new", fresh);
  } else middle(runs, gone, fresh);
  add(runs, "same", left.slice(left.length - end));
  return runs;
}

/** Words, blanks and signs, each a piece of its own. */
function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}_*?@'’-]+|\s+|[^]/gu) ?? [];
}

/** What the longest common sequence leaves over. */
function middle(runs: Run[], gone: readonly string[], fresh: readonly string[]): void {
  const wide = fresh.length + 1;
  const longest = new Uint32Array((gone.length + 1) * wide);
  for (let i = gone.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      longest[i * wide + j] =
        gone[i] === fresh[j]
          ? (longest[(i + 1) * wide + j + 1] ?? 0) + 1
          : Math.max(longest[(i + 1) * wide + j] ?? 0, longest[i * wide + j + 1] ?? 0);
    }
  }
  let [i, j] = [0, 0];
  while (i < gone.length || j < fresh.length) {
    if (i < gone.length && j < fresh.length && gone[i] === fresh[j]) {
      add(runs, "same", [gone[i++] ?? ""]);
      j++;
    } else if (j >= fresh.length || (i < gone.length && (longest[(i + 1) * wide + j] ?? 0) >= (longest[i * wide + j + 1] ?? 0))) {
      add(runs, "gone", [gone[i++] ?? ""]);
    } else add(runs, "new", [fresh[j++] ?? ""]);
  }
}

function add(runs: Run[], kind: Run["kind"], words: readonly string[]): void {
  const text = words.join("");
  if (!text) return;
  const last = runs.at(-1);
  if (last?.kind === kind) last.text += text;
  else runs.push({ kind, text });
}
