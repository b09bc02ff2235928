/** No offset of our days changes the date within a quarter of an hour. */
const QUARTER_MS = 900_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Tells on which day, such as `2026-03-29`, a time falls in an IANA time zone. Made anew for each batch: it remembers. */
export function localDays(zone: string): (at: Date) => string {
  const format = formatOf(zone);
  const known = new Map<number, string>();
  return (at) => {
    const quarter = Math.floor(at.getTime() / QUARTER_MS);
    const day = known.get(quarter) ?? format.format(at);
    known.set(quarter, day);
    return day;
  };
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  // Swedes write dates as ISO 8601 does.
  const made = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(zone, made);
  return made;
}
