/** Time zones to choose from, as people write their cities; `stored` is one of them, whatever the browser calls it. */
export function timeZoneOptions(stored: string): { value: string; label: string }[] {
  const names = new Set(['UTC', stored, ...Intl.supportedValuesOf('timeZone')]);
  return [...names].map((value) => ({ value, label: value.replaceAll('_', ' ') }));
}
