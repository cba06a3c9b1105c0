/** A mention of a person, `<users/123>`, or of everyone, `<users/all>`; a link with or without words of its own. */
const MARKED =
  /<users\/([\w.-]+)>|<(?:(https?:\/\/[^|>\s]+|mailto:[^|>\s]+|[a-z][a-z0-9+.-]*:[^|>\s]+))(?:\|([^>\n]*))?>/gi;

/**
 * A message's `formattedText` for reading: mentions as `@Name`, links as Markdown, so that their real target shows. Bold,
 * italic and the like stay as Chat writes them (Chat API, "Format messages").
 * @param nameOf the name of the person whose id is given
 */
export function readChatText(formatted: string, nameOf: (userId: string) => string): string {
  return formatted.replace(
    MARKED,
    (_, user: string | undefined, url: string | undefined, words: string | undefined) => {
      if (user !== undefined) return user === "all" ? "@all" : `@${nameOf(user)}`;
      const target = url ?? "";
      return words === undefined || words.trim() === "" || words === target ? target : `[${words}](${target})`;
    },
  );
}

/** Ids of the people whom a message mentions. */
export function mentionedUsers(formatted: string): string[] {
  const ids = [...formatted.matchAll(/<users\/([\w.-]+)>/g)].flatMap(([, id]) => id ?? []);
  return [...new Set(ids)].filter((id) => id !== "all");
}
