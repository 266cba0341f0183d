// How the invented sources do, and whom they made the stand-in contact.
import type { Contacts, HealthDay, SourceHealth, SourceStanding, SourceView } from "./types";

const DAY = 86_400_000;

/** How sources do at a moment. */
export function fakeHealth(now: number, sources: () => SourceView[]) {
  const at = (minutesAgo: number) => new Date(now - minutesAgo * 60_000).toISOString();
  const today = Math.floor(now / DAY) * DAY;

  /** What came on each of the last eight weeks: little at weekends, and nothing of the last days from one that fell silent. */
  function days(id: number, silent: boolean): HealthDay[] {
    return Array.from({ length: 56 }, (_, n): HealthDay => {
      const day = today - (55 - n) * DAY;
      const weekend = [0, 6].includes(new Date(day).getUTCDay());
      const usual = weekend ? 2 : Math.max(3, 14 - id);
      const articles = silent && n > 50 ? 0 : Math.max(0, usual + ((n * 7 + id * 5) % 5) - 2);
      return { day: new Date(day).toISOString().slice(0, 10), articles, usual };
    });
  }

  function healthOf(view: SourceView): SourceHealth {
    const id = view.source.id;
    const silent = id === 2;
    const standing = view.state === "paused" ? "paused" : view.state === "troubled" ? "trouble" : silent ? "silent" : id === 5 ? "late" : "well";
    const words = {
      paused: "Paused: it is not asked.",
      trouble: view.trouble?.what ?? "Some of its files could not be read.",
      silent: "It answers, but brought nothing for 5 days; usually 64 articles come in a week.",
      late: "Half of its articles of the last week came more than 9 hours after they were published.",
      well: "As usual: 74 articles in a week.",
    }[standing];
    return {
      source_id: id,
      name: view.source.name,
      standing,
      words,
      trouble: view.trouble,
      diagnoses:
        id === 2
          ? [
              {
                code: "unchanging",
                what: "It has given the same 20 items since 2025-12-05.",
                meaning: "It may be abandoned, or be served from a store that is never renewed.",
                advice: "Look at the site: if it has newer articles, look for another feed of it.",
              },
            ]
          : [],
      days: days(id, silent),
      usual_week: 74 - id * 5,
      last_article_at: at(silent ? 5 * 1440 : 20 * id),
      silent_since: silent ? at(5 * 1440) : null,
      late_minutes: id === 5 ? 560 : 12,
      late_of: 412,
      last_attempt_at: view.last_attempt_at,
      last_success_at: view.last_success_at,
      next_due_at: view.next_due_at,
      interval_minutes: view.source.interval_minutes ?? 60,
      interval_why: view.source.interval_minutes ? "You chose this interval." : "The interval of the settings.",
    };
  }

  return {
    standings: (): SourceStanding[] =>
      sources().map((view) => {
        const { source_id, standing, words, diagnoses, last_article_at, late_minutes, interval_minutes } = healthOf(view);
        return { source_id, standing, words, diagnoses: diagnoses.length, last_article_at, late_minutes, interval_minutes };
      }),
    sourceHealth: (id: number): SourceHealth => {
      const view = sources().find((it) => it.source.id === id);
      if (!view) throw { code: "not_found", what: `There is no source ${id}.`, advice: "It may have been removed. Look at the list of sources." };
      return healthOf(view);
    },
    contacts: (): Contacts => ({
      hosts: [
        {
          host: "theharbourledger.example",
          requests: 431,
          first_at: at(90_000),
          last_at: at(4),
          answer: "304: nothing new",
          reasons: [
            { reason: "feed", sources: ["The Harbour Ledger"], sources_total: 1, requests: 412, last_at: at(4), answer: "304: nothing new" },
            { reason: "revisit", sources: ["The Harbour Ledger"], sources_total: 1, requests: 18, last_at: at(300), answer: "200: answered" },
            { reason: "robots", sources: [], sources_total: 0, requests: 1, last_at: at(900), answer: "404 (Not Found)" },
          ],
        },
        {
          host: "kelmarkobserver.example",
          requests: 77,
          first_at: at(90_000),
          last_at: at(4),
          answer: "403 (Forbidden)",
          reasons: [{ reason: "feed", sources: ["Kelmark Observer"], sources_total: 1, requests: 77, last_at: at(4), answer: "403 (Forbidden)" }],
        },
      ],
      total: 2,
      kept_days: 90,
    }),
  };
}
