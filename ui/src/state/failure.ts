import type { CommandError } from "../backend/types";

/** What failed, in words for people. */
export interface Failure {
  code: CommandError["code"];
  what: string;
  advice: string;
}

/** What a refused promise of the backend says. */
export function failureOf(error: unknown): Failure {
  if (typeof error === "object" && error !== null && "what" in error && "code" in error) {
    const told = error as CommandError;
    return { code: told.code, what: told.what, advice: told.advice };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: "internal",
    what: "Something in Wirewatch went wrong.",
    advice: `Nothing was lost. Try again; if it happens again, report this: ${message}`,
  };
}
