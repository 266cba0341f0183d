/** Days with counts, gathered so that a chart of some width can draw them. Days are of UTC: "2025-12-10". */

/** A bar of the chart: one day, or some in a row. */
export interface Bar {
  /** Its first day. */
  from: string;
  /** Its last day. */
  until: string;
  count: number;
}

const DAY_MS = 86_400_000;

/** The day of a moment, or of a day. */
export function dayOf(at: string): string {
  return at.slice(0, 10);
}

/** The day so many days later. */
export function daysLater(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Bars from the first day to the last, those between without any included; at most so many, of days of equal number. */
export function bars(days: readonly { day: string; count: number }[], most: number): Bar[] {
  const sorted = days.map((it) => ({ day: dayOf(it.day), count: it.count })).sort((a, b) => (a.day < b.day ? -1 : 1));
  const first = sorted[0]?.day;
  const last = sorted.at(-1)?.day;
  if (first === undefined || last === undefined) return [];
  const number = (day: string) => Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / DAY_MS);
  const all = number(last) + 1;
  const each = [1, 7, 14, 28, 91, 182, 364].find((it) => Math.ceil(all / it) <= most) ?? Math.ceil(all / most);
  const out = Array.from({ length: Math.ceil(all / each) }, (_, n): Bar => {
    const from = daysLater(first, n * each);
    const until = daysLater(first, Math.min(all, (n + 1) * each) - 1);
    return { from, until, count: 0 };
  });
  for (const it of sorted) {
    const bar = out[Math.floor(number(it.day) / each)];
    if (bar) bar.count += it.count;
  }
  return out;
}
