const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 80;
/** Goes to the start of the line and empties it (ECMA-48: CR, EL). */
const EMPTY_LINE = "\r\u001b[K";

/** The spinner that turns now, if any; there is one terminal, so there is at most one. */
let turning: (() => void) | undefined;

/**
 * Turns on stderr while something is waited for. It shows nothing on a pipe, on a terminal that cannot move its cursor
 * (`TERM=dumb`), and where the person has switched such things off (`NO_COLOR`).
 * @returns stops it and takes its line away; may be called again
 */
export function startSpinner(text: string): () => void {
  const { stderr, env } = process;
  if (!stderr.isTTY || (env.NO_COLOR ?? "") !== "" || env.TERM === "dumb") return () => {};
  let frame = 0;
  const draw = () => {
    stderr.write(`${EMPTY_LINE}${FRAMES[frame % FRAMES.length]} ${text}`);
    frame += 1;
  };
  draw();
  const timer = setInterval(draw, FRAME_MS);
  timer.unref();
  const stop = () => {
    if (turning !== stop) return;
    turning = undefined;
    clearInterval(timer);
    stderr.write(EMPTY_LINE);
  };
  turning?.();
  turning = stop;
  return stop;
}

/** Takes the spinner's line away, so that other words can stand there; the next frame draws it below them. */
export function clearSpinner(): void {
  if (turning) process.stderr.write(EMPTY_LINE);
}
