/** A string literal of Drive's query language, with what it would read as syntax escaped ("Search query terms and operators"). */
export function driveLiteral(value: string): string {
  return `'${value.replace(/\\/g, "\\\\").replace(/'/g, "\\'")}'`;
}

/** Whether a query has this field or operator, outside of its string literals. */
export function hasTerm(query: string, term: string): boolean {
  return new RegExp(`\\b${term}\\b`).test(query.replace(/'(?:[^'\\]|\\.)*'/gs, "''"));
}

/** Terms joined so that all must hold; empty when there is none. */
export function allOf(terms: readonly string[]): string {
  return terms.map((term) => (terms.length > 1 ? `(${term})` : term)).join(" and ");
}
