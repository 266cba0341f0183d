/** Minutes between two looks as they are typed: 0 where that is left to the settings, nothing for what can be none. */
export function minutesOf(text: string): number | null {
  const typed = text.trim();
  if (typed === "") return 0;
  const minutes = /^\d{1,4}$/.test(typed) ? Number(typed) : -1;
  return minutes === 0 || (minutes >= 5 && minutes <= 1440) ? minutes : null;
}
