import { dates as words } from "../words/dates.en";

/** From how long ago on a day is said with its year: nearly a year. */
const LONG_MS = 300 * 86_400_000;

/** A time before 1990 is an epoch, or a typing error. */
const EARLIEST_MS = Date.UTC(1990, 0);
/** How much later than it came in something can say that it was published. */
const AHEAD_MS = 10 * 60_000;

/** The time by which an article is ordered: when it was published; when it came in, where that is not said or cannot be. */
export function sortedAt(published: string | null, seen: string): string {
  if (published === null) return seen;
  const at = Date.parse(published);
  return at >= EARLIEST_MS && at <= Date.parse(seen) + AHEAD_MS ? published : seen;
}

/** Times in the analyst's zone and language, which the desk names: the browser is never asked. */
export class Times {
  private readonly clockFormat: Intl.DateTimeFormat;
  private readonly dayFormat: Intl.DateTimeFormat;
  private readonly shortDayFormat: Intl.DateTimeFormat;
  private readonly stampFormat: Intl.DateTimeFormat;
  private readonly utcFormat: Intl.DateTimeFormat;
  private readonly utcDayFormat: Intl.DateTimeFormat;
  private readonly zoneFormat: Intl.DateTimeFormat;
  private readonly keyFormat: Intl.DateTimeFormat;
  private readonly relative: Intl.RelativeTimeFormat;
  private readonly numbers: Intl.NumberFormat;

  constructor(
    readonly locale: string,
    readonly zone: string,
  ) {
    const timeZone = zone;
    const hours = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
    this.clockFormat = new Intl.DateTimeFormat(locale, { timeZone, ...hours });
    this.dayFormat = new Intl.DateTimeFormat(locale, { timeZone, day: "numeric", month: "short", year: "numeric" });
    this.shortDayFormat = new Intl.DateTimeFormat(locale, { timeZone, day: "numeric", month: "short" });
    this.stampFormat = new Intl.DateTimeFormat(locale, { timeZone, day: "numeric", month: "short", year: "numeric", ...hours, timeZoneName: "short" });
    this.utcFormat = new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...hours });
    this.utcDayFormat = new Intl.DateTimeFormat(locale, { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" });
    this.zoneFormat = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
    this.keyFormat = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
    this.relative = new Intl.RelativeTimeFormat(locale, { numeric: "always", style: "narrow" });
    this.numbers = new Intl.NumberFormat(locale);
  }

  /** "18:42" */
  clock(at: string): string {
    return this.clockFormat.format(new Date(at));
  }

  /** "7 Dec 2021" */
  day(at: string): string {
    return this.dayFormat.format(new Date(at));
  }

  /** "7 Dec" */
  shortDay(at: string): string {
    return this.shortDayFormat.format(new Date(at));
  }

  /** "7 Dec 2021, 18:42 EET" */
  stamp(at: string): string {
    return this.stampFormat.format(new Date(at));
  }

  /** When an article is of. Where it is ordered by when it came in, both are said: "dated 1 Jan 1970, 02:00 EET, came in 7 Dec 2021, 18:42 EET". */
  dated(published: string | null, seen: string): string {
    if (published === null) return words.undated(this.stamp(seen));
    return sortedAt(published, seen) === published ? this.stamp(published) : words.doubtful(this.stamp(published), this.stamp(seen));
  }

  /** "7 Dec 2021, 17:42 – 18:42 EET": no more of the second time than differs. */
  span(from: string, until: string): string {
    return this.stampFormat.formatRange(new Date(from), new Date(until));
  }

  /** "15:42 – 16:42 UTC" */
  utcSpan(from: string, until: string): string {
    return `${this.utcFormat.formatRange(new Date(from), new Date(until))} UTC`;
  }

  /** "16:42 UTC" */
  utc(at: string): string {
    return `${this.utcFormat.format(new Date(at))} UTC`;
  }

  /** "(16:42 UTC)" beside a time in the analyst's zone; nothing where that is UTC's. */
  utcBeside(at: string): string {
    const date = new Date(at);
    return this.utcFormat.format(date) === this.clockFormat.format(date) ? "" : `(${this.utc(at)})`;
  }

  /** A day that is counted in UTC, "2021-12-07", as "7 Dec 2021". */
  utcDay(day: string): string {
    return this.utcDayFormat.format(new Date(`${day}T00:00:00Z`));
  }

  /** "11.2", "0.4", "130": no more digits than say something. */
  rate(n: number): string {
    return this.numbers.format(n >= 100 ? Math.round(n) : Math.round(n * 10) / 10);
  }

  /** The day in the analyst's zone, to compare: "2021-12-07". */
  dayKey(at: string | number): string {
    return this.keyFormat.format(new Date(at));
  }

  /** In a list: the time for today, the day for before, with its year where it could be taken for another's. */
  brief(at: string, now: number): string {
    if (Math.abs(now - Date.parse(at)) > LONG_MS) return this.day(at);
    return this.dayKey(at) === this.dayKey(now) ? this.clock(at) : this.shortDay(at);
  }

  /** "12 s ago" */
  ago(at: string, now: number): string {
    const seconds = Math.round((new Date(at).getTime() - now) / 1000);
    const size = Math.abs(seconds);
    if (size < 60) return this.relative.format(Math.min(seconds, 0), "second");
    if (size < 3600) return this.relative.format(Math.trunc(seconds / 60), "minute");
    if (size < 86400) return this.relative.format(Math.trunc(seconds / 3600), "hour");
    return this.relative.format(Math.trunc(seconds / 86400), "day");
  }

  /** The zone's distance from UTC now: "UTC+2". */
  offset(now: number): string {
    const part = this.zoneFormat.formatToParts(new Date(now)).find((it) => it.type === "timeZoneName")?.value ?? "UTC";
    return part.replace("GMT", "UTC").replace(/([+-])0(\d)/, "$1$2").replace(/:00$/, "").replace(/[+-]0$/, "");
  }

  /** "128,402" */
  count(n: number | bigint): string {
    return this.numbers.format(n);
  }
}
