import { type Figure, figureTable } from "./figure.ts";

const METHOD = `# Speed and size

Written by \`npm run bench -- --write\`; do not edit it by hand.

## Method

- Absolute times differ from machine to machine, so each figure is a ratio or a difference to something that is measured
  in the same run, in turn with it: a Node script that answers by hand (\`bench/bare-server.mjs\`), the same request sent
  without this program, curl. Medians throughout.
- Google is the project's emulator in a process of its own, behind a relay on loopback that can delay what passes. A round
  trip is what 50 ms of delay add to a call, divided by 50 ms.
- The program is the built one, started as a client starts it, with one account signed in (\`FILE_ENCRYPTED\`) and every
  tool served. Its compile cache is filled by one start before. Memory is the resident set.
- Transfers are held against curl's to the same address, each file in the place of the one before; an upload asks for
  the checksum, as the program does. \`status\` has a log of its own, so that it does not matter what was measured before;
  \`login\` is held against Google's own address, for which no network is waited for, as an emulator's would be.
- Limits on calls are lifted for the measurements. \`--check\` ends with 1 when a target is missed; \`--only 1,4\` measures
  some points; \`--quick\` measures less of everything; \`--peers\` installs other servers into a temporary folder and
  starts them in the same way.
`;

/** The page of documentation that a run leaves. */
export function reportPage(machine: string, figures: readonly Figure[], peers: string | undefined): string {
  const parts = [METHOD.trimEnd(), `## A run\n\n${machine}.`, figureTable(figures)];
  if (peers !== undefined) parts.push(`## Beside others\n\n${peers}`);
  return `${parts.join("\n\n")}\n`;
}
