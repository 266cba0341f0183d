import type { Standing } from "../../backend/types";

/** The ground on which a standing is written. */
export function toneOf(standing: Standing): "good" | "bad" | "high" | "watch" | "quiet" {
  switch (standing) {
    case "trouble":
      return "bad";
    case "silent":
      return "high";
    case "late":
      return "watch";
    case "well":
      return "good";
    case "waiting":
    case "paused":
      return "quiet";
  }
}
