/** Bytes of a file name in UTF-8 that every usual file system takes, with room for a number. */
const LONGEST_NAME_BYTES = 200;

/** Names that Windows gives to devices, with or without an extension (Microsoft, "Naming Files, Paths, and Namespaces"). */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?$/i;

/** What no name may hold: separators, what Windows forbids, control and invisible characters. */
const UNFIT = /[<>:"|?*/\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;

/** Whether Windows would take a name for a device, whatever its extension. */
export function isDeviceName(name: string): boolean {
  return DEVICE.test(name.replace(/[. ]+$/, ""));
}

/**
 * Makes a file name of one that came from outside: its base name alone, nothing hidden, no device, no stream, in NFC, at
 * most 200 bytes with its extension kept.
 */
export function safeFileName(name: string): string {
  const base = name.normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  const plain = base
    .replace(UNFIT, "_")
    .replace(/^[.\s]+/, "")
    .replace(/[.\s]+$/, "");
  const named = plain === "" ? "file" : isDeviceName(plain) ? `_${plain}` : plain;
  return shortened(named);
}

/** The name with a number before its extension. */
export function numberedName(name: string, number: number): string {
  const { stem, extension } = split(name);
  return `${stem} (${number})${extension}`;
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST_NAME_BYTES) return name;
  const { stem, extension } = split(name);
  let kept = "";
  let bytes = Buffer.byteLength(extension);
  for (const character of stem) {
    bytes += Buffer.byteLength(character);
    if (bytes > LONGEST_NAME_BYTES) break;
    kept += character;
  }
  return `${kept.trimEnd()}${extension}`;
}

function split(name: string): { stem: string; extension: string } {
  const extension = /(?:\.[A-Za-z0-9]{1,8}){1,2}$/.exec(name)?.[0] ?? "";
  return extension.length < name.length
    ? { stem: name.slice(0, name.length - extension.length), extension }
    : { stem: name, extension: "" };
}
