import { LOG_LEVEL_META_KEY, type LoggingLevel, type Server, type ServerContext } from "@modelcontextprotocol/server";

/** From the least to the most severe (MCP, "Logging", after RFC 5424). */
const LEVELS: readonly LoggingLevel[] = [
  "debug",
  "info",
  "notice",
  "warning",
  "error",
  "critical",
  "alert",
  "emergency",
];

/** What a client of an earlier revision is sent before it has named a level. */
const USUAL_LEVEL: LoggingLevel = "warning";

/** The log messages of one connection. */
export interface ClientLog {
  /** Sends a message if the client takes messages of this level. */
  send(level: LoggingLevel, logger: string, line: string): void;
  /** Lets messages go out with this request for as long as the work on it lasts. */
  during<Result>(context: ServerContext, work: () => Promise<Result>): Promise<Result>;
}

/**
 * The log as a client wants it. One of an earlier revision names its level once, with `logging/setLevel`. One of the
 * 2026-07-28 revision names it with each request that may log, and takes a message only within such a request.
 */
export function clientLog(server: Server): ClientLog {
  let level = USUAL_LEVEL;
  let asksEachTime = false;
  const running = new Set<ServerContext>();
  server.setRequestHandler("logging/setLevel", ({ params }) => {
    level = params.level;
    return {};
  });
  return {
    send(of, logger, line) {
      const within = [...running].findLast(({ mcpReq }) => LOG_LEVEL_META_KEY in (mcpReq.envelope ?? {}));
      if (within) void within.mcpReq.log(of, line, logger).catch(() => {});
      else if (!asksEachTime && LEVELS.indexOf(of) >= LEVELS.indexOf(level))
        void server.sendLoggingMessage({ level: of, logger, data: line }).catch(() => {});
    },
    async during(context, work) {
      asksEachTime ||= context.mcpReq.envelope !== undefined;
      running.add(context);
      try {
        return await work();
      } finally {
        running.delete(context);
      }
    },
  };
}
