// The archive of the stand-in: trying a query on it, and counting what a search finds. All of it is invented.
import type { Backend } from "./backend";
import type { BacktestView, ClauseTally, Expansion, FacetCount, SearchOverview, SearchRow } from "./types";

/** What the archive's part of the stand-in needs of the rest. */
export interface Ground {
  mode: string;
  articles: number;
  outlets: readonly string[];
  rows: (text: string) => SearchRow[];
  /** The saved query of a topic. */
  saved: (topicId: number) => string | null;
  /** Waits a little, or refuses. */
  answer: <T>(value: () => T) => Promise<T>;
  now: number;
}

const DAY = 86_400_000;
const STEPS = 12;

/** A number that is always the same for the same text. */
function seedOf(text: string): number {
  let seed = 11;
  for (const letter of text) seed = (seed * 31 + letter.charCodeAt(0)) % 9973;
  return seed;
}

function hitsOn(text: string, day: number): number {
  const seed = seedOf(text);
  const usual = 3 + (seed % 9);
  const wave = ((seed + day * 37) % 11) - 5;
  const burst = day % 23 === 4 ? usual * 2 : 0;
  const weekend = day % 7 > 4 ? 0.35 : 1;
  return Math.max(0, Math.round((usual + wave) * weekend) + burst);
}

/** The parts of a query at the brackets' outside, and how they are joined. */
function partsOf(text: string): { any: boolean; parts: string[] } {
  const pieces = text.split(/ (AND|OR) /);
  const parts: string[] = [];
  let joint = "AND";
  let depth = 0;
  pieces.forEach((piece, i) => {
    if (i % 2 === 1) {
      if (depth === 0) joint = piece;
      else parts[parts.length - 1] += ` ${piece} `;
      return;
    }
    if (depth > 0) parts[parts.length - 1] += piece;
    else parts.push(piece);
    depth += piece.split("(").length - piece.split(")").length;
  });
  return { any: joint === "OR", parts };
}

function clausesOf(text: string, hits: number, depth = 0): ClauseTally[] {
  const { any, parts } = partsOf(text);
  if (parts.length < 2) return [];
  return parts.flatMap((clause, n) => {
    const some = { count: any ? Math.round(hits / (n + 2)) : 40 * (n + 1) + (seedOf(clause) % 90), newest: [12, 14, 18, 21].map((it) => it + n) };
    const none = { count: 0, newest: [] };
    const holds = any ? Math.round(hits * (0.8 / (n + 1))) : hits + some.count;
    const own = { clause: clause.replace(/^\((.*)\)$/, "$1"), depth, holds, alone: any ? some : none, held_back: any ? none : some };
    return [own, ...clausesOf(clause.replace(/^(NOT )?\((.*)\)$/, "$2"), Math.round(hits * 0.7), depth + 1)];
  });
}

/** What words with wildcards stand for. */
export function expansionsOf(text: string): Expansion[] {
  const known: Record<string, [string, number][]> = {
    "sanction*": [["sanctions", 1204], ["sanctioned", 311], ["sanction", 204], ["sanctioning", 41], ["sanctionable", 6]],
    "bank*": [["bank", 2210], ["banks", 1804], ["banking", 702], ["banker", 118], ["bankrupt", 97], ["bankruptcy", 64]],
    "escalat*": [["escalation", 488], ["escalate", 161], ["escalated", 120], ["escalating", 83], ["escalator", 12]],
  };
  const terms = [...new Set(text.match(/[\p{L}]{3,}[*?]/gu) ?? [])];
  return terms.map((term) => ({
    term,
    forms: (known[term] ?? [[term.slice(0, -1), 20 + (seedOf(term) % 300)], [`${term.slice(0, -1)}s`, seedOf(term) % 90]] as [string, number][]).map(([form, articles]) => ({ form, articles })),
    more: term === "bank*",
  }));
}

export function fakeArchive(ground: Ground): Pick<Backend, "backtest" | "articleRows" | "cancelBacktest" | "searchOverview" | "cancelOverview"> {
  let trial = 0;
  let count = 0;
  /** The first moment of a day so many days ago. */
  const dayBack = (back: number) => new Date(Math.floor(ground.now / DAY) * DAY - back * DAY).toISOString();

  function viewOf(text: string, saved: string | null, span: number, step: number, stopped: boolean): BacktestView {
    const share = step / STEPS;
    const candidates = text.includes("nothing") || ground.articles === 0 ? 0 : Math.min(ground.articles, span * 140);
    const seen = Math.round(candidates * share);
    const shown = candidates === 0 ? 0 : Math.max(1, Math.round(span * share));
    const days: BacktestView["days"] = Array.from({ length: shown }, (_, n) => shown - 1 - n)
      .map((back) => ({ day: dayBack(back), hits: hitsOn(text, back) }))
      .filter((it, n, all) => it.hits > 0 || n === 0 || n === all.length - 1);
    const hits = days.reduce((sum, it) => sum + it.hits, 0);
    const other = saved !== null && saved !== text;
    const gained = other ? Math.round(hits * 0.04) : 0;
    const lost = other ? Math.round(hits * 0.3) : 0;
    const rows = candidates === 0 ? [] : ground.rows(text);
    return {
      looked_at: seen,
      candidates,
      done: step === STEPS && !stopped,
      stopped,
      until: ground.articles === 0 ? null : new Date(ground.now).toISOString(),
      hits,
      a_day: shown === 0 ? 0 : hits / shown,
      saved_a_day: saved === null ? null : shown === 0 ? 0 : (hits - gained + lost) / shown,
      days,
      examples: rows.slice(0, Math.min(20, hits)),
      clauses: clausesOf(text, hits),
      gained: { count: gained, newest: rows.slice(3, 3 + Math.min(20, gained)).map((it) => it.article_id) },
      lost: { count: lost, newest: rows.slice(24, 24 + Math.min(20, lost)).map((it) => it.article_id) },
      too_many_clauses: 0,
      gained_rows: rows.slice(3, 3 + Math.min(20, gained)),
      lost_rows: rows.slice(24, 24 + Math.min(20, lost)),
    };
  }

  return {
    async backtest(request, onview) {
      const mine = ++trial;
      const saved = request.topic_id === null ? null : ground.saved(request.topic_id);
      const span = request.days ?? 900;
      await ground.answer(() => undefined);
      if (ground.mode === "trial-error") {
        throw { code: "database", what: "The archive's index cannot be read.", advice: "Check the desk for damage in the settings." };
      }
      for (let step = 1; step <= STEPS; step++) {
        if (mine !== trial) {
          onview(viewOf(request.query, saved, span, step - 1, true));
          return;
        }
        onview(viewOf(request.query, saved, span, step, false));
        if (ground.mode === "slow") await new Promise((done) => setTimeout(done, 700));
        else await Promise.resolve();
      }
    },
    articleRows: (query, ids) =>
      ground.answer(() => {
        const rows = new Map(ground.rows(query ?? "").map((it) => [it.article_id, it]));
        return ids.flatMap((id) => rows.get(id) ?? []);
      }),
    cancelBacktest: () =>
      ground.answer(() => {
        trial++;
      }),
    async searchOverview(text, onprogress) {
      const mine = ++count;
      await ground.answer(() => undefined);
      const steps = ground.mode === "slow" ? 12 : 1;
      let step = 0;
      while (step < steps && mine === count) {
        step++;
        if (ground.mode === "slow") {
          onprogress(step * 4000, steps * 4000);
          await new Promise((done) => setTimeout(done, 700));
        }
      }
      const share = step / steps;
      const none = text.includes("nothing") || ground.articles === 0;
      const span = 60;
      const [, from = "", until = from] = /date:(\d{4}-\d\d-\d\d)(?:\/(\d{4}-\d\d-\d\d))?/.exec(text) ?? [];
      const bare = text.replace(/ AND date:\S+/, "");
      const days: SearchOverview["days"] = none
        ? []
        : Array.from({ length: span }, (_, n) => span - 1 - n)
            .map((back) => ({ day: dayBack(back), hits: Math.round(hitsOn(bare, back) * 3 * share) }))
            .filter((it) => !from || (it.day.slice(0, 10) >= from && it.day.slice(0, 10) <= until));
      const total = days.reduce((sum, it) => sum + it.hits, 0);
      const parts = (names: readonly string[], ids: boolean): FacetCount[] =>
        none ? [] : names.map((name, n) => ({ id: ids ? n + 1 : null, name, articles: Math.round(total / (n + 2)) })).filter((it) => it.articles > 0);
      return {
        canonical: text,
        diagnostics: [],
        total,
        complete: step === steps,
        days: days.filter((it) => it.hits > 0),
        sources: parts(ground.outlets, true),
        publishers: parts(ground.outlets.slice(0, 4), false),
        languages: parts(["en", "fr", "ar", ""], false),
        watchlists: parts(["Sanctions", "Border escalation"], true),
      };
    },
    cancelOverview: () =>
      ground.answer(() => {
        count++;
      }),
  };
}
