/** The lists that tools belong to, each holding those before it: `core` is served unless asked otherwise. */
export const TIERS = ["core", "extended", "complete"] as const;
export type Tier = (typeof TIERS)[number];
