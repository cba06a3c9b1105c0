import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { ToolError } from "../errors.ts";
import type { Stage } from "./stage.ts";

/** How many calls one server takes (SECURITY-SPEC 4.2). */
export interface RateLimits {
  readonly perHour: number;
  readonly perAccountAndHour: number;
  readonly perToolAndMinute: number;
}

/** Refuses what is too much, and says when to try again. */
export function limitRate({ perHour, perAccountAndHour, perToolAndMinute }: RateLimits): Stage {
  const limiters = {
    all: new RateLimiterMemory({ keyPrefix: "all", points: perHour, duration: 3600 }),
    account: new RateLimiterMemory({ keyPrefix: "account", points: perAccountAndHour, duration: 3600 }),
    tool: new RateLimiterMemory({ keyPrefix: "tool", points: perToolAndMinute, duration: 60 }),
  };
  return async (invocation, next) => {
    const { tool, account } = invocation;
    await take(limiters.tool, tool.name, `${perToolAndMinute} calls of ${tool.name} a minute`);
    if (account) {
      const limit = `${perAccountAndHour} calls an hour for ${account.email}`;
      await take(limiters.account, account.sub, limit);
    }
    await take(limiters.all, "", `${perHour} calls an hour`);
    return next(invocation);
  };
}

async function take(limiter: RateLimiterMemory, key: string, limit: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    throw new ToolError(
      "rate_limited",
      `This server's own limit of ${limit} is reached`,
      `Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`,
    );
  }
}
