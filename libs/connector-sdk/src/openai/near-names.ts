/** The names most like one that does not exist, the nearest first. */
export function nearNames(wanted: string, names: readonly string[], most = 3): string[] {
  return names
    .map((name) => ({ name, likeness: likeness(wanted.toLowerCase(), name.toLowerCase()) }))
    .filter(({ likeness }) => likeness > 0.3)
    .sort((a, b) => b.likeness - a.likeness || a.name.localeCompare(b.name))
    .slice(0, most)
    .map(({ name }) => name);
}

/** Share of neighbouring letters two names have in common, 0 to 1 (Sørensen and Dice). */
function likeness(a: string, b: string): number {
  const left = pairs(a);
  const right = pairs(b);
  const common =
    left.filter((pair) => right.includes(pair)).length + right.filter((pair) => left.includes(pair)).length;
  return common / (left.length + right.length || 1);
}

function pairs(text: string): string[] {
  return Array.from({ length: Math.max(text.length - 1, 0) }, (_, at) => text.slice(at, at + 2));
}
