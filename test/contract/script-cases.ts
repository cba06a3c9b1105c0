import type { ContractCase } from "./contract-case.ts";

/** At least two calls of each tool of the service. */
export const scriptCases: readonly ContractCase[] = [];
