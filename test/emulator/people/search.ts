import type { Fields } from "./state.ts";

/**
 * Whether one of these fields has a phrase that begins with the query, as Google describes it: "foo name" matches "f",
 * "foo n" and "nam", but not "oo n".
 */
export function matches(fields: Fields, searched: readonly string[], query: string): boolean {
  const wanted = query.toLowerCase().replace(/\s+/g, " ").trim();
  const digits = wanted.replace(/\D/g, "");
  return searched.some((field) =>
    (fields[field] ?? []).some((entry) =>
      Object.values(entry).some((value) => {
        if (typeof value !== "string") return false;
        if (field === "phoneNumbers" && digits.length > 2) return value.replace(/\D/g, "").includes(digits);
        return beginsAPhrase(value.toLowerCase(), wanted);
      }),
    ),
  );
}

function beginsAPhrase(value: string, wanted: string): boolean {
  for (let at = value.indexOf(wanted); at >= 0; at = value.indexOf(wanted, at + 1))
    if (at === 0 || !/[\p{L}\p{N}]/u.test(value[at - 1] ?? "")) return true;
  return false;
}
