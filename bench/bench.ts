import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { burstFigures, enduranceFigures, overheadFigures } from "./calls.ts";
import { startEmulatorProcess } from "./emulator-process.ts";
import { type Figure, figureTable, holds } from "./figure.ts";
import { packageFigures } from "./package-size.ts";
import { peerTable } from "./peers.ts";
import { reportPage } from "./report.ts";
import { byteFigures, roundTripFigures } from "./round-trips.ts";
import { commandFigures, startUpFigures } from "./start-up.ts";
import { environmentOf, type Subject, signIn } from "./subject.ts";
import { transferFigures } from "./transfers.ts";

const PAGE = "docs/performance.md";

/**
 * Measures what must hold and prints it; with `--write` into docs/performance.md too.
 * @param emulatorScript the bundled emulator-child.ts
 * @returns the exit code: 1 when `--check` was given and a target is missed
 */
export async function bench(emulatorScript: string): Promise<number> {
  const { values: options } = parseArgs({
    options: {
      check: { type: "boolean", default: false },
      peers: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      only: { type: "string", default: "1,2,3,4,5,6,7,8,9" },
    },
  });
  const largeBytes = options.quick ? 100_000_000 : 1_000_000_000;
  const points = options.only.split(",").map(Number);
  const home = await mkdtemp(join(tmpdir(), "google-mcp-bench-"));
  const emulator = await startEmulatorProcess(emulatorScript, points.includes(6) ? largeBytes : 1000);
  try {
    const subject: Subject = { emulator, environment: environmentOf(emulator, home), quick: options.quick };
    await signIn(subject.environment);
    const measurements: Record<number, () => Promise<Figure[]>> = {
      1: () => startUpFigures(subject),
      2: packageFigures,
      3: () => overheadFigures(subject),
      4: () => roundTripFigures(subject),
      5: () => byteFigures(subject),
      6: () => transferFigures(subject, largeBytes),
      7: () => burstFigures(subject),
      8: () => enduranceFigures(subject),
      9: () => commandFigures(subject),
    };
    const figures: Figure[] = [];
    for (const point of points) {
      process.stderr.write(`point ${point} …\n`);
      figures.push(...((await measurements[point]?.()) ?? []));
    }
    const peers = options.peers ? await peerTable(subject) : undefined;
    const machine = `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model}`;
    process.stdout.write(`${[machine, figureTable(figures), ...(peers ? [peers] : [])].join("\n\n")}\n`);
    if (options.write) await writeFile(PAGE, reportPage(machine, figures, peers));
    return options.check && !figures.every(holds) ? 1 : 0;
  } finally {
    emulator.close();
    await rm(home, { recursive: true, force: true });
  }
}
