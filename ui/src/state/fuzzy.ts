/** How well a name fits what was typed: higher is better, nothing if not all letters are there in order. */
export function fit(name: string, typed: string): number | null {
  const inName = name.toLocaleLowerCase();
  const wanted = typed.trim().toLocaleLowerCase();
  if (wanted === "") return 0;
  const whole = inName.indexOf(wanted);
  if (whole >= 0) return 1000 - whole - (whole > 0 && inName[whole - 1] !== " " ? 200 : 0);
  let score = 0;
  let at = -1;
  for (const letter of wanted) {
    if (letter === " ") continue;
    const next = inName.indexOf(letter, at + 1);
    if (next < 0) return null;
    score -= next - at - 1;
    if (next === 0 || inName[next - 1] === " ") score += 8;
    at = next;
  }
  // Letters strewn over a name are no name.
  return score < -6 ? null : score;
}
