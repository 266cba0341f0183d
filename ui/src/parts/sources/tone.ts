import type { Stands } from "../../state/standings";

/** The ground on which a standing is written. */
export function toneOf(standing: Stands): "good" | "bad" | "high" | "watch" | "quiet" | "outline" {
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
    case "unknown":
      return "outline";
  }
}
