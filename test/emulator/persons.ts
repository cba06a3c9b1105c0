import type { ServiceWorld } from "./world.ts";

/** Someone with a Google account, whether or not they ever sign in here. */
export interface Person {
  email: string;
  /** Google's stable id: `people/{sub}` in the People API, `users/{sub}` in Chat. */
  sub: string;
  name: string;
  /** The Workspace domain, absent for a consumer account. */
  hostedDomain?: string;
}

/** People whom the seeds speak of: colleagues at example.com, and someone outside. */
const OTHERS: readonly Person[] = [
  { email: "grace@example.com", sub: "100000000000000000201", name: "Grace Example", hostedDomain: "example.com" },
  { email: "mary@example.com", sub: "100000000000000000202", name: "Mary Example", hostedDomain: "example.com" },
  { email: "alan@example.net", sub: "100000000000000000203", name: "Alan Example" },
];

/** Everyone there is; who has an account of the emulator is as that account says. */
export function everyone(world: ServiceWorld): Person[] {
  const accounts = world.accounts();
  return [...accounts, ...OTHERS.filter(({ email }) => !accounts.some((account) => account.email === email))];
}

/** The person behind an address or a Google id. */
export function findPerson(world: ServiceWorld, reference: string): Person | undefined {
  return everyone(world).find(({ email, sub }) => email === reference.toLowerCase() || sub === reference);
}
