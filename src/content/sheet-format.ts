/** Red, green and blue from 0 to 1 of a colour such as `#ff8800`. */
export function rgb(hex: string): { red: number; green: number; blue: number } {
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return { red: part(1), green: part(3), blue: part(5) };
}

/** `#ff8800` of red, green and blue from 0 to 1, as the Sheets API leaves out what is 0. */
export function hexOf(color: { red?: number | null; green?: number | null; blue?: number | null }): string {
  const part = (value: number | null | undefined) =>
    Math.round((value ?? 0) * 255)
      .toString(16)
      .padStart(2, "0");
  return `#${part(color.red)}${part(color.green)}${part(color.blue)}`;
}

/** The kind of number that a pattern shows (Sheets API, "NumberFormatType"). */
export function numberFormatType(pattern: string): string {
  const bare = pattern.replace(/"[^"]*"|\\./g, "");
  if (bare.includes("@")) return "TEXT";
  if (bare.includes("%")) return "PERCENT";
  if (/E[+-]/.test(bare)) return "SCIENTIFIC";
  const date = /[yd]|m{3}/i.test(bare) || (/m/i.test(bare) && !/[hs#0]/i.test(bare));
  const time = /h|s/i.test(bare) && !/[#0]/.test(bare.replace(/s\.0+/gi, ""));
  if (date) return time ? "DATE_TIME" : "DATE";
  if (time) return "TIME";
  return /[\p{Sc}]/u.test(pattern) ? "CURRENCY" : "NUMBER";
}
